"""What the pages of casework show, to whom, and what they never show."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse

from tests.factories import make_intake, make_post, make_user
from wagamachi.access.models import AuditEvent
from wagamachi.access.roles import Role
from wagamachi.casework.enums import Level
from wagamachi.casework.models import Case, Participation
from wagamachi.casework.queries.course import PAGE
from wagamachi.casework.services import (
    accept_handoff,
    add_member,
    record_on_case,
    withdraw_consent,
)
from wagamachi.core.paging import FEW

from .scenes import HEARD, Scene, told

NAME, PLACE, PHONE = "山本花子", "港町1-2-3 コーポ港 203号室", "03-1234-5678"
TABS = ("", "record/", "household/", "handoffs/", "handoffs/choose/", "evaluations/", "evaluate/",
        "consents/", "consents/new/", "readers/", "next/", "describe/", "assign/", "close/",
        "members/new/", "supporters/new/")  # fmt: skip


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def title(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page, re.S)
    assert found
    return found[1]


def named_case(scene: Scene) -> Case:
    """Return a case that began with a worry about a named person at a known address."""
    intake = scene.intake(subject=NAME, place=PLACE, phone=PHONE, situation="郵便がたまっている")
    return scene.claimed(intake)


@pytest.mark.parametrize("tab", TABS)
def test_no_title_and_no_link_names_anybody(scene: Scene, tab: str) -> None:
    case = named_case(scene)
    page = text(scene.browser("csw").get(f"/cases/{case.pk}/{tab}"))
    assert NAME in page  # it is on the page, where colleagues need it
    links = re.findall(r'(?:href|action|hx-get|hx-post)="(?!tel:)([^"]*)"', page)
    for shown in (title(page), *links):
        assert not any(word in shown for word in (NAME, "山本", "港町", "1234")), shown


@pytest.mark.parametrize("path", ["", "received/", "slip/", "claim/", "pass-on/", "answer/"])
def test_no_title_of_an_intake_names_anybody(scene: Scene, path: str) -> None:
    intake = scene.intake(subject=NAME, place=PLACE, phone=PHONE)
    page = text(scene.browser("csw").get(f"/cases/intakes/{intake.pk}/{path}"))
    assert not any(word in title(page) for word in ("山本", "港町", "1234"))


@pytest.mark.parametrize(
    "tab", ["", "household/", "handoffs/", "evaluations/", "consents/", "readers/"]
)
def test_looking_at_a_case_is_written_down(scene: Scene, tab: str) -> None:
    case = scene.case()
    scene.browser("csw").get(f"/cases/{case.pk}/{tab}")
    assert told(case) == [("read", "青葉")]
    assert AuditEvent.objects.get(kind="read").data == {"level": "full"}


@pytest.mark.parametrize(
    ("who", "level"), [("csw", "full"), ("core", "summary"), ("nursery", "status")]
)
def test_how_much_was_seen_is_written_down_too(scene: Scene, who: str, level: str) -> None:
    case = scene.claimed(scene.intake())
    scene.browser(who).get(f"/cases/{case.pk}/")
    read = AuditEvent.objects.get(kind="read")
    assert (read.target_id, read.user, read.data) == (
        case.pk, getattr(scene.cast, who), {"level": level},
    )  # fmt: skip


def test_printing_and_reading_an_intake_is_written_down(scene: Scene) -> None:
    intake = scene.intake()
    for path in ("", "slip/"):
        scene.browser("nursery").get(f"/cases/intakes/{intake.pk}/{path}")
    levels = AuditEvent.objects.filter(kind="read").order_by("seq").values_list("data", flat=True)
    assert list(levels) == [{"level": "full"}, {"level": "print"}]


def test_who_looked_is_shown_to_those_who_work_on_it(scene: Scene) -> None:
    case = scene.case()
    scene.browser("core").get(f"/cases/{case.pk}/")
    assert "松" in text(scene.browser("csw").get(f"/cases/{case.pk}/readers/"))


def test_the_first_receiver_sees_holder_and_state_and_nothing_else(scene: Scene) -> None:
    case = named_case(scene)
    page = text(scene.browser("nursery").get(f"/cases/{case.pk}/"))
    assert [word in page for word in (case.number, "東チーム", "青葉", "引き受けたばかり")] == [
        True
    ] * 4
    assert [word in page for word in (NAME, PLACE, "郵便", "電話する")] == [False] * 4
    intake = case.intakes.get()
    own = text(scene.browser("nursery").get(f"/cases/intakes/{intake.pk}/"))
    assert [word in own for word in ("郵便がたまっている", "東チーム", "青葉")] == [True] * 3


@pytest.mark.parametrize("who", ["minsei", "resident", "manager"])
def test_who_took_it_in_alone_follows_it_too(scene: Scene, who: str) -> None:
    """I4 holds for those who sit at no window: they read how it stands on the intake's page."""
    user = getattr(scene.cast, who)
    intake = make_intake(
        scene.cast.town.minsei_team, user, scene.at, holder_team=scene.cast.town.east_team
    )
    scene.claimed(intake)
    listed = text(scene.browser(who).get("/cases/intakes/"))
    page = text(scene.browser(who).get(f"/cases/intakes/{intake.pk}/"))
    assert ("東チーム" in listed, "青葉" in listed) == (True, True)
    assert ("東チーム" in page, "対応しています" in page) == (True, True)


