"""What is stuck and where, for those who answer for a team or an organisation (R012)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm

from ..enums import HandoffState, IntakeState
from ..models import OPEN_STATES, Case, Handoff, Intake
from .lists import with_row_parts


def _mine(actor: Actor) -> frozenset[UUID]:
    return actor.organizations_with(Perm.CASE_READ_STATUS, Scope.ORGANIZATION)


def waiting_too_long(actor: Actor, on: date) -> QuerySet[Intake]:
    """Return my organisation's intakes that nobody took on by their day, the oldest first."""
    return (
        Intake.objects.filter(
            holder_team__organization__in=_mine(actor),
            state=IntakeState.WAITING,
            next_action_on__lt=on,
        )
        .select_related("holder_team", "area", "window_kind")
        .order_by("received_at", "id")
    )


def organization_cases(actor: Actor) -> QuerySet[Case]:
    """Return the open cases that my organisation's teams hold."""
    held = Case.objects.filter(holder_team__organization__in=_mine(actor), state__in=OPEN_STATES)
    return with_row_parts(held)


def unanswered(actor: Actor, on: date) -> QuerySet[Handoff]:
    """Return the つなぎ to or from my organisation that are past their day without an answer."""
    ours = _mine(actor)
    either = Q(from_team__organization__in=ours) | Q(to_team__organization__in=ours)
    return (
        Handoff.objects.filter(either, state=HandoffState.SENT, due_on__lt=on)
        .select_related("from_team__organization", "to_team__organization", "case")
        .order_by("due_on", "id")
    )


@dataclass(frozen=True, slots=True)
class Load:
    """How much one person holds now."""

    name: str
    team: str
    open_count: int
    overdue_count: int


def load_per_person(actor: Actor, on: date) -> list[Load]:
    """Return open and overdue cases per 主担当 of my organisation, the fullest first."""
    rows = (
        Case.objects.filter(holder_team__organization__in=_mine(actor), state__in=OPEN_STATES)
        .exclude(holder_user=None)
        .values("holder_user__name", "holder_team__name")
        .annotate(
            open_count=Count("pk"), overdue_count=Count("pk", filter=Q(next_action_on__lt=on))
        )
        .order_by("-open_count", "holder_user__name")
    )
    return [
        Load(r["holder_user__name"], r["holder_team__name"], r["open_count"], r["overdue_count"])
        for r in rows
    ]
