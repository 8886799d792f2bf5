"""A record on a case: written once, and with it the next action and the start of support."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply
from wagamachi.core import clock
from wagamachi.core.refs import Ref
from wagamachi.records.models import ActivityRecord
from wagamachi.records.services import RecordDraft, write_record

from ..enums import CaseState
from ..models import Case
from ..states import CASE
from .cases import check_next_action
from .holding import hold_open_case


@dataclass(frozen=True, slots=True)
class NextAction:
    """What comes next and by when."""

    on: date
    what: str


def record_on_case(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: RecordDraft,
    next_action: NextAction | None,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> ActivityRecord:
    """Write a record about the case. The holding team also says what comes next (I2).

    A first record starts the support. Raises NotAllowed for somebody who sees less than everything,
    DomainError on a closed case.
    """
    with transaction.atomic():
        hold_open_case(actor=actor, case=case, perm=Perm.CASE_RECORD)
        holds = case.holder_team_id in actor.team_ids
        if holds and next_action:
            check_next_action(next_action.on, next_action.what, clock.today(at))
        record, is_new = write_record(
            actor=actor, at=at, draft=draft, about=[Ref("case", case.pk)], id=id
        )
        if not is_new:
            return record
        if case.state == CaseState.OPENED:
            apply(CASE, case, "start", actor=actor, at=at)
        _bring_up_to_date(case, draft.occurred_at, next_action if holds else None)
    return record


def _bring_up_to_date(case: Case, occurred_at: datetime, next_action: NextAction | None) -> None:
    plan = (
        {"next_action_on": next_action.on, "next_action": next_action.what} if next_action else {}
    )
    Case.objects.filter(pk=case.pk).update(
        last_record_at=Greatest(Coalesce(F("last_record_at"), occurred_at), occurred_at), **plan
    )
    case.refresh_from_db()