@pytest.mark.parametrize("who", ["minsei", "resident"])
def test_what_a_neighbour_took_in_is_nobody_elses_business(scene: Scene, who: str) -> None:
    other = make_user("another", "別の委員")
    make_post(other, Role.MINSEI_IIN, scene.cast.town.minsei_team)
    theirs = make_intake(scene.cast.town.minsei_team, other, scene.at, situation="ひみつの様子")
    browser = scene.browser(who)
    assert "ひみつの様子" not in text(browser.get("/cases/intakes/"))
    assert "ひみつの様子" not in text(browser.get("/"))
    assert browser.get(f"/cases/intakes/{theirs.pk}/").status_code == 404


def test_a_lead_sees_the_outline_and_not_the_course(scene: Scene) -> None:
    case = named_case(scene)
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, next_action=None,
        draft=scene.record(content="ひみつの経過"),
    )  # fmt: skip
    page = text(scene.browser("core").get(f"/cases/{case.pk}/"))
    assert (NAME in page, "ひみつの経過" in page, "担当チームのある機関の責任者だから" in page) == (
        True, False, True,
    )  # fmt: skip


def test_before_it_answers_the_receiver_sees_the_agreed_words_only(scene: Scene) -> None:
    case = named_case(scene)
    handoff = scene.handoff(case, shared_summary="ひとり暮らしの方です")
    browser = scene.browser("agency")
    page = text(browser.get(f"/cases/handoffs/{handoff.pk}/"))
    assert ("ひとり暮らしの方です" in page, NAME in page, case.number in page) == (
        True,
        False,
        False,
    )
    assert browser.get(f"/cases/{case.pk}/").status_code == 404
    browser.post(f"/cases/handoffs/{handoff.pk}/accept/", {"answer": "はい"})
    assert NAME in text(browser.get(f"/cases/{case.pk}/"))


def test_a_partner_with_the_outline_sees_no_course_and_no_household(scene: Scene) -> None:
    case = named_case(scene)
    scene.accepted(case, level=Level.SUMMARY)
    browser = scene.browser("agency")
    page = text(browser.get(f"/cases/{case.pk}/"))
    assert (NAME in page, "記録する" in page) == (True, False)
    assert {browser.get(f"/cases/{case.pk}/{tab}").status_code for tab in TABS if tab} == {404}


def test_the_lists_of_what_waits_link_to_what_can_be_done(scene: Scene) -> None:
    intake, csw = scene.intake(), scene.browser("csw")
    assert f"/cases/intakes/{intake.pk}/claim/" in text(csw.get("/cases/inbox/"))
    page = text(csw.get(f"/cases/intakes/{intake.pk}/"))
    acts = ("claim", "pass-on", "answer", "reopen", "slip")
    linked = [act for act in acts if f"/cases/intakes/{intake.pk}/{act}/" in page]
    assert linked == ["claim", "pass-on", "answer", "slip"]
    only_read = text(scene.browser("nursery").get(f"/cases/intakes/{intake.pk}/"))
    assert [act for act in acts if f"/cases/intakes/{intake.pk}/{act}/" in only_read] == ["slip"]


