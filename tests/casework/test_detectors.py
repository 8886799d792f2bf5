"""What is wrong with a case is found on its day, in its numbers, and never on a case that has ended."""

from datetime import time, timedelta
from typing import Any

import pytest

from tests.factories import make_organization, make_team
from wagamachi.access.models import Assignment
from wagamachi.casework.enums import CaseState, FlagKind, HandoffState
from wagamachi.casework.models import (
    Case,
    CaseMeeting,
    CaseMember,
    Handoff,
    MemberTheme,
    Participation,
    RoleTask,
)
from wagamachi.casework.queries import detectors
from wagamachi.casework.queries.seeing import see
from wagamachi.casework.services import accept_handoff, send_handoff
from wagamachi.core.ids import uuid7
from wagamachi.organizations.models import Team
from wagamachi.records.models import ActivityRecord, RecordLink

from .scenes import BY_LAW, CONNECTED, Scene

OUT, FULL = "HAZAMA-01", "HAZAMA-03"
RESULT_OUT = "TSUNAGI_KEKKA-04"


def found(scene: Scene, case: Case) -> dict[str, Any]:
    """Return what is wrong with one case: kind to facts."""
    rows = detectors.detect(see(Case.objects.filter(pk=case.pk), scene.at))
    return {str(kind): facts for kind, facts in rows.get(case.pk, {}).items()}


def facts(scene: Scene, case: Case, kind: FlagKind) -> Any:
    return found(scene, case).get(str(kind))


def asked(scene: Scene, case: Case, **said: Any) -> Handoff:
    """Return a つなぎ to a new agency, as its row would stand."""
    sent = said.pop("sent", 20)
    team = said.pop("to", None) or make_team(make_organization(f"機関{uuid7().hex[-6:]}"))
    defaults: dict[str, Any] = {
        "kind": "refer",
        "state": HandoffState.SENT,
        "from_team_id": case.holder_team_id,
        "from_user": scene.cast.csw,
        "to_team": team,
        "purpose": "相談",
        "request": "お願い",
        "shared_summary": "ひとり暮らし",
        "legal_basis_id": BY_LAW,
        "basis_reason": "命にかかわる",
        "sent_at": scene.at - timedelta(days=sent),
        "due_on": scene.day(3),
    }
    return Handoff.objects.create(case=case, **defaults | said)


def declined(scene: Scene, case: Case, reason: str = OUT, ago: int = 5, **said: Any) -> Handoff:
    return asked(
        scene, case, sent=ago + 1, state=HandoffState.DECLINED, decline_reason_id=reason,
        answered_at=scene.at - timedelta(days=ago), **said,
    )  # fmt: skip


def themed(case: Case, *themes: str) -> None:
    member = case.members.get(is_key=True)
    for theme in themes:
        MemberTheme.objects.create(member=member, theme_id=theme, since_on=case.opened_at.date())


def recorded(scene: Scene, case: Case, team: Team, ago: int) -> None:
    when = scene.at - timedelta(days=ago)
    record = ActivityRecord.objects.create(
        occurred_at=when, minutes=30, method_id="SHUDAN-03", counterpart="本人", tier="middle",
        area=scene.cast.town.east, content="話した", result="また", team=team,
        written_by=scene.cast.csw,
    )  # fmt: skip
    RecordLink.objects.create(
        record=record, target_kind="case", target_id=case.pk, occurred_at=when
    )


def old_case(scene: Scene, days: int = 60, **fields: Any) -> Case:
    opened = scene.at - timedelta(days=days)
    return scene.case(opened_at=opened, last_record_at=scene.at, **fields)


def test_nothing_is_wrong_with_a_fresh_case(scene: Scene) -> None:
    assert found(scene, scene.case()) == {}


# --- 主担当なし, 次回予定なし, 期日すぎ, 更新なし ----------------------------------------------------


def test_nobody_is_named(scene: Scene) -> None:
    assert facts(scene, scene.case(holder=None), FlagKind.NO_HOLDER) == {"gone": 0}


