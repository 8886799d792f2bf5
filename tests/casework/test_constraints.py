"""The database itself refuses what would break the promise, whoever writes and however."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

from wagamachi.casework.enums import (
    CaseState,
    FlagKind,
    HandoffKind,
    HandoffState,
    IntakeAsk,
    IntakeState,
    Level,
    ParticipationKind,
)
from wagamachi.casework.models import (
    Approval,
    Case,
    CaseFlag,
    CaseMeeting,
    CaseMember,
    CaseMerge,
    Handoff,
    Intake,
    IntakeAddition,
    MemberTheme,
    Participation,
    RoleTask,
)
from wagamachi.core.ids import uuid7

from .scenes import BY_LAW, CONNECTED, REACHED, Scene

# Named constraint → a write, past every service, that would break it.
Write = Callable[[Scene], Any]
BREAKS: dict[str, list[Write]] = {
    "i1_i2_waiting_intake_has_next_action": [
        lambda s: rows(s.intake()).update(next_action_on=None),
    ],
    "taken_intake_is_on_a_case": [
        lambda s: rows(s.intake()).update(state=IntakeState.TAKEN),
        lambda s: rows(s.intake()).update(case=s.case()),
    ],
    "i7_answered_intake_says_how": [
        lambda s: rows(s.intake()).update(state=IntakeState.ANSWERED, answered_at=s.at),
        lambda s: rows(s.intake()).update(state=IntakeState.ANSWERED, answer="済"),
    ],
    "i1_i2_open_case_has_next_action": [
        lambda s: rows(s.case()).update(next_action_on=None),
        lambda s: rows(s.case(state=CaseState.ACTIVE)).update(next_action_on=None),
    ],
    "i7_closed_case_has_evaluation_and_reason": [
        lambda s: rows(s.case()).update(state=CaseState.CLOSED),
        lambda s: close(s, closed_at=None),
        lambda s: close(s, close_reason=None),
        lambda s: close(s, closing_evaluation=None),
        lambda s: rows(s.case()).update(closed_at=s.at),
        lambda s: rows(s.closed()).update(state=CaseState.ACTIVE),
    ],
    "member_once_per_case": [
        lambda s: again(s.case().members.get(), is_key=False),
    ],
    "one_key_member": [
        lambda s: again(s.case().members.get(), person=s.case(label="別の人").members.get().person),
    ],
    "member_theme_once": [lambda s: two_themes(s)],
    "participation_is_one_team_or_person": [
        lambda s: doors(s).update(user=s.cast.agency, user_team=F("team")),
        lambda s: doors(s).update(team=None),
    ],
    "named_person_is_of_a_team": [
        lambda s: doors(s).update(team=None, user=s.cast.agency),
    ],
    "approval_takes_two_people": [
        lambda s: approvals(s).update(decided_by=s.cast.csw),
    ],
    "approval_is_somebodys_word": [
        lambda s: approvals(s).update(decided_by=None),
        lambda s: approvals(s).update(decided_at=None, state="refused"),
    ],
    "approval_says_why": [lambda s: approvals(s).update(reason="")],
    "one_approval_at_a_time": [lambda s: again(approvals(s).get(), state="waiting")],
    "participation_is_lawful": [
        lambda s: doors(s).update(approval=None),
        lambda s: doors(s).update(legal_basis=None),
        lambda s: doors(s).update(legal_basis=None, level=Level.SUMMARY),
    ],
    "i3_handoff_has_one_receiver": [
        lambda s: rows(s.handoff(s.case())).update(to_team=None),
        lambda s: rows(s.handoff(s.case())).update(to_resource=s.resource()),
    ],
    "handoff_is_lawful": [
        lambda s: rows(s.handoff(s.case())).update(legal_basis=None),
    ],
    "i3_declined_handoff_says_why": [
        lambda s: rows(s.handoff(s.case())).update(state=HandoffState.DECLINED),
    ],
    "finished_handoff_has_result": [
        lambda s: rows(s.accepted(s.case())).update(state=HandoffState.FINISHED),
    ],
    "only_backup_comes_without_case": [
        lambda s: rows(s.handoff(s.case())).update(case=None),
    ],
    "backup_says_what_kind": [
        lambda s: rows(s.handoff(s.case())).update(kind=HandoffKind.BACKUP),
    ],
    "escalation_says_what_was_tried": [
        lambda s: rows(s.handoff(s.case())).update(kind=HandoffKind.ESCALATE),
    ],
    "holder_moves_only_to_a_team": [
        lambda s: rows(s.handoff(s.case())).update(
            kind=HandoffKind.TRANSFER, to_team=None, to_external="市外の病院"
        ),
    ],
    "handoff_is_answered_after_it_is_sent": [
        lambda s: rows(s.accepted(s.case())).update(answered_at=s.at - timedelta(seconds=1)),
    ],
    "one_move_at_a_time": [lambda s: two_transfers(s)],
    "raised_intake_says_what_was_tried": [
        lambda s: rows(s.intake()).update(ask=IntakeAsk.RAISE),
        lambda s: rows(s.intake()).update(ask=IntakeAsk.RAISE, tried="訪ねた"),
    ],
    "i5_escalated_case_has_companion": [
        lambda s: rows(s.case()).update(is_escalated=True),
    ],
    "companion_person_has_team": [
        lambda s: rows(s.case()).update(companion_user=s.cast.csw),
    ],
    "standing_by_has_contact_cycle": [
        lambda s: rows(s.case()).update(state=CaseState.STANDING_BY),
        lambda s: rows(s.case()).update(state=CaseState.STANDING_BY, contact_every_days=0),
    ],
    "merged_case_says_where": [
        lambda s: rows(s.case()).update(state=CaseState.MERGED),
        lambda s: rows(s.case()).update(merged_into=s.case()),
    ],
    "one_companion_at_a_time": [lambda s: two_companions(s)],
    "one_flag_of_a_kind": [lambda s: again(a_flag(s))],
    "quiet_flag_says_why": [
        lambda s: rows(a_flag(s)).update(quiet_until=s.today, quiet_by=s.cast.csw),
        lambda s: rows(a_flag(s)).update(quiet_until=s.today, quiet_reason="入院中"),
    ],
    "role_has_one_doer": [
        lambda s: a_role(s),
        lambda s: a_role(s, name="となりの人", organization=s.cast.town.hoiku),
    ],
    "companion_is_asked_by_name": [
        lambda s: rows(s.handoff(s.case())).update(kind=HandoffKind.COMPANION),
        lambda s: rows(s.handoff(s.case())).update(to_user=s.cast.agency),
    ],
    "one_companion_asked_at_a_time": [lambda s: two_asked(s)],
    "addition_says_something": [
        lambda s: IntakeAddition.objects.create(
            intake=s.intake(), written_by=s.cast.csw, written_at=s.at
        )
    ],
    "meeting_ends_after_it_begins": [
        lambda s: a_meeting(s, from_time=time(11), until_time=time(10)),
        lambda s: a_meeting(s, from_time=time(11)),
        lambda s: a_meeting(s, until_time=time(11)),
    ],
    "held_meeting_has_outcome": [lambda s: a_meeting(s, held_at=s.at)],
    "merged_once_at_a_time": [lambda s: again(a_merge(s))],
    "case_is_not_merged_into_itself": [lambda s: a_merge(s, into_itself=True)],
    "one_live_handoff_per_team": [
        lambda s: again(s.handoff(s.case())),
        lambda s: again(s.accepted(s.case()), state=HandoffState.SENT),
    ],
}
# Column that is never empty → a row of which to try it.
NEVER_EMPTY: dict[str, Write] = {
    "casework.Intake.holder_team": lambda s: s.intake(),
    "casework.Intake.area": lambda s: s.intake(),
    "casework.Intake.received_by": lambda s: s.intake(),
    "casework.Case.holder_team": lambda s: s.case(),
    "casework.Case.area": lambda s: s.case(),
    "casework.Handoff.due_on": lambda s: s.handoff(s.case()),
    "casework.Handoff.from_team": lambda s: s.handoff(s.case()),
    "casework.Handoff.sent_at": lambda s: s.handoff(s.case()),
    "records.ActivityRecord.area": lambda s: a_record(s),
    "records.ActivityRecord.written_by": lambda s: a_record(s),
}


def rows(row: models.Model) -> models.QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk)


def close(scene: Scene, **missing: None) -> int:
    """Write a case closed at one stroke, with something missing."""
    case = scene.case()
    whole = {
        "state": CaseState.CLOSED,
        "closed_at": scene.at,
        "close_reason": REACHED,
        "closing_evaluation": scene.evaluated(case),
    }
    return rows(case).update(**whole | missing)


def again(row: models.Model, **changes: Any) -> None:
    """Write a second row like the first."""
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    columns |= {"id": uuid7()}
    copy = type(row)(**columns)
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def two_themes(scene: Scene) -> None:
    member = scene.case().members.get()
    for _ in range(2):
        MemberTheme.objects.create(member=member, theme_id="KADAI_T-01", since_on=scene.today)


def doors(scene: Scene) -> models.QuerySet[Participation]:
    handoff = scene.accepted(scene.case())
    return Participation.objects.filter(handoff=handoff)


def approvals(scene: Scene) -> models.QuerySet[Approval]:
    return Approval.objects.filter(handoff=scene.handoff(scene.case()))


def two_transfers(scene: Scene) -> None:
    handoff = scene.handoff(scene.case(), kind=HandoffKind.TRANSFER, team=scene.cast.town.west_team)
    again(handoff, to_team=scene.cast.town.core_team)


def two_companions(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    for team in (town.west_team, town.core_team):
        Participation.objects.create(
            case=case, kind=ParticipationKind.COMPANION, level=Level.STATUS, team=team,
            since_at=scene.at,
        )  # fmt: skip


def two_asked(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    asked = {"kind": HandoffKind.COMPANION, "to_user": scene.cast.agency}
    rows(handoff).update(**asked)
    handoff.refresh_from_db()
    again(handoff, to_team=scene.cast.town.west_team)


def a_flag(scene: Scene) -> CaseFlag:
    return CaseFlag.objects.create(case=scene.case(), kind=FlagKind.STALE, since_at=scene.at)


def a_role(scene: Scene, **doer: Any) -> RoleTask:
    return RoleTask.objects.create(case=scene.case(), task="見守り", since_on=scene.today, **doer)


def a_meeting(scene: Scene, **held: Any) -> CaseMeeting:
    return CaseMeeting.objects.create(
        case=scene.case(), meets_on=scene.today, purpose="役割を決める", called_by=scene.cast.csw,
        called_at=scene.at, **held,
    )  # fmt: skip


def a_merge(scene: Scene, *, into_itself: bool = False) -> CaseMerge:
    kept, other = scene.case(), scene.case()
    return CaseMerge.objects.create(
        kept=kept, merged=kept if into_itself else other, merged_at=scene.at,
        merged_by=scene.cast.csw, reason="同じ世帯",
    )  # fmt: skip


def a_record(scene: Scene) -> models.Model:
    from wagamachi.records.services import write_record

    return write_record(actor=scene.actor("csw"), at=scene.at, draft=scene.record())


def _each() -> Iterator[Any]:
    for name, writes in BREAKS.items():
        for n, write in enumerate(writes, start=1):
            yield pytest.param(name, write, id=f"{name}-{n}")


@pytest.mark.parametrize(("name", "write"), list(_each()))
def test_a_write_that_breaks_the_promise_is_refused(scene: Scene, name: str, write: Write) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write(scene)
    said = str(refused.value)
    assert name in said or "UNIQUE constraint failed" in said


@pytest.mark.parametrize("column", NEVER_EMPTY)
def test_what_must_always_be_there_cannot_be_taken_away(scene: Scene, column: str) -> None:
    row = NEVER_EMPTY[column](scene)
    name = column.rpartition(".")[2]
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(row).update(**{name: None})


def test_no_constraint_of_this_room_is_left_untried() -> None:
    declared = {
        constraint.name
        for model in apps.get_app_config("casework").get_models()
        for constraint in model._meta.constraints
    }
    assert declared == set(BREAKS)


def test_what_keeps_the_promise_is_let_through(scene: Scene) -> None:
    """The same writes, whole: a test that everything is refused would prove nothing."""
    case = scene.case()
    rows(case).update(next_action_on=date(2027, 1, 1))
    scene.closed(case)
    handoff = scene.accepted(scene.case())
    rows(handoff).update(state=HandoffState.FINISHED, result=CONNECTED)
    again(handoff, state=HandoffState.SENT)
    rows(scene.intake()).update(state=IntakeState.ANSWERED, answer="済", answered_at=scene.at)
    doors(scene).update(level=Level.STATUS, legal_basis=None)
    left = scene.case().members.get()
    rows(left).update(left_on=scene.today)
    again(left)
    assert (Case.objects.count(), Handoff.objects.count(), Intake.objects.count()) == (4, 3, 1)
    assert CaseMember.objects.count() == 5
    assert Participation.objects.filter(legal_basis=BY_LAW).count() == 1
