"""今日: what must I do now? Each post sees its own work first, and nobody sees others' work."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.casework.scenes import TOO_FULL, Scene
from tests.factories import make_intake, make_post
from wagamachi.access.roles import Role
from wagamachi.casework.models import Handoff
from wagamachi.casework.queries.lists import my_cases
from wagamachi.casework.queries.oversight import (
    Load,
    Share,
    load_per_person,
    ranking_of_alone,
    signs_per_team,
)
from wagamachi.casework.services import decline_handoff, record_on_case
from wagamachi.casework.services.flags import refresh_all
from wagamachi.home.districts import my_districts
from wagamachi.home.figures import figures_for
from wagamachi.home.section import SHOWN
from wagamachi.home.sections import sections_for
from wagamachi.records.services import write_record


def today_of(scene: Scene, who: str) -> list[tuple[str, int]]:
    """Return the sections somebody sees, in their order, with how much is in each."""
    found = sections_for(scene.actor(who), scene.at)
    return [(section.title, section.count) for section in found]


def figures(scene: Scene, who: str) -> list[tuple[str, int]]:
    return [(figure.label, figure.count) for figure in figures_for(scene.actor(who), scene.at)]


def a_busy_day(scene: Scene) -> None:
    scene.intake()
    scene.case(next_action_on=scene.day(-1))
    scene.case(next_action_on=scene.day(5))
    scene.case(holder=None, next_action_on=scene.day(5))
    scene.case(opened_at=scene.at - timedelta(days=120), next_action_on=scene.day(9))
    shared = scene.case(next_action_on=scene.day(7))
    scene.accepted(shared)
    asked = scene.handoff(scene.case(next_action_on=scene.day(7)))
    Handoff.objects.filter(pk=asked.pk).update(due_on=scene.day(-1))
    back = scene.handoff(scene.case(next_action_on=scene.day(7)))
    decline_handoff(
        actor=scene.actor("agency"), at=scene.at, handoff=back, decline_reason_id=TOO_FULL,
        answer="満員です",
    )  # fmt: skip
    refresh_all(at=scene.at)


def test_a_coordinators_day(scene: Scene) -> None:
    a_busy_day(scene)
    assert today_of(scene, "csw") == [
        ("受けとめる", 1),
        ("今日まで", 1),
        ("戻ってきた", 1),
        ("返事が来ていない", 1),
        ("気になる", 4),
        ("わたしのケース", 5),
    ]


def test_a_colleague_sees_what_is_the_teams_and_not_what_is_mine(scene: Scene) -> None:
    a_busy_day(scene)
    assert dict(today_of(scene, "colleague")) == {
        "受けとめる": 1, "今日まで": 0, "戻ってきた": 1, "返事が来ていない": 1, "気になる": 4,
        "わたしのケース": 0,
    }  # fmt: skip


def test_the_desk_of_an_agency(scene: Scene) -> None:
    a_busy_day(scene)
    assert today_of(scene, "agency") == [
        ("受けとめる", 0),
        ("返事をする", 1),
        ("今日まで", 0),
        ("わたしのケース", 0),
        ("いっしょに支えているケース", 1),
    ]


def test_a_window_follows_what_it_took_in(scene: Scene) -> None:
    scene.claimed(scene.intake())
    scene.intake()
    assert ("受けた相談のその後", 2) in today_of(scene, "nursery")


@pytest.mark.parametrize("who", ["minsei", "resident", "auditor", "stranger"])
def test_nobody_elses_work_is_on_their_page(scene: Scene, who: str) -> None:
    a_busy_day(scene)
    assert (today_of(scene, who), figures(scene, who)) == ([], [])


def test_of_all_that_an_administrator_has_the_nights_findings(scene: Scene) -> None:
    a_busy_day(scene)
    assert [title for title, _ in today_of(scene, "admin")] == ["夜の点検で見つかったこと"]
    assert figures(scene, "admin") == []


def test_a_district_shows_whom_to_turn_to_with_as_many_queries_for_three(scene: Scene) -> None:
    a_busy_day(scene)
    assert today_of(scene, "district") == [("わたしの地区", 1)]
    post, town = scene.cast.district.assignments.get(), scene.cast.town
    make_post(scene.cast.lead, Role.CSW, town.east_team)
    with CaptureQueriesContext(connection) as for_one:
        my_districts(scene.actor("district"), scene.at)
    post.areas.add(town.east, town.city)
    with CaptureQueriesContext(connection) as for_three:
        section = my_districts(scene.actor("district"), scene.at)
    assert len(for_three) == len(for_one)
    teams = {one.area.name: [c.team.name for c in one.contacts] for one in section.rows}
    assert teams == {"試験市": [], "東": ["東チーム"], "西": ["西チーム"]}
    east = next(one for one in section.rows if one.area == town.east).contacts[0]
    assert len([said for said in east.people if said.startswith("樫")]) == 1


def test_another_areas_team_has_its_own_day(scene: Scene) -> None:
    a_busy_day(scene)
    assert dict(today_of(scene, "other_csw")) == {
        "受けとめる": 0,
        "今日まで": 0,
        "わたしのケース": 0,
    }


@pytest.mark.parametrize("who", ["lead", "core", "manager"])
def test_who_leads_sees_what_is_stuck_in_numbers(scene: Scene, who: str) -> None:
    a_busy_day(scene)
    scene.intake(next_action_on=scene.day(-1))
    assert figures(scene, who) == [
        ("受けとめが遅れている相談", 1),
        ("期日を過ぎたケース", 1),
        ("返事のないつなぎ", 1),
        ("主担当なし", 1),
        ("更新なし", 1),
    ]


def test_another_organisations_delays_are_not_ours(scene: Scene) -> None:
    late = {"next_action_on": scene.day(-1)}
    make_intake(scene.cast.town.houkatsu_team, scene.cast.agency, scene.at, **late)
    scene.case(team=scene.cast.town.houkatsu_team, holder=scene.cast.agency, **late)
    refresh_all(at=scene.at)
    assert [count for _, count in figures(scene, "core")] == [0, 0, 0]


def test_what_came_back_leaves_the_page_with_time(scene: Scene) -> None:
    a_busy_day(scene)
    scene.at += timedelta(days=15)
    assert "戻ってきた" not in dict(today_of(scene, "csw"))


def test_a_long_section_shows_a_few_and_counts_all(scene: Scene) -> None:
    for _ in range(SHOWN + 3):
        scene.intake()
    inbox = sections_for(scene.actor("csw"), scene.at)[0]
    assert (inbox.title, len(inbox.rows), inbox.count) == ("受けとめる", SHOWN, SHOWN + 3)
    page = scene.browser("csw").get("/").content.decode()
    assert f'/today/inbox/">ぜんぶ見る（{SHOWN + 3}件）' in page
    whole = scene.browser("csw").get("/today/inbox/").content.decode()
    assert f"{SHOWN + 3}件あります" in whole
    assert len(set(re.findall(r"/cases/intakes/([0-9a-f-]{36})/\"", whole))) == SHOWN + 3
    assert scene.browser("admin").get("/today/inbox/").status_code == 404
    assert scene.browser("csw").get("/today/nothing/").status_code == 404


def test_a_record_takes_the_case_off_what_is_due(scene: Scene) -> None:
    from wagamachi.casework.services import NextAction

    case = scene.case(next_action_on=scene.today)
    assert dict(today_of(scene, "csw"))["今日まで"] == 1
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, draft=scene.record(),
        next_action=NextAction(scene.day(7), "また訪ねる"),
    )  # fmt: skip
    assert dict(today_of(scene, "csw"))["今日まで"] == 0
    assert list(my_cases(scene.actor("csw"))) == [case]


def test_who_carries_how_much(scene: Scene) -> None:
    a_busy_day(scene)
    scene.case(holder=scene.cast.colleague)
    worked(scene, scene.at - timedelta(days=28), 45)
    worked(scene, scene.at - timedelta(days=29), 600)
    other = scene.case(team=scene.cast.town.west_team, holder=scene.cast.other_csw)
    assert load_per_person(scene.actor("core"), scene.at) == []
    assert [load.name for load in load_per_person(scene.actor("manager"), scene.at)] == [
        "青葉", other.holder_user.name, "若葉",
    ]  # fmt: skip
    assert load_per_person(scene.actor("lead"), scene.at) == [
        Load("青葉", "東チーム", 6, 1, 45),
        Load("若葉", "東チーム", 1, 0, 0),
    ]
    page = scene.browser("lead").get("/stuck/").content.decode()
    assert ("青葉" in page, "若葉" in page, "分けあう時期です" in page) == (True, True, False)


def worked(scene: Scene, when: datetime, minutes: int) -> None:
    """Write down how long 青葉 was with somebody."""
    draft = scene.record(occurred_at=when, minutes=minutes, staff_ids=(scene.cast.csw.pk,))
    write_record(actor=scene.actor("csw"), at=scene.at, draft=draft, about=[])


def test_a_heavy_load_is_marked_for_those_who_lead_and_for_nobody_else(
    scene: Scene, settings: Any
) -> None:
    settings.WAGAMACHI = settings.WAGAMACHI | {"LOAD_CASES": 2, "LOAD_OVERDUE": 9}
    scene.case()
    worked(scene, scene.at, 75)
    page = scene.browser("manager").get("/stuck/").content.decode()
    assert ("分けあう時期です" in page, "1時間15分" in page) == (False, True)
    scene.case(next_action_on=scene.day(-1))
    assert load_per_person(scene.actor("lead"), scene.at) == [Load("青葉", "東チーム", 2, 1, 75)]
    assert "分けあう時期です" in scene.browser("lead").get("/stuck/").content.decode()
    seen = {
        who: load_per_person(scene.actor(who), scene.at) for who in ("csw", "agency", "auditor")
    }
    assert seen == {"csw": [], "agency": [], "auditor": []}
    assert scene.browser("csw").get("/stuck/").status_code == 404


def linked(page: str, label: str) -> tuple[int, str]:
    """Return the number and the link of one figure on a page."""
    found = re.search(rf'<a href="([^"]+)"><strong>(\d+)</strong> {label}</a>', page)
    assert found, label
    return int(found[2]), found[1].replace("&amp;", "&")


def test_what_nobody_holds_or_moves_is_red_and_counted_alike_everywhere(scene: Scene) -> None:
    a_busy_day(scene)
    today = scene.browser("lead").get("/").content.decode()
    stuck = scene.browser("lead").get("/stuck/").content.decode()
    assert "badge--danger" in today
    for label in ("主担当なし", "期日すぎ", "更新なし", "未受領"):
        count, url = linked(stuck, label)
        listed = scene.browser("lead").get(url).context["page"].items
        assert (label, count, len(listed)) == (label, 1, 1)
    assert linked(today, "主担当なし")[0] == linked(stuck, "主担当なし")[0]
    whole = scene.browser("csw").get("/cases/?whose=team&flag=any").context["page"].items
    assert (len(whole), dict(today_of(scene, "csw"))["気になる"]) == (4, 4)
    scene.claimed(scene.intake(received_by=scene.cast.nursery))
    assert "いまの担当" in scene.browser("nursery").get("/").content.decode()


def test_however_many_signs_there_are_each_kind_is_counted_with_its_rows(scene: Scene) -> None:
    """What nobody holds stands before all else, what is cut off is one link away (R012)."""
    for day in range(1, 9):
        scene.case(next_action_on=scene.day(-day))
    scene.case(holder=None, next_action_on=scene.day(5), label="担当のない家")
    scene.case(opened_at=scene.at - timedelta(days=120), next_action_on=scene.day(9))
    refresh_all(at=scene.at)
    csw = scene.browser("csw")
    page = csw.get("/")
    section = next(s for s in page.context["sections"] if s.title == "気になる")
    assert (section.count, section.rows[0].case.label) == (10, "担当のない家")
    told = [(f.label, f.count, f.is_grave) for f in section.figures]
    assert told == [("主担当なし", 1, True), ("期日すぎ", 8, False), ("更新なし", 1, True)]
    for figure in section.figures:
        assert len(csw.get(figure.url).context["page"].items) == figure.count
        assert (
            f'<a href="{figure.url.replace("&", "&amp;")}">{figure.label} ' in page.content.decode()
        )


def test_the_board_shows_every_team_and_ranks_who_is_alone(scene: Scene) -> None:
    opened = {"opened_at": scene.at - timedelta(days=60), "last_record_at": scene.at}
    mine, other = scene.case(**opened), scene.case(**opened)
    theirs = scene.case(team=scene.cast.town.houkatsu_team, holder=scene.cast.agency, **opened)
    for case in (mine, theirs):
        case.tags.add("KADAI_N-17", "KADAI_N-12")
    refresh_all(at=scene.at)
    assert ranking_of_alone(scene.today) == [
        Share("東地域包括支援センター", 1, 1),
        Share("試験市社会福祉協議会", 2, 1),
    ]
    assert [share.percent for share in ranking_of_alone(scene.today)] == [100, 50]
    counts = {"東チーム": [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]}
    assert {t.team: t.counts for t in signs_per_team(scene.actor("lead"), scene.today)} == counts
    assert other.flags.count() == 0


def test_the_core_body_is_told_wherever_it_is(scene: Scene) -> None:
    case = scene.case(
        team=scene.cast.town.houkatsu_team, holder=scene.cast.agency, label="見えない人",
        opened_at=scene.at - timedelta(days=60), last_record_at=scene.at,
    )  # fmt: skip
    case.tags.add("KADAI_N-17", "KADAI_N-12")
    refresh_all(at=scene.at)
    assert ("区市町村内のたらいまわし・丸抱え", 1) in today_of(scene, "core")
    assert "区市町村内のたらいまわし・丸抱え" not in dict(today_of(scene, "csw"))
    browser = scene.browser("core")
    flag = browser.get(f"/cases/flags/{case.flags.get().pk}/").content.decode()
    board = browser.get("/cases/flags/").content.decode()
    assert [(case.number in page, "見えない人" in page) for page in (flag, board)] == [
        (True, False)
    ] * 2
    assert browser.get(f"/cases/{case.pk}/").status_code == 404


def test_who_brought_a_worry_sees_that_it_is_urgent_and_which_it_is(scene: Scene) -> None:
    minsei, words = scene.cast.minsei, "夜も電気がつかない"
    team = minsei.assignments.get().team
    said = {"received_by": minsei, "received_team": team, "situation": words, "urgent_rank": 0}
    scene.intake(**said)
    page = scene.browser("minsei").get("/").content.decode()
    assert (words in page, "急ぎ" in page) == (True, True)
    scene.intake(**said | {"situation": "家の中のこと", "restriction": "dv"})
    assert "家の中のこと" not in scene.browser("minsei").get("/").content.decode()


def test_a_minsei_iin_has_four_big_buttons(scene: Scene) -> None:
    page = scene.browser("minsei").get("/").content.decode()
    words = ("訪問した", "相談を受けた", "相談したい", "今月のまとめ")
    assert [word in page for word in words] == [True] * 4


def test_whom_a_restricted_case_was_taken_to_is_not_said_among_what_is_stuck(scene: Scene) -> None:
    for restriction, receiver in (("", "田中さんの姉"), ("dv", "田中さんの兄")):
        asked = scene.handoff(scene.case(restriction=restriction), team=None, external=receiver)
        Handoff.objects.filter(pk=asked.pk).update(due_on=scene.day(-1))
    page = scene.browser("manager").get("/stuck/").content.decode()
    assert ("田中さんの姉" in page, "田中さんの兄" in page) == (True, False)
