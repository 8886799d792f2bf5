"""「6月3日に保育園から来た相談は、いまどこ」: every worry that came in, by day and door (R012)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import scope, visible_to
from wagamachi.access.roles import Role

from ..enums import IntakeState
from ..models import ENDED_STATES, OPEN_STATES, Intake

DAYS = 30

WAITING, HELD, OVER = "waiting", "held", "over"
STATES = {
    WAITING: Q(state=IntakeState.WAITING),
    HELD: Q(state=IntakeState.TAKEN, case__state__in=OPEN_STATES),
    OVER: Q(state=IntakeState.ANSWERED) | Q(case__state__in=ENDED_STATES),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for. Days are included at both ends; whatever is empty does not narrow."""

    first_on: date
    last_on: date
    window_id: UUID | None = None
    window_kind_id: str = ""
    area_id: UUID | None = None
    state: str = ""
    ask: str = ""


def may_find_worries(actor: Actor) -> bool:
    """Say whether the actor works where worries are held or received, not only brought."""
    return bool(actor.scopes(Perm.INTAKE_STATUS) & {Scope.TEAM, Scope.ORGANIZATION})


def may_ask_for_advice(actor: Actor) -> bool:
    """Say whether 相談したい is for the actor: for who stands alone in the neighbourhood (R174).

    Everybody else asks about a record they can read.
    """
    return Role.MINSEI_IIN in actor.roles


def worries(actor: Actor, wanted: Wanted) -> QuerySet[Intake]:
    """Return the intakes asked for whose status the actor may see, for a keyset page."""
    rows = visible_to(actor, Intake, Perm.INTAKE_STATUS).filter(
        received_at__gte=_midnight(wanted.first_on),
        received_at__lt=_midnight(wanted.last_on + timedelta(days=1)),
    )
    if wanted.window_id or wanted.window_kind_id or wanted.area_id:
        # Door and area of a restricted worry are not shown, so nobody else finds them by asking (R017).
        rows = rows.filter(Q(restriction="") | scope(actor, Intake, Perm.INTAKE_READ))
    if wanted.window_id:
        rows = rows.filter(received_team__organization=wanted.window_id)
    if wanted.window_kind_id:
        rows = rows.filter(window_kind=wanted.window_kind_id)
    if wanted.area_id:
        rows = rows.filter(Q(area=wanted.area_id) | Q(area__parent=wanted.area_id))
    if wanted.state:
        rows = rows.filter(STATES[wanted.state])
    if wanted.ask:
        rows = rows.filter(ask=wanted.ask)
    return rows.select_related(
        "window_kind", "area", "received_team__organization", "holder_team__organization",
        "holder_user", "case__holder_team__organization", "case__holder_user",
    )  # fmt: skip


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))