def test_who_is_named_has_left_the_team(scene: Scene) -> None:
    case = scene.case()
    Assignment.objects.filter(user=scene.cast.csw).update(ends_on=scene.today)
    assert facts(scene, case, FlagKind.NO_HOLDER) == {"gone": 1}


def test_the_last_day_on_the_team_still_counts(scene: Scene) -> None:
    case = scene.case()
    Assignment.objects.filter(user=scene.cast.csw).update(ends_on=scene.day(1))
    assert facts(scene, case, FlagKind.NO_HOLDER) is None


@pytest.mark.parametrize("said", ["", "   "])
def test_nothing_is_written_that_comes_next(scene: Scene, said: str) -> None:
    assert facts(scene, scene.case(next_action=said), FlagKind.NO_NEXT) == {}


@pytest.mark.parametrize(("offset", "is_late"), [(-1, True), (0, False), (1, False)])
def test_a_day_is_past_only_when_it_is_over(scene: Scene, offset: int, is_late: bool) -> None:
    said = facts(scene, scene.case(next_action_on=scene.day(offset)), FlagKind.OVERDUE)
    assert said == ({"on": scene.day(offset).isoformat()} if is_late else None)


@pytest.mark.parametrize(("ago", "is_stale"), [(89, False), (90, True), (400, True)])
def test_no_record_for_ninety_days(scene: Scene, ago: int, is_stale: bool) -> None:
    last = scene.at - timedelta(days=ago)
    case = scene.case(opened_at=scene.at - timedelta(days=500), last_record_at=last)
    said = facts(scene, case, FlagKind.STALE)
    assert said == ({"last": scene.day(-ago).isoformat()} if is_stale else None)


def test_before_the_first_record_the_opening_counts(scene: Scene) -> None:
    case = scene.case(opened_at=scene.at - timedelta(days=90))
    assert facts(scene, case, FlagKind.STALE) == {"last": scene.day(-90).isoformat()}


@pytest.mark.parametrize(("ago", "is_stale"), [(29, False), (30, False), (31, True)])
def test_standing_by_goes_by_its_own_cycle(scene: Scene, ago: int, is_stale: bool) -> None:
    case = scene.case(
        state=CaseState.STANDING_BY, contact_every_days=30,
        last_record_at=scene.at - timedelta(days=ago),
    )  # fmt: skip
    said = facts(scene, case, FlagKind.STALE)
    assert said == ({"last": scene.day(-ago).isoformat(), "every": 30} if is_stale else None)


def test_a_long_cycle_is_not_stale_after_ninety_days(scene: Scene) -> None:
    case = scene.case(
        state=CaseState.STANDING_BY, contact_every_days=180,
        last_record_at=scene.at - timedelta(days=120),
    )  # fmt: skip
    assert facts(scene, case, FlagKind.STALE) is None


# --- 未受領, そのあとの確かめなし --------------------------------------------------------------------


@pytest.mark.parametrize("state", ["sent", "received", "weighing", "arranging"])
def test_an_answer_that_does_not_come(scene: Scene, state: str) -> None:
    case = scene.case()
    asked(scene, case, state=state, due_on=scene.day(-4))
    asked(scene, case, state=state, due_on=scene.day(-1))
    oldest = scene.day(-4).isoformat()
    assert facts(scene, case, FlagKind.UNRECEIVED) == {"count": 2, "oldest": oldest}


@pytest.mark.parametrize(("state", "due"), [("sent", 0), ("withdrawn", -9), ("accepted", -9)])
def test_an_answer_that_is_not_owed(scene: Scene, state: str, due: int) -> None:
    case = scene.case()
    asked(scene, case, state=state, due_on=scene.day(due), answered_at=scene.at)
    assert facts(scene, case, FlagKind.UNRECEIVED) is None


