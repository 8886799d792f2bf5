"""A worry comes in by any door and is in somebody's inbox when the save returns."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import make_post
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area
from wagamachi.casework.enums import IntakeState
from wagamachi.casework.models import Case, CaseMember, Intake
from wagamachi.casework.queries.lists import inbox
from wagamachi.casework.services import (
    answer_intake,
    claim_intake,
    pass_on_intake,
    receive_intake,
    reopen_intake,
)
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.states import IllegalMove
from wagamachi.people.models import Person

from .scenes import HEARD, Scene, moves, nothing_saved, told, town_of

DOORS = ("csw", "agency", "nursery", "minsei", "core", "manager", "resident", "district", "lead")


@pytest.mark.parametrize("door", DOORS)
def test_by_whatever_door_it_comes_in_it_is_in_the_inbox_of_the_area(
    scene: Scene, door: str
) -> None:
    town_of("港町一丁目", scene.cast.town.east)
    intake = scene.received(door, place="港町1-2-3")
    assert (intake.state, intake.holder_team) == (IntakeState.WAITING, scene.cast.town.east_team)
    assert (intake.received_by, intake.area) == (getattr(scene.cast, door), scene.cast.town.east)
    assert list(inbox(scene.actor("csw"))) == [intake]
    assert told(intake) == [("created", getattr(scene.cast, door).name)]


def test_three_answers_are_enough(scene: Scene) -> None:
    intake = scene.received()
    assert (intake.noticed_by, intake.situation, intake.place) == (
        HEARD.noticed_by, HEARD.situation, HEARD.place,
    )  # fmt: skip
    assert (intake.subject, intake.phone, intake.route, list(intake.themes.all())) == (
        "", "", None, [],
    )  # fmt: skip


@pytest.mark.parametrize("field", ["noticed_by", "situation", "place"])
def test_each_of_the_three_is_needed(scene: Scene, field: str) -> None:
    with nothing_saved(), pytest.raises(DomainError) as refused:
        scene.received(**{field: " 　"})
    assert refused.value.field == field


def test_a_place_nobody_knows_goes_to_the_fallback_team_as_unknown_area(scene: Scene) -> None:
    intake = scene.received(place="存在しない町9丁目")
    assert (intake.area, intake.holder_team) == (
        Area.objects.get(is_unknown=True), scene.cast.town.core_team,
    )  # fmt: skip
    assert list(inbox(scene.actor("core"))) == [intake]


def test_an_area_chosen_by_hand_wins_over_the_address(scene: Scene) -> None:
    town_of("港町一丁目", scene.cast.town.east)
    intake = scene.received(place="港町1-2-3", area_id=scene.cast.town.west.pk)
    assert (intake.area, intake.holder_team) == (scene.cast.town.west, scene.cast.town.west_team)


@pytest.mark.parametrize(
    ("urgency", "due"), [((), date(2026, 11, 26)), (("life",), date(2026, 11, 23))]
)
def test_somebody_answers_within_three_working_days_and_today_when_it_cannot_wait(
    scene: Scene, urgency: tuple[str, ...], due: date
) -> None:
    assert scene.received(urgency=urgency).next_action_on == due


def test_saved_twice_it_is_there_once(scene: Scene) -> None:
    token, actor = uuid7(), scene.actor("nursery")
    first = receive_intake(actor=actor, at=scene.at, id=token, draft=HEARD)
    with nothing_saved():
        again = receive_intake(actor=actor, at=scene.at, id=token, draft=HEARD)
    assert again == first


@pytest.mark.parametrize("who", ["auditor", "admin", "stranger"])
def test_whoever_has_no_post_that_takes_worries_in_is_told_so(scene: Scene, who: str) -> None:
    with nothing_saved(), pytest.raises(DomainError, match="いまの配置では"):
        scene.received(who)


def test_the_window_it_came_in_by_is_kept_for_the_statistics(scene: Scene) -> None:
    assert scene.received("nursery").window_kind_id == "TSUNAGISAKI-19"
    assert scene.received("agency").window_kind_id == "TSUNAGISAKI-01"


def test_claimed_it_is_a_case_with_a_holder_and_a_next_action(scene: Scene) -> None:
    intake = scene.intake(subject="12階のBさん", situation="郵便がたまっている")
    intake.themes.set(["KADAI_T-01"])
    case = scene.claimed(intake)
    assert (case.number, case.label) == ("2026-0001", "12階のBさん")
    assert (case.holder_team, case.holder_user) == (scene.cast.town.east_team, scene.cast.csw)
    assert (case.next_action, case.next_action_on) == ("電話する", scene.today)
    member = case.members.get()
    assert (member.is_key, member.person.label) == (True, "12階のBさん")
    assert list(member.themes.values_list("theme_id", flat=True)) == ["KADAI_T-01"]
    assert (intake.state, intake.case) == (IntakeState.TAKEN, case)


def test_a_worry_without_any_name_still_becomes_a_case(scene: Scene) -> None:
    case = scene.claimed(scene.intake(place="駅前の団地のあたり"))
    assert case.label == "駅前の団地のあたりの方"


def test_case_numbers_follow_each_other_within_a_fiscal_year(scene: Scene) -> None:
    numbers = [scene.claimed(scene.intake()).number for _ in range(3)]
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]
    scene.at += timedelta(days=200)
    assert scene.claimed(scene.intake()).number == "2027-0001"


def test_it_can_join_a_case_the_team_holds_already(scene: Scene) -> None:
    case = scene.case(holder=scene.cast.colleague)
    intake = scene.intake()
    assert scene.claimed(intake, case=case) == case
    assert (intake.case, case.holder_user) == (case, scene.cast.colleague)
    assert Case.objects.count() == 1


def test_it_cannot_join_a_case_of_others_or_one_that_is_over(scene: Scene) -> None:
    of_others = scene.case(team=scene.cast.town.west_team, holder=scene.cast.other_csw)
    over = scene.closed()
    intake = scene.intake()
    with nothing_saved(), pytest.raises(NotAllowed):
        scene.claimed(intake, case=of_others)
    with nothing_saved(), pytest.raises(DomainError, match="先に「もう一度ひらく」"):
        scene.claimed(intake, case=over)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"next_action": " "}, "next_action"),
        ({"next_action_on": date(2026, 11, 22)}, "next_action_on"),
    ],
)
def test_nobody_takes_it_on_without_saying_what_comes_next(
    scene: Scene, plan: dict[str, Any], field: str
) -> None:
    intake = scene.intake()
    said = {"next_action": "電話する", "next_action_on": scene.today} | plan
    with nothing_saved(), pytest.raises(DomainError) as refused:
        claim_intake(actor=scene.actor("csw"), at=scene.at, intake=intake, **said)
    assert refused.value.field == field


def test_passed_on_it_lies_in_the_other_inbox_and_in_no_second_one(scene: Scene) -> None:
    intake = scene.intake()
    pass_on_intake(
        actor=scene.actor("csw"), at=scene.at, intake=intake, team=scene.cast.town.west_team,
        reason="住所を確かめたら西だった",
    )  # fmt: skip
    assert list(inbox(scene.actor("csw"))) == []
    assert list(inbox(scene.actor("other_csw"))) == [intake]
    assert moves(intake) == [("pass_on", "waiting", "waiting")]


@pytest.mark.parametrize("team", ["east_team", "houkatsu_team", "minsei_team"])
def test_it_is_passed_on_only_to_another_team_that_takes_worries_in(
    scene: Scene, team: str
) -> None:
    intake = scene.intake()
    with nothing_saved(), pytest.raises(DomainError) as refused:
        pass_on_intake(
            actor=scene.actor("csw"), at=scene.at, intake=intake,
            team=getattr(scene.cast.town, team), reason="確かめた",
        )  # fmt: skip
    assert refused.value.field == "team"


def test_an_answer_that_says_nothing_ends_nothing(scene: Scene) -> None:
    intake = scene.intake()
    with nothing_saved(), pytest.raises(DomainError) as refused:
        answer_intake(actor=scene.actor("csw"), at=scene.at, intake=intake, answer="　")
    assert refused.value.field == "answer"


def test_an_answered_worry_can_come_back_into_the_inbox(scene: Scene) -> None:
    intake, csw = scene.intake(), scene.actor("csw")
    answer_intake(actor=csw, at=scene.at, intake=intake, answer="ごみの日をお伝えした")
    assert list(inbox(csw)) == []
    scene.at += timedelta(days=7)
    reopen_intake(actor=csw, at=scene.at, intake=intake, reason="また電話があった")
    assert list(inbox(csw)) == [intake]
    assert intake.next_action_on > scene.today
    assert moves(intake) == [
        ("answer", "waiting", "answered"),
        ("reopen", "answered", "waiting"),
    ]


def test_a_taken_worry_can_be_neither_claimed_nor_passed_on_again(scene: Scene) -> None:
    intake = scene.intake()
    scene.claimed(intake)
    with nothing_saved(), pytest.raises(IllegalMove, match="いまは「引き受け済み」"):
        scene.claimed(intake)


def test_a_person_with_two_posts_takes_it_in_for_the_one_that_may(scene: Scene) -> None:
    make_post(scene.cast.auditor, Role.CSW, scene.cast.town.west_team)
    assert scene.received("auditor").received_team == scene.cast.town.west_team


def test_the_area_is_never_empty(scene: Scene) -> None:
    column = Intake._meta.get_field("area")
    assert (column.null, Case._meta.get_field("area").null) == (False, False)
    assert scene.received(place="どこか").area_id is not None


def test_the_subject_is_written_down_once(scene: Scene) -> None:
    case = scene.claimed(scene.intake(subject="山本"))
    assert (Person.objects.count(), CaseMember.objects.filter(case=case).count()) == (1, 1)
