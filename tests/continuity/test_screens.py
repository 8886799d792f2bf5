"""The pages of this room, and what it adds to the pages of others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.casework.scenes import Scene
from tests.factories import make_post, make_user
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.casework.models import Case, Handoff, Intake
from wagamachi.continuity.models import Absence, HandedOver, SavedFilter
from wagamachi.continuity.queries.thin import thin_teams
from wagamachi.continuity.services import keep_held
from wagamachi.core import doctor
from wagamachi.core.ids import uuid7
from wagamachi.organizations.models import Organization

from .acts import away, leave
from .test_handover import full_hands


def shown(scene: Scene, who: str, url: str, status: int = 200) -> str:
    page = scene.browser(who).get(url)
    assert page.status_code == status
    return page.content.decode()


def said(scene: Scene, **fields: str) -> dict[str, str]:
    return {
        "starts_on": "R8.11.24", "ends_on": "R8.11.30", "deputy": str(scene.cast.colleague.pk),
        "note": "", "token": str(uuid7()),
    } | fields  # fmt: skip


def test_my_absence_from_the_form_to_the_list(scene: Scene) -> None:
    browser = scene.browser("csw")
    assert "不在の予定はありません" in shown(scene, "csw", "/continuity/")
    assert browser.post("/continuity/absences/new/", said(scene)).status_code == 302
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy) == (scene.cast.csw, scene.cast.colleague)
    assert "代わり: 若葉" in shown(scene, "csw", "/continuity/")
    assert "まわりの人の不在" in shown(scene, "colleague", "/continuity/")
    assert "青葉" in shown(scene, "colleague", "/continuity/")
    assert "青葉" not in shown(scene, "other_csw", "/continuity/")


@pytest.mark.parametrize(
    "fields", [{"starts_on": ""}, {"ends_on": "いつか"}, {"ends_on": "R8.11.1"}, {"deputy": ""},
               {"deputy": "x"}],
)  # fmt: skip
def test_a_form_that_cannot_be_is_shown_again(scene: Scene, fields: dict[str, str]) -> None:
    page = scene.browser("csw").post("/continuity/absences/new/", said(scene, **fields))
    assert (page.status_code, Absence.objects.count()) == (422, 0)


def test_a_lead_writes_for_their_people_only(scene: Scene) -> None:
    for pk, status in ((scene.cast.csw.pk, 302), (scene.cast.agency.pk, 404)):
        page = scene.browser("lead").post(f"/continuity/people/{pk}/absences/new/", said(scene))
        assert page.status_code == status
    assert Absence.objects.get().entered_by == scene.cast.lead


def test_changing_and_calling_off(scene: Scene) -> None:
    absence = away(scene)
    url = f"/continuity/absences/{absence.pk}/"
    fields = said(scene, version="1", starts_on="R8.11.23", ends_on="R8.11.25")
    assert scene.browser("csw").post(f"{url}change/", fields).status_code == 302
    fields["ends_on"] = "R8.11.26"  # from a page opened before
    assert scene.browser("csw").post(f"{url}change/", fields).status_code == 409
    assert scene.browser("colleague").get(f"{url}change/").status_code == 404
    assert scene.browser("csw").post(f"{url}call-off/").status_code == 302
    assert "取りやめになりました" in shown(scene, "colleague", url)
    assert scene.browser("csw").post(f"{url}call-off/").status_code == 404


def test_the_case_says_who_stands_in(scene: Scene) -> None:
    case = scene.case()
    away(scene)
    page = shown(scene, "colleague", f"/cases/{case.pk}/")
    assert "主担当は不在です（R8.11.29まで）。代わりは若葉さんです。" in page
    assert "不在" in shown(scene, "colleague", "/cases/?whose=team")


def test_the_hand_off_says_who_stands_in(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    away(scene)
    page = shown(scene, "agency", f"/cases/handoffs/{handoff.pk}/")
    assert "頼んだ人は不在です（R8.11.29まで）。代わりは若葉さんです。" in page


def test_what_the_house_did_by_night_can_be_read(scene: Scene) -> None:
    town, case = scene.cast.town, scene.case(second_user=scene.cast.colleague)
    handoff = scene.handoff(case)
    town.houkatsu_team.closes_on = scene.today
    town.houkatsu_team.save()
    leave(scene.cast.csw, scene.today)
    keep_held(at=scene.at)
    for url in (
        f"/cases/{case.pk}/", f"/cases/{case.pk}/handoffs/", f"/cases/{case.pk}/readers/",
        "/cases/handoffs/", f"/continuity/handover/{scene.cast.csw.pk}/", "/",
    ):  # fmt: skip
        assert shown(scene, "colleague", url)
    page = shown(scene, "colleague", f"/cases/handoffs/{handoff.pk}/")
    assert "つないだ相手のチームが終わったため" in page
    assert "夜のうちに自動で" in shown(
        scene, "colleague", f"/continuity/handover/{scene.cast.csw.pk}/"
    )


def test_nothing_is_said_of_people_who_are_here(scene: Scene) -> None:
    case = scene.case()
    away(scene, "colleague", "csw")
    assert "主担当は不在です" not in shown(scene, "csw", f"/cases/{case.pk}/")


def test_today_shows_the_work_of_the_absent(scene: Scene) -> None:
    due = scene.case(label="きょうの家")
    Case.objects.filter(pk=due.pk).update(next_action_on=scene.today)
    scene.handoff(due)
    away(scene, note="かぎは机の中")
    page = shown(scene, "colleague", "/")
    for word in ("青葉さんの代わり", "きょうの家", "介護保険の申請", "かぎは机の中"):
        assert word in page
    assert "青葉さんの代わり" not in shown(scene, "lead", "/")


def test_the_work_of_the_absent_stays_within_the_team(scene: Scene) -> None:
    """A deputy stands in for what their shared team holds, not for another team of the person."""
    make_post(scene.cast.csw, Role.SEIKATSU_SC, scene.cast.town.west_team)
    west = scene.case(team=scene.cast.town.west_team, label="西の家", next_action_on=scene.today)
    away(scene)
    assert "西の家" not in shown(scene, "colleague", "/")
    assert Case.objects.filter(pk=west.pk, holder_user=scene.cast.csw).exists()


def test_the_checklist_from_preview_to_done(scene: Scene) -> None:
    full_hands(scene)
    browser = scene.browser("csw")
    url = f"/continuity/handover/{scene.cast.csw.pk}/"
    case = Case.objects.get(holder_user=scene.cast.csw)
    fields = {"item": [f"holder:{case.pk}"], "to": str(scene.cast.lead.pk)}
    assert "残り <strong>6件" in shown(scene, "csw", url)

    preview = browser.post(f"{url}preview/", fields)
    assert "引き継ぎます" in preview.content.decode()
    assert HandedOver.objects.count() == 0
    assert browser.post(f"{url}do/", fields).status_code == 302
    page = shown(scene, "lead", url)
    assert "残り <strong>5件" in page
    assert browser.post(f"/continuity/handed/{HandedOver.objects.get().pk}/met/").status_code == 302
    assert "済み" in shown(scene, "lead", url)
    assert browser.post(f"{url}do/", fields).status_code == 422


@pytest.mark.parametrize("door", ["preview/", "do/"])
def test_a_checklist_refuses_what_cannot_be(scene: Scene, door: str) -> None:
    full_hands(scene)
    url = f"/continuity/handover/{scene.cast.csw.pk}/{door}"
    good = f"holder:{Case.objects.get(holder_user=scene.cast.csw).pk}"
    for fields in (
        {}, {"item": [good]}, {"item": [good], "to": "x"}, {"item": ["x"], "to": "inbox"},
        {"item": [good], "to": str(scene.cast.other_csw.pk)}, {"to": "inbox"},
    ):  # fmt: skip
        assert scene.browser("csw").post(url, fields).status_code == 422
    assert scene.browser("admin").post(url, {"item": [good], "to": "inbox"}).status_code == 404
    assert HandedOver.objects.count() == 0


def test_everything_at_once(scene: Scene) -> None:
    full_hands(scene)
    url = f"/continuity/handover/{scene.cast.csw.pk}/preview/"
    page = scene.browser("csw").post(url, {"everything": "1", "to": str(scene.cast.lead.pk)})
    assert page.content.decode().count("引き継ぎます") == 7  # six rows and the sentence above them


def test_the_office_sees_figures_and_no_names(scene: Scene) -> None:
    scene.case(label="ひみつの家")
    url = f"/continuity/handover/{scene.cast.csw.pk}/"
    for page in (url, f"{url}sheet/"):
        found = shown(scene, "admin", page)
        assert "ひみつの家" not in found
        assert "主担当のケース" in found
        assert "ひみつの家" in shown(scene, "colleague", page)


def test_a_restricted_case_is_not_named(scene: Scene) -> None:
    scene.case(label="ひみつの家", restriction="dv")
    page = shown(scene, "csw", f"/continuity/handover/{scene.cast.csw.pk}/")
    assert ("ひみつの家" in page, "取り扱い注意" in page) == (False, True)


def test_the_refusal_shows_the_way(scene: Scene) -> None:
    scene.case()
    post = Assignment.objects.get(user=scene.cast.csw)
    page = scene.browser("admin").post(
        f"/access/posts/{post.pk}/end/", {"version": "1", "ends_on": "R8.11.23"}
    )
    assert page.status_code == 422
    assert reverse("continuity:handover", args=[scene.cast.csw.pk]) in page.content.decode()
    assert "主担当のケースが1件あります" in page.content.decode()


def test_today_shows_the_checklist_to_the_lead(scene: Scene) -> None:
    scene.case()
    leave(scene.cast.csw, scene.day(5))
    for who in ("csw", "lead", "manager"):
        assert "青葉さんの引き継ぎ" in shown(scene, who, "/")
    assert "青葉さんの引き継ぎ" not in shown(scene, "colleague", "/")


# --- 副担当 ---------------------------------------------------------------------------------------


def test_the_second_is_chosen_beside_the_first(scene: Scene) -> None:
    case = scene.case()
    url = f"/cases/{case.pk}/assign/"
    fields = {
        "version": "1", "holder_user": str(scene.cast.csw.pk),
        "second_user": str(scene.cast.colleague.pk),
    }  # fmt: skip
    assert scene.browser("csw").post(url, fields).status_code == 302
    assert "副担当" in shown(scene, "csw", f"/cases/{case.pk}/")
    case.refresh_from_db()
    assert case.second_user == scene.cast.colleague


@pytest.mark.parametrize("second", ["csw", "other_csw"])
def test_a_second_who_cannot_be_is_refused(scene: Scene, second: str) -> None:
    case = scene.case()
    fields = {
        "version": "1", "holder_user": str(scene.cast.csw.pk),
        "second_user": str(getattr(scene.cast, second).pk),
    }  # fmt: skip
    assert scene.browser("csw").post(f"/cases/{case.pk}/assign/", fields).status_code == 422
    case.refresh_from_db()
    assert case.second_user is None


# --- two see every case --------------------------------------------------------------------------


def places(scene: Scene) -> tuple[str, ...]:
    findings = {finding.name: finding.places for finding in doctor.examine(scene.at)}
    return findings.get("r141_two_see_every_case", ())


def test_a_team_of_one_is_a_finding_and_a_figure(scene: Scene) -> None:
    scene.case()
    assert (places(scene), thin_teams(scene.today)) == ((), [])
    leave(scene.cast.colleague, scene.today)
    leave(scene.cast.lead, scene.today)
    team = scene.cast.town.east_team
    assert places(scene) == (f"team:{team.pk} のケース1件を見られる人が1人です",)
    page = shown(scene, "manager", "/")
    assert "1人しか見られないケース" in page
    assert "東チーム" in shown(scene, "manager", "/stuck/")


def test_people_who_do_not_work_with_cases_do_not_count(scene: Scene) -> None:
    scene.case()
    leave(scene.cast.lead, scene.today)
    leave(scene.cast.colleague, scene.today)
    make_post(make_user("office", "事務"), Role.MANAGER, scene.cast.town.east_team)
    assert [one.people_count for one in thin_teams(scene.today)] == [1]


# --- 残した条件 ----------------------------------------------------------------------------------


def keep(scene: Scene, who: str = "csw", **fields: str) -> int:
    said = {"page": "cases", "name": "遅れ", "query": "whose=team&flag=overdue"} | fields
    return scene.browser(who).post("/continuity/filters/keep/", said).status_code


def test_a_filter_is_kept_for_oneself_and_forgotten(scene: Scene) -> None:
    assert keep(scene) == 302
    kept = SavedFilter.objects.get()
    assert "遅れ" in shown(scene, "csw", "/cases/")
    assert "遅れ" not in shown(scene, "colleague", "/cases/")
    url = f"/continuity/filters/{kept.pk}/drop/"
    assert scene.browser("colleague").post(url).status_code == 404
    assert scene.browser("csw").post(url).status_code == 302
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("whose=team&after=xyz", "whose=team"),
        ("whose=team&q=山田太郎", "whose=team"),
        ("whose=山田太郎&flag=stale", "flag=stale"),
        ("whose=team&next=//evil.example", "whose=team"),
        ("area=00000000-0000-7000-8000-000000000000", "area=00000000-0000-7000-8000-000000000000"),
    ],
)
def test_only_choices_are_kept_never_words(scene: Scene, query: str, kept: str) -> None:
    assert keep(scene, query=query) == 302
    assert SavedFilter.objects.get().query == kept


def test_the_hand_off_list_keeps_its_own(scene: Scene) -> None:
    scene.handoff(scene.case(), purpose="申請のこと")
    assert keep(scene, page="handoffs", query="kind=refer&whose=team&q=x") == 302
    assert SavedFilter.objects.get().query == "kind=refer"
    found = {
        query: "申請のこと" in shown(scene, "csw", f"/cases/handoffs/?{query}")
        for query in ("", "kind=refer", "kind=transfer", "due=over")
    }
    assert found == {"": True, "kind=refer": True, "kind=transfer": False, "due=over": False}
    assert "遅れ" in shown(scene, "csw", "/cases/handoffs/")
    assert "遅れ" not in shown(scene, "csw", "/cases/")


@pytest.mark.parametrize(
    "fields", [{"name": " "}, {"query": ""}, {"query": "q=山田"}, {"page": "people"}]
)
def test_a_filter_that_cannot_be_is_refused(scene: Scene, fields: dict[str, str]) -> None:
    assert (keep(scene, **fields), SavedFilter.objects.count()) == (422, 0)


def test_the_same_name_is_written_over(scene: Scene) -> None:
    keep(scene)
    keep(scene, query="whose=mine")
    assert list(SavedFilter.objects.values_list("name", "query")) == [("遅れ", "whose=mine")]


def test_there_is_an_end_to_filters(scene: Scene) -> None:
    SavedFilter.objects.bulk_create(
        SavedFilter(user=scene.cast.csw, page="cases", name=str(n), query="whose=all")
        for n in range(20)
    )
    assert (keep(scene), SavedFilter.objects.count()) == (422, 20)


# --- the cost of a page --------------------------------------------------------------------------


def cost(scene: Scene, who: str, url: str) -> int:
    browser = scene.browser(who)
    assert browser.get(url).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        browser.get(url)
    return len(caught)


def one_more(scene: Scene) -> None:
    """Everything this room lists, once more."""
    n = Handoff.objects.count()
    case = scene.case(next_action_on=scene.today)
    scene.case(holder=scene.cast.colleague, second_user=scene.cast.csw)
    team = scene.cast.town.houkatsu_team
    scene.handoff(case, team=team)
    HandedOver.objects.create(
        user=scene.cast.csw, held_as="holder", target_kind="case", target_id=case.pk, case=case,
        team=scene.cast.town.east_team, at=scene.at,
    )  # fmt: skip
    SavedFilter.objects.create(user=scene.cast.csw, page="cases", name=f"{n}", query="whose=all")
    new = make_user(f"new-{n}", f"新人{n}")
    make_post(new, Role.CSW, scene.cast.town.east_team)
    Absence.objects.create(
        user=new, deputy=scene.cast.colleague, entered_by=new, starts_on=scene.today,
        ends_on=scene.day(3),
    )  # fmt: skip
    scene.case(holder=new, next_action_on=scene.today)


@pytest.mark.parametrize(
    ("who", "url"),
    [
        ("csw", "/continuity/"),
        ("lead", "/continuity/"),
        ("csw", "/continuity/handover/{csw}/"),
        ("csw", "/continuity/handover/{csw}/sheet/"),
        ("admin", "/continuity/handover/{csw}/"),
        ("csw", "/cases/"),
        ("colleague", "/"),
        ("manager", "/"),
        ("manager", "/stuck/"),
    ],
)
def test_a_page_costs_the_same_with_one_row_and_with_three(
    scene: Scene, who: str, url: str
) -> None:
    address = url.format(csw=scene.cast.csw.pk)
    leave(scene.cast.csw, scene.day(9))
    one_more(scene)
    once = cost(scene, who, address)
    one_more(scene)
    one_more(scene)
    assert cost(scene, who, address) == once


def test_who_may_not_read_is_told_whom_to_ring_and_who_stands_in(scene: Scene) -> None:
    Organization.objects.filter(pk=scene.cast.town.shakyo.pk).update(phone="03-0000-0857")
    intake = scene.intake()
    ring = '<a class="figure" href="tel:0300000857">03-0000-0857</a>'
    assert ring in shown(scene, "nursery", f"/cases/intakes/{intake.pk}/received/")
    assert ring in shown(scene, "nursery", f"/cases/intakes/{intake.pk}/")
    case = scene.claimed(intake)
    away(scene)
    instead = "は不在です（R8.11.29まで）。代わりは若葉さんです。"
    for url in (f"/cases/{case.pk}/", f"/cases/intakes/{intake.pk}/"):
        page = shown(scene, "nursery", url)
        assert (ring in page, instead in page, "東チーム" in page) == (True, True, True), url
    Case.objects.update(restriction="dv")
    Intake.objects.update(restriction="dv")
    for url in (f"/cases/{case.pk}/", f"/cases/intakes/{intake.pk}/"):
        page = shown(scene, "nursery", url)
        assert (ring in page, "青葉" in page, "若葉" in page) == (True, False, False), url