def finished(scene: Scene, case: Case, follow_up: int) -> Handoff:
    return asked(
        scene, case, state=HandoffState.FINISHED, result_id=CONNECTED,
        answered_at=scene.at - timedelta(days=19), finished_at=scene.at - timedelta(days=18),
        follow_up_on=scene.day(follow_up),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("follow_up", "recorded_ago", "is_missed"),
    [(-1, None, True), (-1, 2, True), (-1, 1, False), (-1, 0, False), (0, None, False)],
)
def test_nobody_looked_again(
    scene: Scene, follow_up: int, recorded_ago: int | None, is_missed: bool
) -> None:
    last = None if recorded_ago is None else scene.at - timedelta(days=recorded_ago)
    case = scene.case(last_record_at=last)
    finished(scene, case, follow_up)
    said = facts(scene, case, FlagKind.FOLLOW_UP)
    assert said == ({"missed": 1, "open": 0} if is_missed else None)


@pytest.mark.parametrize(("ago", "is_open"), [(29, False), (30, True)])
def test_accepted_and_never_heard_of_again(scene: Scene, ago: int, is_open: bool) -> None:
    case = scene.case()
    answered = scene.at - timedelta(days=ago)
    asked(scene, case, sent=40, state=HandoffState.ACCEPTED, answered_at=answered)
    said = facts(scene, case, FlagKind.FOLLOW_UP)
    assert said == ({"missed": 0, "open": 1} if is_open else None)


# --- たらいまわし ----------------------------------------------------------------------------------


def passed(scene: Scene, case: Case) -> Any:
    return detectors.passed_around(case=case, at=scene.at)


def test_three_times_without_anybody_beginning(scene: Scene) -> None:
    case = scene.case()
    asked(scene, case)
    asked(scene, case, kind="transfer")
    assert passed(scene, case) is None
    asked(scene, case)
    assert passed(scene, case) == {"sent": 3, "out_of_scope": 0, "refused": 0}


def test_a_backup_or_an_offer_is_not_passing_around(scene: Scene) -> None:
    case = scene.case()
    for kind in ("backup", "pull", "backup"):
        asked(scene, case, kind=kind, backup_kind_id="BACKUP-01")
    assert passed(scene, case) is None


def test_once_somebody_began_the_count_begins_again(scene: Scene) -> None:
    case = scene.case()
    for sent in (30, 29):
        asked(scene, case, sent=sent)
    began = scene.at - timedelta(days=20)
    asked(scene, case, sent=28, state=HandoffState.ACCEPTED, answered_at=began)
    asked(scene, case, sent=10)
    asked(scene, case, sent=9)
    assert passed(scene, case) is None
    asked(scene, case, sent=8)
    assert passed(scene, case) == {"sent": 3, "out_of_scope": 0, "refused": 0}


def test_twice_out_of_scope_in_a_row(scene: Scene) -> None:
    case = scene.case()
    declined(scene, case, ago=9)
    assert passed(scene, case) is None
    declined(scene, case, ago=5)
    assert passed(scene, case) == {"sent": 2, "out_of_scope": 2, "refused": 2}


def test_another_reason_in_between_breaks_the_row(scene: Scene) -> None:
    case = scene.case()
    declined(scene, case, ago=9)
    declined(scene, case, reason=FULL, ago=5)
    assert passed(scene, case) is None


def test_out_of_scope_written_down_as_a_result_counts_too(scene: Scene) -> None:
    case = scene.case()
    declined(scene, case, ago=9)
    asked(
        scene, case, state=HandoffState.FINISHED, result_id=RESULT_OUT,
        finished_at=scene.at - timedelta(days=2),
    )  # fmt: skip
    assert passed(scene, case) == {"sent": 2, "out_of_scope": 2, "refused": 2}


def test_taken_back_before_anybody_looked_does_not_count(scene: Scene) -> None:
    case = scene.case()
    for _ in range(3):
        asked(scene, case, state=HandoffState.WITHDRAWN)
    assert passed(scene, case) is None
    Handoff.objects.filter(case=case).update(received_at=scene.at)
    assert passed(scene, case) == {"sent": 3, "out_of_scope": 0, "refused": 0}


def twice_refused(scene: Scene) -> Case:
    case = scene.case()
    declined(scene, case, ago=9)
    declined(scene, case, ago=5)
    return case


