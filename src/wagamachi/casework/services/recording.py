"""A record on a case: written once, and with it the next action and the start of support."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.transitions import apply
from wagamachi.access.versions import Stale, differences, who_wrote
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.records.models import STEP_MINUTES, ActivityRecord, RecordLink
from wagamachi.records.services import RecordDraft, write_record

from ..enums import CaseState, UrgentRank
from ..models import Case, Intake
from ..queries.standing import passed_on
from ..states import CASE
from .cases import check_next_action
from .companions import tell_companion
from .flags import keeps_flags
from .holding import hold_open_case
from .standing import next_contact


@dataclass(frozen=True, slots=True)
class NextAction:
    """What comes next and by when."""

    on: date
    what: str


@keeps_flags
def record_on_case(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: RecordDraft,
    next_action: NextAction | None,
    seen: NextAction | None = None,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> ActivityRecord:
    """Write a record about the case. The holding team also says what comes next (I2).

    A first record starts the support. Saving the same ``id`` again changes nothing, even when the
    case has moved on or has been closed since. ``seen`` is the plan the actor's page showed: Stale is
    raised when somebody else planned otherwise since. Raises NotAllowed for somebody who sees less
    than everything, DomainError on a closed case, and as ``keep_new`` does.
    """
    holds, plan = False, next_action

    def first() -> None:
        nonlocal holds, plan
        hold_open_case(actor=actor, case=case, perm=Perm.CASE_RECORD)
        holds = case.holder_team_id in actor.team_ids
        plan = _agreed(actor, case, next_action, seen) if holds else None
        if plan:
            check_next_action(plan.on, plan.what, clock.today(at))

    def then(record: ActivityRecord) -> None:
        if case.state == CaseState.OPENED:
            apply(CASE, case, "start", actor=actor, at=at)
        comes_next = (plan or _in_rhythm(case, draft, at)) if holds else None
        _bring_up_to_date(case, draft.occurred_at, comes_next, holds=holds)
        tell_companion(case=case, at=at, but_not=actor.user_id, kind=NoticeKind.CASE_MOVED_ON)

    return write_record(
        actor=actor, at=at, draft=draft, about=[Ref("case", case.pk)], id=id, first=first, then=then
    )


def may_look_in(*, actor: Actor, intake: Intake) -> bool:
    """Say whether the actor brought the worry, may still read it, and another team took it on."""
    mine = passed_on().filter(pk=intake.pk, received_by=actor.user_id)
    may = actor.has(Perm.RECORD_WRITE) and can(actor, Perm.INTAKE_READ, intake)
    return may and mine.exists()


def look_in_again(
    *,
    actor: Actor,
    at: datetime,
    intake: Intake,
    draft: RecordDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> ActivityRecord:
    """Write that whoever brought a worry looked in again after another team took it on (R027).

    The record is about the worry, and about its case, so that the team reads it. Raises NotAllowed for
    anybody else, DomainError for a moment before it was taken on, and as ``keep_new`` does.
    """

    def first() -> None:
        if not may_look_in(actor=actor, intake=intake):
            raise NotAllowed("つないだあとの様子を書けるのは、その相談を受けた人です。")
        quarter = timedelta(minutes=STEP_MINUTES)
        if intake.responded_at and draft.occurred_at + quarter <= intake.responded_at:
            raise DomainError(
                "担当のチームが引き受けるより前の日時です。引き受けたあとの日時を入れてください。",
                field="occurred_at",
            )

    about = [Ref("intake", intake.pk)]
    if intake.case_id:
        about.append(Ref("case", intake.case_id))
    return write_record(actor=actor, at=at, draft=draft, about=about, id=id, first=first)


def _agreed(
    actor: Actor, case: Case, planned: NextAction | None, seen: NextAction | None
) -> NextAction | None:
    """Return what the actor plans, or None when they left alone what a colleague has planned anew."""
    if planned is None or seen is None:
        return planned
    now = (case.next_action_on, case.next_action)
    if now in ((seen.on, seen.what), (planned.on, planned.what)):
        return planned
    if planned == seen:
        return None
    links = RecordLink.objects.filter(target_kind="case", target_id=case.pk)
    newest = links.order_by("-record__created_at").values_list("record", flat=True)[:1]
    raise Stale(
        differences(case, {"next_action": planned.what, "next_action_on": planned.on}),
        first=who_wrote(*(Ref("record", pk) for pk in newest), Ref("case", case.pk), reader=actor),
    )


def _in_rhythm(case: Case, draft: RecordDraft, at: datetime) -> NextAction | None:
    """Return the next contact of a case one stays in touch with, one cycle after this one (R027)."""
    on = next_contact(case, clock.today(draft.occurred_at), clock.today(at))
    return NextAction(on, case.next_action) if on else None


def _bring_up_to_date(
    case: Case, occurred_at: datetime, next_action: NextAction | None, *, holds: bool
) -> None:
    plan: dict[str, object] = (
        {"next_action_on": next_action.on, "next_action": next_action.what} if next_action else {}
    )
    if holds:  # whoever holds it has acted: it stands among the others again
        plan["urgent_rank"] = UrgentRank.CALM
    Case.objects.filter(pk=case.pk).update(
        last_record_at=Greatest(Coalesce(F("last_record_at"), occurred_at), occurred_at), **plan
    )
    case.refresh_from_db()
