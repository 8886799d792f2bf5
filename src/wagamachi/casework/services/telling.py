"""Telling people that a worry came in, was answered or waits too long; never what it says (R010)."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from wagamachi.core import clock, nights
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.models import Notice
from wagamachi.notices.services import notify

from ..enums import IntakeState
from ..models import Intake


def tell_team(*, intake: Intake, at: datetime, but_not: UUID | None) -> None:
    """Tell the team in whose inbox it now lies."""
    notify(
        kind=NoticeKind.INTAKE_URGENT if intake.cannot_wait else NoticeKind.INTAKE_ARRIVED,
        ref=Ref("intake", intake.pk), at=at, teams=[intake.holder_team_id], but_not=but_not,
    )  # fmt: skip


def tell_bringer(*, intake: Intake, at: datetime, but_not: UUID | None) -> None:
    """Tell whoever brought it that somebody has taken it on or answered."""
    notify(
        kind=NoticeKind.INTAKE_ANSWERED,
        ref=Ref("intake", intake.pk), at=at, users=[intake.received_by_id], but_not=but_not,
    )  # fmt: skip


def tell_of_addition(*, intake: Intake, at: datetime, but_not: UUID | None) -> None:
    """Tell whoever holds the worry, or the case it became, that something was corrected or added."""
    held = intake.case or intake
    notify(
        kind=NoticeKind.INTAKE_AMENDED, ref=Ref("intake", intake.pk), at=at,
        users=[held.holder_user_id] if held.holder_user_id else (), teams=[held.holder_team_id],
        but_not=but_not,
    )  # fmt: skip


def remind_late_intakes(*, at: datetime) -> int:
    """Tell both sides of every intake nobody took on by its day, once a day; return how many.

    Its day is ``NEXT_ACTION_DAYS`` working days after it came in. Run again on the same day, after
    the clock was put back, or after the reminder was read, it tells nobody a second time.
    """
    late = Intake.objects.filter(state=IntakeState.WAITING, next_action_on__lt=clock.today(at))
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    told = Notice.objects.filter(
        kind=NoticeKind.INTAKE_LATE, target_kind="intake", at__gte=midnight
    ).values("target_id")
    # Read to the end first: what SQLite still reads in an older state it does not let one write to.
    needed = late.only("received_by", "holder_team", "received_team")
    rows = list(needed.exclude(pk__in=told).order_by("received_at", "id"))
    for intake in rows:
        with nights.turn():
            notify(
                kind=NoticeKind.INTAKE_LATE,
                ref=Ref("intake", intake.pk),
                at=at,
                users=[intake.received_by_id],
                teams=[team for team in (intake.holder_team_id, intake.received_team_id) if team],
            )
    return len(rows)
