"""今日: what must I do now? Each post sees its own work first, and nobody sees others' work."""

from datetime import timedelta

import pytest

from tests.casework.scenes import TOO_FULL, Scene
from tests.factories import make_intake
from wagamachi.casework.models import Handoff
from wagamachi.casework.queries.lists import my_cases
from wagamachi.casework.queries.oversight import Load, load_per_person
from wagamachi.casework.services import decline_handoff, record_on_case
from wagamachi.home.sections import SHOWN, figures_for, sections_for


def today(scene: Scene, who: str) -> list[tuple[str, int]]:
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


def test_a_coordinators_day(scene: Scene) -> None:
    a_busy_day(scene)
    assert today(scene, "csw") == [
        ("受けとめる", 1),
        ("今日まで", 1),
        ("戻ってきた", 1),
        ("返事が来ていない", 1),
        ("主担当なし", 1),
        ("しばらく記録がない", 1),
        ("わたしのケース", 5),
    ]


def test_a_colleague_sees_what_is_the_teams_and_not_what_is_mine(scene: Scene) -> None:
    a_busy_day(scene)
    assert dict(today(scene, "colleague")) == {
        "受けとめる": 1, "今日まで": 0, "戻ってきた": 1, "返事が来ていない": 1, "主担当なし": 1,
        "しばらく記録がない": 1, "わたしのケース": 0,
    }  # fmt: skip


def test_the_desk_of_an_agency(scene: Scene) -> None:
    a_busy_day(scene)
    assert today(scene, "agency") == [
        ("受けとめる", 0),
        ("返事をする", 1),
        ("今日まで", 0),
        ("わたしのケース", 0),
        ("いっしょに支えているケース", 1),
    ]


def test_a_window_follows_what_it_took_in(scene: Scene) -> None:
    scene.claimed(scene.intake())
    scene.intake()
    assert ("受けた相談のその後", 2) in today(scene, "nursery")


@pytest.mark.parametrize("who", ["minsei", "resident", "auditor", "admin", "stranger", "district"])
def test_nobody_elses_work_is_on_their_page(scene: Scene, who: str) -> None:
    a_busy_day(scene)
    assert (today(scene, who), figures(scene, who)) == ([], [])


def test_another_areas_team_has_its_own_day(scene: Scene) -> None:
    a_busy_day(scene)
    assert dict(today(scene, "other_csw")) == {"受けとめる": 0, "今日まで": 0, "わたしのケース": 0}


@pytest.mark.parametrize("who", ["lead", "core", "manager"])
def test_who_leads_sees_what_is_stuck_in_numbers(scene: Scene, who: str) -> None:
    a_busy_day(scene)
    scene.intake(next_action_on=scene.day(-1))
    assert figures(scene, who) == [
        ("受けとめが遅れている相談", 1),
        ("期日を過ぎたケース", 1),
        ("返事のないつなぎ", 1),
    ]


def test_another_organisations_delays_are_not_ours(scene: Scene) -> None:
    late = {"next_action_on": scene.day(-1)}
    make_intake(scene.cast.town.houkatsu_team, scene.cast.agency, scene.at, **late)
    scene.case(team=scene.cast.town.houkatsu_team, holder=scene.cast.agency, **late)
    assert [count for _, count in figures(scene, "core")] == [0, 0, 0]


def test_what_came_back_leaves_the_page_with_time(scene: Scene) -> None:
    a_busy_day(scene)
    scene.at += timedelta(days=15)
    assert "戻ってきた" not in dict(today(scene, "csw"))


def test_a_long_section_shows_a_few_and_counts_all(scene: Scene) -> None:
    for _ in range(SHOWN + 3):
        scene.intake()
    inbox = sections_for(scene.actor("csw"), scene.at)[0]
    assert (inbox.title, len(inbox.rows), inbox.count) == ("受けとめる", SHOWN, SHOWN + 3)
    page = scene.browser("csw").get("/").content.decode()
    assert f"ぜんぶ見る（{SHOWN + 3}件）" in page


def test_a_record_takes_the_case_off_what_is_due(scene: Scene) -> None:
    from wagamachi.casework.services import NextAction

    case = scene.case(next_action_on=scene.today)
    assert dict(today(scene, "csw"))["今日まで"] == 1
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, draft=scene.record(),
        next_action=NextAction(scene.day(7), "また訪ねる"),
    )  # fmt: skip
    assert dict(today(scene, "csw"))["今日まで"] == 0
    assert list(my_cases(scene.actor("csw"))) == [case]


def test_who_holds_how_much(scene: Scene) -> None:
    a_busy_day(scene)
    scene.case(holder=scene.cast.colleague)
    assert load_per_person(scene.actor("core"), scene.today) == [
        Load("青葉", "東チーム", 6, 1),
        Load("若葉", "東チーム", 1, 0),
    ]
    page = scene.browser("core").get("/stuck/").content.decode()
    assert ("青葉" in page, "若葉" in page) == (True, True)


def test_a_minsei_iin_has_four_big_buttons(scene: Scene) -> None:
    page = scene.browser("minsei").get("/").content.decode()
    words = ("訪問・活動を記録する", "相談を受けた", "つないだ相談のその後", "今月の記録")
    assert [word in page for word in words] == [True] * 4