def meeting(
    scene: Scene, case: Case, offset: int, *, called: int = 0, alone: bool = False, **fields: Any
) -> CaseMeeting:
    """Call a meeting for a day, ``called`` days ago, with the 包括 unless we meet alone."""
    row = CaseMeeting.objects.create(
        case=case, meets_on=scene.day(offset), purpose="分担", called_by=scene.cast.csw,
        called_at=scene.at - timedelta(days=called), **fields,
    )  # fmt: skip
    town = scene.cast.town
    row.organizations.add(*([town.shakyo] if alone else [town.shakyo, town.houkatsu]))
    return row


HELD: dict[str, Any] = {"outcome": "社協がつづける"}


@pytest.mark.parametrize(
    ("offset", "held", "is_answer"),
    [
        (0, False, True), (14, False, True), (15, False, False), (-1, False, False),
        (-4, True, True), (-6, True, False),
    ],
)  # fmt: skip
def test_a_meeting_soon_or_held_since_is_the_answer(
    scene: Scene, offset: int, held: bool, is_answer: bool
) -> None:
    case = twice_refused(scene)
    meeting(scene, case, offset, **(HELD | {"held_at": scene.at} if held else {}))
    assert (passed(scene, case) is None) == is_answer


def test_a_meeting_with_nobody_else_is_none(scene: Scene) -> None:
    case = twice_refused(scene)
    meeting(scene, case, 3, alone=True)
    meeting(scene, case, -1, alone=True, **HELD, held_at=scene.at)
    assert passed(scene, case) is not None


def test_putting_it_off_again_and_again_is_no_answer(scene: Scene) -> None:
    """Within fourteen days of the first call they sit down, or the way is shut again."""
    case = twice_refused(scene)
    meeting(scene, case, -1, called=5, cancelled_because="集まれない")
    meeting(scene, case, 9)
    assert passed(scene, case) is None
    CaseMeeting.objects.filter(meets_on=scene.day(9)).update(meets_on=scene.day(10))
    assert passed(scene, case) is not None


def test_a_refusal_on_the_day_but_after_the_meeting_asks_anew(scene: Scene) -> None:
    case = twice_refused(scene)
    meeting(scene, case, -1, **HELD, held_at=scene.at, from_time=time(9), until_time=time(9, 30))
    assert passed(scene, case) is None
    declined(scene, case, ago=1)  # at ten o'clock
    assert passed(scene, case) == {"sent": 3, "out_of_scope": 3, "refused": 3}


def test_a_refusal_after_it_was_called_asks_anew(scene: Scene) -> None:
    case = twice_refused(scene)
    meeting(scene, case, 2, called=3)
    assert passed(scene, case) is None
    declined(scene, case, ago=1)
    assert passed(scene, case) is not None


def test_a_meeting_that_was_called_off_is_none(scene: Scene) -> None:
    case = twice_refused(scene)
    meeting(scene, case, 7, cancelled_because="集まれない")
    assert passed(scene, case) == {"sent": 2, "out_of_scope": 2, "refused": 2}


def test_somebody_of_another_team_who_said_yes_is_the_answer_until_the_next_refusal(
    scene: Scene,
) -> None:
    case = twice_refused(scene)
    draft = scene.walks()
    asked_of = send_handoff(actor=scene.actor("csw"), at=scene.at, case=case, draft=draft)
    assert passed(scene, case) is not None, "naming is not walking beside it"
    accept_handoff(actor=scene.actor("agency"), at=scene.at, handoff=asked_of)
    assert passed(scene, case) is None
    Participation.objects.filter(kind="companion").update(since_at=scene.at - timedelta(days=1))
    declined(scene, case, ago=0)
    assert passed(scene, case) is not None


@pytest.mark.parametrize(
    ("team", "user"),
    [("east_team", "colleague"), ("houkatsu_team", ""), ("houkatsu_team", "other_csw")],
)
def test_our_own_team_a_team_without_a_name_and_who_has_left_are_no_answer(
    scene: Scene, team: str, user: str
) -> None:
    case, row = twice_refused(scene), getattr(scene.cast.town, team)
    Participation.objects.create(case=case, kind="companion", level=1, team=row, since_at=scene.at)
    Case.objects.filter(pk=case.pk).update(
        companion_team=row, companion_user=getattr(scene.cast, user) if user else None
    )
    assert passed(scene, case) is not None