def test_the_page_of_a_case_offers_what_its_state_allows(scene: Scene) -> None:
    acts = (
        "record",
        "handoffs/choose",
        "next",
        "assign",
        "evaluate",
        "close",
        "reopen",
        "describe",
    )

    def offered(who: str, case: Case) -> list[str]:
        page = text(scene.browser(who).get(f"/cases/{case.pk}/"))
        return [act for act in acts if f'href="/cases/{case.pk}/{act}/"' in page]

    is_open, closed = scene.case(), scene.closed()
    scene.accepted(is_open)
    assert offered("csw", is_open) == [act for act in acts if act != "reopen"]
    assert offered("agency", is_open) == ["record"]
    assert offered("csw", closed) == ["reopen", "describe"]


def test_the_course_tells_everything_newest_first_and_can_be_narrowed(scene: Scene) -> None:
    case = scene.claimed(scene.intake(situation="郵便がたまっている"))
    scene.at += timedelta(hours=1)
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, draft=scene.record(), next_action=None
    )
    scene.at += timedelta(hours=1)
    handoff = scene.handoff(case)
    scene.at += timedelta(hours=1)
    accept_handoff(actor=scene.actor("agency"), at=scene.at, handoff=handoff)
    scene.at += timedelta(hours=1)
    scene.evaluated(case)
    browser = scene.browser("csw")
    page = text(browser.get(f"/cases/{case.pk}/"))
    in_order = ["評価した", "つなぎ：引き受ける", "へつないだ", "訪ねて話を聞いた", "相談を受けた"]
    places = [page.index(words) for words in in_order]
    assert places == sorted(places)
    narrowed = text(browser.get(f"/cases/{case.pk}/?kind=record"))
    assert [words in narrowed for words in in_order] == [False, False, False, True, False]


