"""The pages of this room: lists that stay fast, forms that say what is wrong, nothing for others."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from tests.factories import make_organization, make_post, make_team, make_user
from wagamachi.access.roles import Role
from wagamachi.casework.models import Participation
from wagamachi.core.ids import uuid7
from wagamachi.organizations.models import Team
from wagamachi.people.models import Person
from wagamachi.workforce.models import CommissionerTask, ReliefDecision
from wagamachi.workforce.services import offer_task, take_task

from .stage import Stage


def shown(stage: Stage, who: str, url: str, status: int = 200) -> str:
    page = stage.browser(who).get(url)
    assert page.status_code == status
    return page.content.decode()


def queries(stage: Stage, who: str, url: str) -> int:
    browser = stage.browser(who)
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def something_more(stage: Stage, n: int) -> None:
    stage.task()
    stage.offered()
    stage.given_back()
    stage.did(stage.commissioner(f"委員{n}"), 30)
    stage.decided(task=stage.task())
    stage.decided()


PAGES = (
    ("minsei", "/workforce/"), ("core", "/workforce/?which=done"), ("agency", "/workforce/?whose=asked"),
    ("core", "/workforce/load/"), ("minsei", "/workforce/load/"), ("core", "/workforce/decisions/"),
    ("minsei", "/"), ("agency", "/"),
)  # fmt: skip


def test_pages_cost_the_same_with_one_row_and_with_three(stage: Stage) -> None:
    something_more(stage, 0)
    one = {page: queries(stage, *page) for page in PAGES}
    for n in (1, 2):
        something_more(stage, n)
    assert {page: queries(stage, *page) for page in PAGES} == one


def test_each_sees_the_lists_that_are_theirs(stage: Stage) -> None:
    stage.offered(title="調査を配る")
    stage.task(title="会議に出る")
    stage.task("core", post=stage.post(stage.commissioner("柊")), title="募金を集める")
    titles = ("調査を配る", "会議に出る", "募金を集める")
    seen = {
        who: [title in shown(stage, who, "/workforce/") for title in titles]
        for who in ("minsei", "agency", "nursery", "resident", "manager")
    }
    nothing = [False, False, False]
    assert seen == {
        "minsei": [True, True, False], "agency": [True, False, False], "nursery": nothing,
        "resident": nothing, "manager": [True, True, True],
    }  # fmt: skip
    assert shown(stage, "manager", "/workforce/?whose=all").count("募金を集める")


def test_overdue_work_of_the_state_is_listed(stage: Stage) -> None:
    stage.task(title="おくれた調査", bearer="public", due_on=stage.day(-1))
    stage.task(title="まだの調査", bearer="public", due_on=stage.day(1))
    stage.task(title="おくれた行事", bearer="voluntary", due_on=stage.day(-1))
    page = shown(stage, "core", "/workforce/?which=public_late")
    titles = ("おくれた調査", "まだの調査", "おくれた行事")
    assert [title in page for title in titles] == [True, False, False]
    assert "公的責任（行政がすること）" in page


def test_what_lies_with_somebody_who_left_is_found(stage: Stage) -> None:
    helper, other = stage.cast.resident, stage.commissioner("柊")
    stage.task("core", post=stage.post(other), title="のこった会議")
    stage.offered(user=helper, title="のこった配布")
    stage.taken(title="つづく配布")
    stage.task(title="つづく会議")
    url, titles = (
        "/workforce/?which=left_behind",
        ("のこった会議", "のこった配布", "つづく配布", "つづく会議"),
    )
    assert [title in shown(stage, "core", url) for title in titles] == [False] * 4
    for user in (helper, other):
        user.assignments.update(ends_on=stage.today)
    assert [title in shown(stage, "core", url) for title in titles] == [True, True, False, False]
    assert ["担い手のいない委員の仕事" in shown(stage, who, "/") for who in ("core", "minsei")] == [
        True,
        False,
    ]
    stage.cast.agency.assignments.update(ends_on=stage.today)
    assert [title in shown(stage, "lead", url) for title in titles] == [True, True, True, False]


def said(stage: Stage, **fields: Any) -> dict[str, Any]:
    return {
        "post": str(stage.post().pk), "title": "配布", "kind": "delivery", "asker": "shakyo",
        "asked_on": "R8.11.20", "bearer": "shared", "minutes_per_month": "30",
        "token": str(uuid7()),
    } | fields  # fmt: skip


@pytest.mark.parametrize(
    "fields", [{"title": ""}, {"kind": "x"}, {"asked_on": "R9.1.1"}, {"minutes_per_month": "-1"},
               {"post": ""}, {"bearer": ""}],
)  # fmt: skip
def test_a_form_that_cannot_be_is_shown_again(stage: Stage, fields: dict[str, Any]) -> None:
    page = stage.browser("minsei").post("/workforce/tasks/new/", said(stage, **fields))
    assert (page.status_code, CommissionerTask.objects.count()) == (422, 0)


def test_a_stale_form_shows_both_versions(stage: Stage) -> None:
    task = stage.task()
    url = f"/workforce/tasks/{task.pk}/change/"
    browser = stage.browser("minsei")
    assert browser.post(url, said(stage, version="1", title="一回目")).status_code == 302
    page = browser.post(url, said(stage, version="1", title="二回目"))
    assert (page.status_code, "一回目" in page.content.decode()) == (409, True)


def test_asking_residents_to_do_the_states_work_is_not_even_offered(stage: Stage) -> None:
    task = stage.task(bearer="public")
    url = f"/workforce/tasks/{task.pk}/offer/"
    page = shown(stage, "minsei", url)
    assert ("梅" in page, "東地域包括支援センター" in page) == (False, True)
    said_to = {"token": uuid7(), "to": f"user:{stage.cast.resident.pk}"}
    answer = stage.browser("minsei").post(url, said_to)
    assert (answer.status_code, CommissionerTask.objects.get().state) == (422, "mine")


def test_whoever_gave_it_back_ends_on_their_list(stage: Stage) -> None:
    task = stage.offered()
    url = f"/workforce/tasks/{task.pk}/do/give_back/"
    browser = stage.browser("agency")
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert browser.post(url, {"reason": "手が足りない"})["Location"] == "/workforce/"
    assert browser.get(f"/workforce/tasks/{task.pk}/").status_code == 404
    assert "手が足りない" in shown(stage, "minsei", f"/workforce/tasks/{task.pk}/")


def test_two_who_answer_at_once(stage: Stage) -> None:
    task = stage.offered()
    url = f"/workforce/tasks/{task.pk}/do/"
    browser = stage.browser("agency")
    assert browser.post(f"{url}take/").status_code == 302
    page = browser.post(f"{url}take/")
    assert (page.status_code, "引き受けてもらった" in page.content.decode()) == (422, True)


@pytest.mark.parametrize("action", ["offer", "nothing"])
def test_a_move_that_is_none_is_not_there(stage: Stage, action: str) -> None:
    shown(stage, "minsei", f"/workforce/tasks/{stage.task().pk}/do/{action}/", 404)


def test_the_months_of_the_load(stage: Stage) -> None:
    stage.did(stage.cast.minsei, 60, occurred_at=stage.at.replace(month=8))
    found = {
        query: "<td>1.0</td>" in shown(stage, "core", f"/workforce/load/{query}")
        for query in ("", "?first=2026-08&last=2026-08")
    }
    assert found == {"": False, "?first=2026-08&last=2026-08": True}
    shown(stage, "core", "/workforce/load/?first=2026-11&last=2026-08", 422)
    shown(stage, "minsei", "/workforce/load/?file=load", 404)
    assert "柳" in shown(stage, "minsei", "/workforce/load/?file=own")


def test_a_decision_about_one_task_from_its_page(stage: Stage) -> None:
    task = stage.task()
    url = f"/workforce/decisions/new/?task={task.pk}"
    assert url in shown(stage, "core", f"/workforce/tasks/{task.pk}/")
    fields = {
        "verdict": "lessen", "reason": "年2回でよい", "body": "会長会", "decided_on": "R8.11.23",
        "from_on": "R8.12.1", "token": str(uuid7()),
    }  # fmt: skip
    assert stage.browser("core").post(url, fields).status_code == 302
    assert ReliefDecision.objects.get().task == task
    assert "年2回でよい" in shown(
        stage, "minsei", f"/workforce/decisions/{ReliefDecision.objects.get().pk}/"
    )
    helper = stage.commissioner("柊")
    offer_task(actor=stage.actor("minsei"), at=stage.at, task=task, user=helper)
    page = f"/workforce/tasks/{task.pk}/"
    seen = ["軽減の判断</h2>" in shown(stage, who, page) for who in ("minsei", "core")]
    helped = Client()
    helped.force_login(helper)
    seen.append("軽減の判断</h2>" in helped.get(page).content.decode())
    assert seen == [True, True, False]  # somebody who only helps is not told of it
    broken = stage.browser("core").post("/workforce/decisions/new/?task=x", fields)
    assert broken.status_code == 422


def test_today_begins_with_what_is_mine_and_what_i_was_asked_what_is_due_first(
    stage: Stage,
) -> None:
    stage.task(title="いつでもよい調査")
    stage.task(title="あさっての会議", due_on=stage.day(2))
    stage.task(title="おとといの証明", due_on=stage.day(-2))
    other, mine = stage.commissioner("柊"), {"user": stage.cast.minsei}
    for title in ("頼まれた配布", "引き受けた見守り"):
        task = stage.task("core", post=stage.post(other), title=title, due_on=stage.day(1))
        offer_task(actor=stage.actor("core"), at=stage.at, task=task, **mine)
    take_task(actor=stage.actor("minsei"), at=stage.at, task=task)
    shown_today = shown(stage, "minsei", "/")
    asked, _, rest = shown_today.partition("手もとの委員の仕事")
    assert ("頼まれた配布" in asked, "頼まれた配布" in rest) == (True, False)
    titles = ("おとといの証明", "引き受けた見守り", "あさっての会議", "いつでもよい調査")
    assert sorted(titles, key=rest.index) == list(titles)
    assert ('href="/workforce/?whose=mine"' in rest, "2日すぎ" in rest) == (True, True)
    for who in ("resident", "auditor", "other_csw"):
        assert "委員の仕事に返事" not in shown(stage, who, "/")
        assert "手もとの委員の仕事" not in shown(stage, who, "/")


def test_whom_to_ask_is_found_by_name_and_those_near_by_come_first(stage: Stage) -> None:
    """Without a script the page is searched; whoever is chosen stays, and who is not shown can be sent."""
    near, far = stage.cast.town.houkatsu_team, stage.cast.town.hoiku_team
    for n in range(12):
        team = make_team(make_organization(f"遠い機関{n:02d}", kana=f"とおい{n:02d}"))
        make_post(make_user(f"far{n}", f"遠{n}"), Role.AGENCY_DESK, team)
    near.areas.add(stage.cast.town.east)
    far.areas.clear()
    task = stage.task(bearer="public")
    url, browser = f"/workforce/tasks/{task.pk}/offer/", stage.browser("minsei")

    def offered(query: str = "", **headers: str) -> list[str]:
        page = html.document_fromstring(browser.get(url + query, headers=headers).content.decode())
        return [str(one) for one in page.xpath("//input[@name='to']/@value")]

    assert f"team:{near.pk}" in offered()[:2]  # beside the base team of the area
    assert len(offered()) < 14
    last = Team.objects.get(organization__name="遠い機関11")
    assert f"team:{last.pk}" not in offered()
    assert offered("?text=とおい11") == [f"team:{last.pk}"]
    assert offered(f"?text=とおい11&to=team:{near.pk}", hx_request="true") == [
        f"team:{near.pk}", f"team:{last.pk}",
    ]  # fmt: skip
    assert browser.post(url, {"token": uuid7(), "to": f"team:{last.pk}"}).status_code == 302


TELLING = (
    "霧島ゾフィアさんのごみ出し",
    "佐藤さんの見守り",
    "電話は03-9922-1005",
    "本町四丁目12番の方",
)


@pytest.mark.parametrize("text", TELLING)
@pytest.mark.parametrize("where", ["title", "note", "offer", "reason", "decision"])
def test_no_free_text_says_whom_it_is_about(stage: Stage, where: str, text: str) -> None:
    """Promise: what the 事務局 and whoever is asked will read names no resident unless somebody made sure."""
    who, field = "minsei", where
    if where in ("title", "note"):
        url, fields = "/workforce/tasks/new/", said(stage, **{where: text})
    elif where == "offer":
        url, field = f"/workforce/tasks/{stage.task().pk}/offer/", "note"
        fields = {"to": f"team:{stage.cast.town.houkatsu_team.pk}", "note": text, "token": uuid7()}
    elif where == "reason":
        url, fields = f"/workforce/tasks/{stage.task().pk}/do/stop/", {"reason": text}
    else:
        who, url, field = "core", "/workforce/decisions/new/", "reason"
        fields = {"kind": "delivery", "verdict": "stop", "reason": text, "body": "役員会",
                  "decided_on": stage.today, "from_on": stage.today, "token": uuid7()}  # fmt: skip
    browser = stage.browser(who)
    page = browser.post(url, fields)
    found = page.context["form"].errors
    assert (page.status_code, list(found)) == (422, [field])
    again = browser.post(url, fields | {"is_sure": "on"})
    assert again.status_code == (422 if text == TELLING[2] else 302)


def test_a_case_the_writer_takes_part_in_is_known_and_another_is_not(stage: Stage) -> None:
    """柳 walks beside one household: its nickname stops the task, that of a stranger passes."""
    for name, is_beside in (("夜の波止場", True), ("朝の渡し場", False)):
        case = stage.case()
        Person.objects.filter(memberships__case=case).update(aliases=[name])
        if is_beside:
            Participation.objects.create(
                case=case, kind="partner", level=3, since_at=stage.at, consent=stage.consent(case),
                user=stage.cast.minsei, user_team=stage.cast.town.minsei_team,
            )  # fmt: skip
    answers = [
        stage.browser("minsei").post(
            "/workforce/tasks/new/", said(stage, title=f"{name}のようすを見る", is_sure="on")
        )
        for name in ("夜の波止場", "朝の渡し場")
    ]
    assert [answer.status_code for answer in answers] == [422, 302]
    assert "<mark>夜の波止場</mark>" in answers[0].content.decode()
