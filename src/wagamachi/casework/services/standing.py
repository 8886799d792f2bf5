"""寄り添い継続: staying in touch after everything is linked, at a rhythm, apart from つなぎ (R027)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change
from wagamachi.access.transitions import apply
from wagamachi.core import clock, codes
from wagamachi.core.errors import DomainError

from ..enums import CaseState, HandoffState
from ..models import Case, Handoff
from ..states import CASE
from .cases import check_next_action
from .flags import keeps_flags
from .holding import hold_open_case

LONGEST = 366  # days between two contacts
KEEP_IN_TOUCH = "様子をたずねる"
# 終結理由 that say the case goes on elsewhere: つないで終了.
_LINKED_ON = ("SHUKETSU-02", "SHUKETSU-03", "SHUKETSU-04")


@keeps_flags
def stand_by(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    version: int,
    contact_every_days: int,
    next_action: str = KEEP_IN_TOUCH,
    next_action_on: date | None = None,
) -> Case:
    """Stay in touch every so many days; on a case that does already, change the rhythm.

    The next contact is one cycle from today unless said otherwise. Raises DomainError for a cycle
    below 1 or above 366 days, Conflict or Stale when somebody changed the case meanwhile.
    """
    if not 1 <= contact_every_days <= LONGEST:
        raise DomainError(
            f"連絡をとる間隔は、1日から{LONGEST}日のあいだで入れてください。",
            field="contact_every_days",
        )
    on = next_action_on or clock.today(at) + timedelta(days=contact_every_days)
    check_next_action(on, next_action, clock.today(at))
    columns: dict[str, Any] = {
        "contact_every_days": contact_every_days, "next_action": next_action, "next_action_on": on,
    }  # fmt: skip
    with transaction.atomic():
        hold_open_case(actor=actor, case=case)
        if case.state == CaseState.STANDING_BY or case.version != version:
            return change(case, actor=actor, at=at, version=version, **columns)
        apply(CASE, case, "stand_by", actor=actor, at=at, **columns)
    return case


@keeps_flags
def resume_support(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    reason: str,
    next_action: str,
    next_action_on: date,
) -> Case:
    """Go back from staying in touch to supporting, because something has come up."""
    check_next_action(next_action_on, next_action, clock.today(at))
    with transaction.atomic():
        hold_open_case(actor=actor, case=case)
        apply(
            CASE, case, "resume", actor=actor, at=at, reason=reason,
            contact_every_days=None, next_action=next_action, next_action_on=next_action_on,
        )  # fmt: skip
    return case


def next_contact(case: Case, occurred_on: date, today: date) -> date | None:
    """Return the day of the next contact after one on ``occurred_on``; None unless standing by."""
    if case.state != CaseState.STANDING_BY or not case.contact_every_days:
        return None
    return max(occurred_on + timedelta(days=case.contact_every_days), today)


def linked_on() -> frozenset[str]:
    """Return the reasons of つないで終了, the municipality's own ones too."""
    return codes.under("SHUKETSU", *_LINKED_ON)


def asks_for_follow_up(*, case: Case, close_reason_id: str, at: datetime) -> bool:
    """Say whether a close as つないで終了 comes so soon that 寄り添い must be thought of (R027).

    Soon is within FOLLOW_UP_DAYS of the last accepted つなぎ, or of opening when there is none. Nothing
    switches the question off but its answer, which is kept with the close.
    """
    if close_reason_id not in linked_on():
        return False
    accepted = Handoff.objects.filter(
        case=case, state__in=(HandoffState.ACCEPTED, HandoffState.FINISHED)
    )
    last = accepted.exclude(answered_at=None).order_by("-answered_at").first()
    since = last.answered_at if last and last.answered_at else case.opened_at
    return at < since + timedelta(days=settings.WAGAMACHI["FOLLOW_UP_DAYS"])