# --- 丸抱え ----------------------------------------------------------------------------------------


def test_care_and_work_and_one_agency(scene: Scene) -> None:
    case = old_case(scene)
    themed(case, "KADAI_N-17", "KADAI_N-12")
    recorded(scene, case, scene.cast.town.east_team, ago=3)
    said = facts(scene, case, FlagKind.HELD_ALONE)
    assert said == {"fields": 2, "agencies": 1, "days": 60}


def test_nobody_acting_is_no_better(scene: Scene) -> None:
    case = old_case(scene)
    themed(case, "KADAI_N-17", "KADAI_N-12")
    assert facts(scene, case, FlagKind.HELD_ALONE)["agencies"] == 0


def test_a_tag_is_a_theme_as_well(scene: Scene) -> None:
    case = old_case(scene)
    themed(case, "KADAI_N-17")
    assert facts(scene, case, FlagKind.HELD_ALONE) is None
    case.tags.add("KADAI_T-21")
    assert facts(scene, case, FlagKind.HELD_ALONE)["fields"] == 2


def test_a_theme_that_ended_or_left_is_none(scene: Scene) -> None:
    case = old_case(scene)
    themed(case, "KADAI_N-17", "KADAI_N-12")
    MemberTheme.objects.filter(theme="KADAI_N-12").update(until_on=scene.today)
    assert facts(scene, case, FlagKind.HELD_ALONE) is None
    MemberTheme.objects.update(until_on=None)
    CaseMember.objects.filter(case=case).update(left_on=scene.today)
    assert facts(scene, case, FlagKind.HELD_ALONE) is None


@pytest.mark.parametrize(("days", "is_long"), [(59, False), (60, True)])
def test_sixty_days_open(scene: Scene, days: int, is_long: bool) -> None:
    case = old_case(scene, days=days)
    themed(case, "KADAI_N-17", "KADAI_N-12")
    assert (facts(scene, case, FlagKind.HELD_ALONE) is not None) == is_long


@pytest.mark.parametrize(("ago", "counts"), [(60, True), (61, False)])
def test_a_second_agency_that_wrote_in_the_time(scene: Scene, ago: int, counts: bool) -> None:
    case = old_case(scene, days=200)
    themed(case, "KADAI_N-17", "KADAI_N-12")
    recorded(scene, case, scene.cast.town.east_team, ago=1)
    recorded(scene, case, scene.cast.town.houkatsu_team, ago=ago)
    assert (facts(scene, case, FlagKind.HELD_ALONE) is None) == counts


def test_two_teams_of_one_agency_are_one(scene: Scene) -> None:
    case = old_case(scene)
    themed(case, "KADAI_N-17", "KADAI_N-12")
    recorded(scene, case, scene.cast.town.east_team, ago=1)
    recorded(scene, case, scene.cast.town.west_team, ago=1)
    assert facts(scene, case, FlagKind.HELD_ALONE)["agencies"] == 1


def test_a_role_or_an_accepted_tsunagi_is_a_promise_and_no_contact(scene: Scene) -> None:
    case = old_case(scene)
    themed(case, "KADAI_N-17", "KADAI_N-12")
    recorded(scene, case, scene.cast.town.east_team, ago=1)
    RoleTask.objects.create(
        case=case, organization=scene.cast.town.houkatsu, task="介護の申請", since_on=scene.today
    )
    scene.accepted(case)
    assert facts(scene, case, FlagKind.HELD_ALONE)["agencies"] == 1
    recorded(scene, case, scene.cast.town.houkatsu_team, ago=0)
    assert facts(scene, case, FlagKind.HELD_ALONE) is None


def test_a_resource_the_household_was_connected_to_acts(scene: Scene) -> None:
    case = old_case(scene)
    themed(case, "KADAI_N-17", "KADAI_N-12")
    recorded(scene, case, scene.cast.town.east_team, ago=1)
    handoff = finished(scene, case, 9)
    Handoff.objects.filter(pk=handoff.pk).update(to_team=None, to_resource=scene.resource())
    assert facts(scene, case, FlagKind.HELD_ALONE) is None