@pytest.mark.parametrize("at_once", [1, 3, PAGE * 2])
def test_a_long_course_is_read_to_its_very_first_day(scene: Scene, at_once: int) -> None:
    """Also when many were at the same meeting: records come in steps of a quarter of an hour."""
    case = scene.case()
    for n in range(PAGE * 2 + 5):
        record_on_case(
            actor=scene.actor("csw"), at=scene.at, case=case, next_action=None,
            draft=scene.record(
                occurred_at=scene.at - timedelta(minutes=15 * (n // at_once)), content=f"記録{n:02}番"
            ),
        )  # fmt: skip
    assert read_to_the_end(scene, case) == [f"記録{n:02}番" for n in range(PAGE * 2 + 5)]


def read_to_the_end(scene: Scene, case: Case) -> list[str]:
    """Follow もっと前を見る as long as there is one; return the records met on the way, sorted."""
    browser, found = scene.browser("csw"), []
    address = f"/cases/{case.pk}/"
    for _ in range(9):
        page = text(browser.get(address))
        found += re.findall(r"記録\d\d番", page)
        older = re.search(r'href="(\?before=[^"]*)"', page)
        if older is None:
            break
        address = f"/cases/{case.pk}/{older[1].replace('&amp;', '&')}"
    return sorted(found)


@pytest.mark.parametrize(
    "bad",
    [
        "?before=gestern",
        "?before=2026-11-23",
        "?kind=x",
        "?before=%00",
        "?before=2026-11-23T00:00Z&skip=x",
        "?before=2026-11-23T00:00Z&skip=-1",
    ],
)
def test_a_broken_address_shows_the_course_all_the_same(scene: Scene, bad: str) -> None:
    case = scene.case()
    assert scene.browser("csw").get(f"/cases/{case.pk}/{bad}").status_code == 200


@pytest.mark.parametrize(
    "bad", ["?whose=x", "?flag=x", "?area=x", "?theme=x", "?after=x", "?state=x"]
)
def test_a_broken_filter_is_said_and_shows_a_list_all_the_same(scene: Scene, bad: str) -> None:
    case, answer = scene.case(), scene.browser("csw").get(f"/cases/{bad}")
    assert answer.status_code == (200 if "after" in bad else 422)
    assert case.number in answer.content.decode()


@pytest.mark.parametrize("pk", ["-" * 36, "0" * 36, "a" * 36])
def test_an_address_that_is_none_is_not_found(scene: Scene, pk: str) -> None:
    browser = scene.browser("csw")
    team = scene.cast.town.houkatsu_team.pk
    addresses = (
        f"/cases/handoffs/{pk}/accept/",
        f"/cases/{pk}/handoffs/new/team/{team}/",
        f"/cases/{scene.case().pk}/handoffs/new/team/{pk}/",
        f"/cases/{pk}/",
    )
    assert [browser.get(address).status_code for address in addresses] == [404] * 4


def test_a_person_in_two_households_leads_to_the_one_that_may_be_seen(scene: Scene) -> None:
    ours, theirs = scene.case(), scene.case(team=scene.cast.town.west_team, holder=None)
    person = ours.members.get().person
    scene.at += timedelta(days=1)
    add_member(
        actor=scene.actor("other_csw"), at=scene.at, case=theirs, relation="娘", person=person
    )
    for who, case in (("csw", ours), ("other_csw", theirs)):
        answer = scene.browser(who).get(f"/cases/people/{person.pk}/")
        assert answer["Location"] == f"/cases/{case.pk}/household/"
    consent = scene.consent(ours)
    answer = scene.browser("other_csw").get(f"/cases/consents/{consent.pk}/")
    assert answer["Location"] == f"/cases/{theirs.pk}/consents/"


# --- a form somebody else was quicker with --------------------------------------------------------


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"{name} is not on the page"
    return found[1]


def test_a_stale_form_shows_both_versions_and_saves_on_second_thoughts(scene: Scene) -> None:
    case, browser = scene.case(summary="母"), scene.browser("csw")
    address = f"/cases/{case.pk}/describe/"
    version = hidden(text(browser.get(address)), "version")
    typed = {"version": version, "label": case.label, "summary": "母とむすこ"}
    scene.browser("colleague").post(address, typed | {"summary": "母と息子と孫"})

    conflict = browser.post(address, typed)
    page = conflict.content.decode()
    assert conflict.status_code == 409
    wanted = ("母と息子と孫", "母とむすこ", f"{scene.cast.colleague.get_full_name()}さんが")
    assert [words for words in wanted if words not in page] == []
    case.refresh_from_db()
    assert case.summary == "母と息子と孫"

    again = browser.post(address, typed | {"version": hidden(page, "version")})
    assert again.status_code == 302
    case.refresh_from_db()
    assert case.summary == "母とむすこ"


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("next/", {"next_action": "また訪ねる", "next_action_on": "R8.11.30"}),
        ("assign/", {"holder_user": ""}),
    ],
)
def test_a_stale_plan_or_holder_is_asked_again(
    scene: Scene, path: str, typed: dict[str, str]
) -> None:
    case, browser = scene.case(), scene.browser("csw")
    address = f"/cases/{case.pk}/{path}"
    old = {"version": hidden(text(browser.get(address)), "version")}
    Case.objects.filter(pk=case.pk).update(version=7, next_action="別の予定")
    conflict = browser.post(address, typed | old)
    assert conflict.status_code == 409
    new = {"version": hidden(conflict.content.decode(), "version")}
    assert browser.post(address, typed | new).status_code == 302


@pytest.mark.parametrize("theirs", [{"nickname": "山本さん"}, {"note": "犬が好き"}])
def test_a_stale_page_about_a_person_is_asked_again(scene: Scene, theirs: dict[str, str]) -> None:
    case, browser = scene.case(), scene.browser("csw")
    member = case.members.get()
    address = f"/cases/members/{member.pk}/"
    page = text(browser.get(address))
    old = {name: hidden(page, name) for name in ("version", "person_version")}
    typed = {"relation": "本人", "nickname": case.label, "note": ""}
    mine = typed | {"nickname": "Bさん", "note": "花が好き"}
    assert scene.browser("colleague").post(address, typed | theirs | old).status_code == 302
    conflict = browser.post(address, mine | old)
    body = conflict.content.decode()
    both = [word in body for word in (*theirs.values(), "花が好き")]
    assert (conflict.status_code, both) == (409, [True, True])
    new = {name: hidden(body, name) for name in ("version", "person_version")}
    assert browser.post(address, mine | new).status_code == 302
    member.refresh_from_db()
    assert (member.note, member.person.label) == ("花が好き", "Bさん")


# --- R102: no door but a participation ------------------------------------------------------------


