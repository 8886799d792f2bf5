"""Reminding both sides of a request whose day has passed without an answer (I3, R010)."""

from datetime import datetime

from wagamachi.access import audit
from wagamachi.access.actor import system
from wagamachi.core import clock, nights
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify

from ..models import ASKED, Handoff


def remind_late_handoffs(*, at: datetime) -> int:
    """Tell sender and receiver of every request past its day, once a day; return how many."""
    on = clock.today(at)
    late = Handoff.objects.filter(state__in=ASKED, due_on__lt=on).exclude(reminded_on__gte=on)
    rows = late.only("from_team", "to_team", "from_user").order_by("due_on", "pk")
    return sum(_remind(handoff, at) for handoff in list(rows))


def _remind(handoff: Handoff, at: datetime) -> bool:
    on = clock.today(at)
    ref = Ref("handoff", handoff.pk)
    with nights.turn():
        due = Handoff.objects.filter(pk=handoff.pk, state__in=ASKED).exclude(reminded_on__gte=on)
        if not due.update(reminded_on=on):
            return False
        teams = [team for team in (handoff.from_team_id, handoff.to_team_id) if team]
        notify(
            kind=NoticeKind.HANDOFF_LATE, ref=ref, at=at, users=[handoff.from_user_id], teams=teams
        )
        audit.record(
            actor=system(on), kind=audit.EventKind.CHANGED, ref=ref, at=at,
            data={"fields": ["reminded_on"]},
        )  # fmt: skip
    return True