# --- 同じ建物, 伴走 -------------------------------------------------------------------------------


def test_three_open_cases_of_one_building(scene: Scene) -> None:
    here = {"building_key": "東1-2-3"}
    first, second = scene.case(**here), scene.case(**here)
    scene.case(building_key="東9-9-9")
    assert facts(scene, first, FlagKind.CLUSTER) is None
    third = scene.case(**here)
    assert [facts(scene, case, FlagKind.CLUSTER) for case in (first, second, third)] == [
        {"count": 3}
    ] * 3


@pytest.mark.parametrize(("ago", "count"), [(365, 3), (366, None)])
def test_a_building_within_a_year(scene: Scene, ago: int, count: int | None) -> None:
    here = {"building_key": "東1-2-3"}
    case = scene.case(**here)
    scene.case(**here)
    scene.case(**here, opened_at=scene.at - timedelta(days=ago))
    assert facts(scene, case, FlagKind.CLUSTER) == ({"count": count} if count else None)


def test_cases_without_a_building_do_not_gather(scene: Scene) -> None:
    cases = [scene.case() for _ in range(4)]
    assert facts(scene, cases[0], FlagKind.CLUSTER) is None


def escalated(scene: Scene, **fields: Any) -> Case:
    said = {"is_escalated": True, "companion_team": scene.cast.town.houkatsu_team} | fields
    return scene.case(**said)


def test_nobody_walks_beside_an_escalated_case(scene: Scene) -> None:
    assert facts(scene, escalated(scene), FlagKind.NO_COMPANION) == {"gone": 0}
    beside = escalated(scene, companion_user=scene.cast.agency)
    assert facts(scene, beside, FlagKind.NO_COMPANION) is None
    Assignment.objects.filter(user=scene.cast.agency).update(ends_on=scene.today)
    assert facts(scene, beside, FlagKind.NO_COMPANION) == {"gone": 1}


# --- all of them ----------------------------------------------------------------------------------


def everything_wrong(scene: Scene) -> Case:
    here = {"building_key": "東1-2-3"}
    scene.case(**here)
    scene.case(**here)
    case = scene.case(
        holder=None, next_action="", next_action_on=scene.day(-1), **here,
        opened_at=scene.at - timedelta(days=120),
    )  # fmt: skip
    themed(case, "KADAI_N-17", "KADAI_N-12")
    declined(scene, case, ago=9)
    declined(scene, case, ago=5)
    asked(scene, case, due_on=scene.day(-1))
    finished(scene, case, -1)
    Handoff.objects.filter(case=case, state="finished").update(
        kind="backup", backup_kind="BACKUP-01"
    )
    return case


def test_everything_can_be_wrong_at_once(scene: Scene) -> None:
    wrong = set(found(scene, everything_wrong(scene)))
    assert set(FlagKind.values) - wrong == {"no_companion"}


@pytest.mark.parametrize("state", ["closed", "merged"])
def test_nothing_is_wrong_with_a_case_that_has_ended(scene: Scene, state: str) -> None:
    case = everything_wrong(scene)
    ended = Case.objects.filter(pk=case.pk)
    if state == "merged":
        ended.update(state=state, merged_into=scene.case())
    else:
        evaluation = scene.evaluated(scene.case())
        ended.update(
            state=state, closed_at=scene.at, close_reason="SHUKETSU-01",
            closing_evaluation=evaluation,
        )  # fmt: skip
    assert found(scene, case) == {}


def test_all_at_once_finds_what_one_by_one_finds(scene: Scene) -> None:
    everything_wrong(scene)
    twice_refused(scene)
    escalated(scene)
    at_once = detectors.detect(see(Case.objects.all(), scene.at))
    one_by_one = {}
    for case in Case.objects.all():
        one_by_one |= detectors.detect(see(Case.objects.filter(pk=case.pk), scene.at))
    assert at_once == one_by_one
    assert len(at_once) == 5