def test_a_minsei_iin_reaches_no_case_by_list_search_or_address(scene: Scene) -> None:
    case = named_case(scene)
    scene.accepted(case)  # by somebody else
    browser = scene.browser("minsei")
    assert (NAME in text(browser.get("/cases/", follow=True)), NAME in text(browser.get("/"))) == (
        False,
        False,
    )
    assert case.number not in text(browser.get("/cases/?whose=all"))
    for words in (NAME, "郵便", case.number, "港町"):
        assert str(case.pk) not in text(browser.post("/search/", {"q": words}))
    assert {browser.get(f"/cases/{case.pk}/{tab}").status_code for tab in TABS} == {404}


def test_a_participation_of_the_teams_opens_nothing_for_a_minsei_iin(scene: Scene) -> None:
    case = scene.case()
    door = {"case": case, "kind": "partner", "level": 3, "since_at": scene.at,
            "consent": scene.consent(case)}  # fmt: skip
    Participation.objects.create(team=scene.cast.town.minsei_team, **door)
    browser = scene.browser("minsei")
    assert browser.get(f"/cases/{case.pk}/").status_code == 404
    own_team = scene.cast.town.minsei_team
    Participation.objects.create(user=scene.cast.minsei, user_team=own_team, **door)
    assert case.label in text(browser.get(f"/cases/{case.pk}/"))
    assert browser.get(f"/cases/{case.pk}/next/").status_code == 404


@pytest.mark.parametrize("who", ["other_csw", "agency", "minsei", "resident", "auditor", "admin"])
def test_a_search_finds_nothing_of_others(scene: Scene, who: str) -> None:
    case = named_case(scene)
    scene.intake(subject=NAME, situation="郵便がたまっている")
    page = text(scene.browser(who).post("/search/", {"q": NAME}))
    assert (case.number in page, "郵便" in page) == (False, False)
    assert case.number in text(scene.browser("csw").post("/search/", {"q": NAME}))


def test_a_search_is_written_down_without_its_words(scene: Scene) -> None:
    named_case(scene)
    scene.browser("csw").post("/search/", {"q": NAME})
    event = AuditEvent.objects.get(kind="searched")
    assert (event.user, NAME in str(event.data)) == (scene.cast.csw, False)


def test_a_consent_taken_back_ends_a_search_too(scene: Scene) -> None:
    case = named_case(scene)
    consent = scene.consent(case)
    scene.accepted(case, consent=consent)
    browser = scene.browser("agency")
    assert case.number in text(browser.post("/search/", {"q": NAME}))
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=case, consent=consent)
    assert case.number not in text(browser.post("/search/", {"q": NAME}))


def test_what_was_heard_goes_into_nobodys_log(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    typed = {"noticed_by": "", "situation": HEARD.situation, "place": PLACE, "subject": NAME}
    scene.browser("nursery").post("/cases/intakes/new/", typed)
    assert not any(word in caplog.text for word in (NAME, PLACE, HEARD.situation))


def test_who_holds_no_case_begins_with_what_they_can_see(scene: Scene) -> None:
    browser, minsei = scene.browser("minsei"), scene.cast.minsei
    brought = scene.intake(received_by=minsei, received_team=minsei.assignments.get().team)
    page = browser.get("/cases/", follow=True)
    assert (page.redirect_chain, f"/intakes/{brought.pk}/" in text(page)) == (
        [("/cases/intakes/", 302)], True,
    )  # fmt: skip
    assert '">ケース</a>' not in text(page)
    case = scene.claimed(scene.intake())
    Participation.objects.create(
        case=case, kind="partner", level=Level.SUMMARY, user=minsei, consent=scene.consent(case),
        user_team=minsei.assignments.get().team, since_at=scene.at,
    )  # fmt: skip
    page = text(browser.get("/cases/"))
    assert (f"/cases/{case.pk}/" in page, "わたしが主担当" in page) == (True, False)
    assert '<a href="/cases/">ケース</a>' in text(browser.get("/cases/intakes/"))
    assert "わたしが主担当" in text(scene.browser("csw").get("/cases/"))


def test_what_a_window_took_in_is_counted_and_paged(scene: Scene) -> None:
    for _ in range(FEW + 1):
        scene.intake()
    page = scene.browser("nursery").get("/cases/intakes/")
    assert len(page.context["page"]) == FEW
    assert f"{FEW + 1}件" in page.content.decode()
    assert "次へ" in page.content.decode()
