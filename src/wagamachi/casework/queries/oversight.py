"""What is stuck and where, for those who answer for a team or an organisation (R012)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.organizations.models import Team
from wagamachi.records.queries import current

from ..enums import FlagKind, IntakeState
from ..models import OPEN_STATES, WAITING, Case, Handoff, Intake
from . import flags
from .lists import with_row_parts

CONTACT_TIME = timedelta(days=28)


def led_by(actor: Actor) -> frozenset[UUID]:
    """Return the organisations whose cases the actor answers for; nobody else sees these figures."""
    return actor.organizations_with(Perm.CASE_READ_STATUS, Scope.ORGANIZATION)


def answered_for(
    actor: Actor, *, team: str = "team", organization: str = "team__organization"
) -> Q:
    """Match what people carry in the teams the actor leads, or in the organisation they manage (R115)."""
    managed = actor.organizations_with(Perm.LOAD_READ, Scope.ORGANIZATION)
    led = actor.teams_with(Perm.LOAD_READ, Scope.TEAM)
    return Q((f"{organization}__in", managed)) | Q((f"{team}__in", led))


def waiting_too_long(actor: Actor, on: date) -> QuerySet[Intake]:
    """Return my organisation's intakes that nobody took on by their day: the urgent, then the oldest."""
    return (
        Intake.objects.filter(
            holder_team__organization__in=led_by(actor),
            state=IntakeState.WAITING,
            next_action_on__lt=on,
        )
        .select_related("holder_team", "area", "window_kind")
        .order_by("urgent_rank", "received_at", "id")
    )


def organization_cases(actor: Actor) -> QuerySet[Case]:
    """Return the open cases that my organisation's teams hold."""
    held = Case.objects.filter(holder_team__organization__in=led_by(actor), state__in=OPEN_STATES)
    return with_row_parts(held)


def unanswered(actor: Actor, on: date) -> QuerySet[Handoff]:
    """Return the つなぎ to or from my organisation that are past their day without an answer."""
    ours = led_by(actor)
    either = Q(from_team__organization__in=ours) | Q(to_team__organization__in=ours)
    return (
        Handoff.objects.filter(either, state__in=WAITING, due_on__lt=on)
        .select_related("from_team__organization", "to_team__organization", "to_user")
        .select_related("to_resource", "case")
        .order_by("due_on", "id")
    )


@dataclass(frozen=True, slots=True)
class Load:
    """How much one person carries now: cases held, those past their day, hours of four weeks."""

    name: str
    team: str
    open_count: int
    overdue_count: int
    minutes: int = 0

    @property
    def is_heavy(self) -> bool:
        """Say whether it is time to share (LOAD_CASES, LOAD_OVERDUE)."""
        most_cases: int = settings.WAGAMACHI["LOAD_CASES"]
        most_overdue: int = settings.WAGAMACHI["LOAD_OVERDUE"]
        return self.open_count >= most_cases or self.overdue_count >= most_overdue


def load_per_person(actor: Actor, at: datetime) -> list[Load]:
    """Return what everybody I answer for carries, the fullest first (R115); three queries."""
    held = _held(actor, clock.today(at))
    spent = _spent(actor, at)
    names = dict(User.objects.filter(pk__in={u for u, _ in held | spent}).values_list("pk", "name"))
    teams = dict(Team.objects.filter(pk__in={t for _, t in held | spent}).values_list("pk", "name"))
    loads = [
        Load(names[user], teams[team], *held.get((user, team), (0, 0)), spent.get((user, team), 0))
        for user, team in held | spent
    ]
    return sorted(loads, key=lambda load: (-load.open_count, -load.minutes, load.name, load.team))


def overladen_count(actor: Actor, on: date) -> int:
    """Return how many of those I answer for carry so much that it is time to share; one query."""
    if not actor.has(Perm.LOAD_READ):
        return 0
    return sum(Load("", "", *held, 0).is_heavy for held in _held(actor, on).values())


def _held(actor: Actor, on: date) -> dict[tuple[UUID, UUID], tuple[int, int]]:
    """Return (person, team) to open and overdue cases."""
    rows = (
        Case.objects.filter(
            answered_for(actor, team="holder_team", organization="holder_team__organization"),
            state__in=OPEN_STATES,
        )
        .exclude(holder_user=None)
        .order_by()
        .values("holder_user", "holder_team")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(next_action_on__lt=on)))
    )
    return {(r["holder_user"], r["holder_team"]): (r["n"], r["late"]) for r in rows}


def _spent(actor: Actor, at: datetime) -> dict[tuple[UUID, UUID], int]:
    """Return (person, team) to the minutes their records of the last four weeks name them in."""
    rows = (
        current()
        .filter(
            answered_for(actor),
            occurred_at__gte=at - CONTACT_TIME,
            staff__isnull=False,
        )
        .order_by()
        .values("staff", "team")
        .annotate(n=Sum("minutes"))
    )
    return {(r["staff"], r["team"]): r["n"] for r in rows}


@dataclass(frozen=True, slots=True)
class TeamSigns:
    """How many cases of one team carry each kind of しるし, in the order of ``flags.ORDER``."""

    team: str
    counts: list[int]


def signs_per_team(actor: Actor, on: date) -> list[TeamSigns]:
    """Return the しるし of my organisation's teams; teams without any are left out; two queries."""
    names = dict(
        Team.objects.filter(organization__in=led_by(actor)).values_list("pk", "name").order_by()
    )
    rows = (
        flags.standing(on)
        .filter(case__holder_team__in=list(names), case__state__in=OPEN_STATES)
        .values_list("case__holder_team", "kind")
        .annotate(n=Count("*"))
    )
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for team, kind, n in rows:
        found[team][kind] = n
    return [
        TeamSigns(names[team], [found[team].get(kind, 0) for kind in flags.ORDER])
        for team in sorted(found, key=lambda team: (names[team], team))
    ]


def signs_by_kind(teams: list[TeamSigns]) -> dict[FlagKind, int]:
    """Add up what the teams have, kinds without any left out."""
    sums = [sum(counts) for counts in zip(*(team.counts for team in teams), strict=True)]
    return {kind: n for kind, n in zip(flags.ORDER, sums, strict=False) if n}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of an organisation's open cases it carries alone."""

    organization: str
    open_count: int
    alone_count: int

    @property
    def percent(self) -> int:
        return round(100 * self.alone_count / self.open_count)


def ranking_of_alone(on: date) -> list[Share]:
    """Return every organisation that holds a case alone, the largest share first (R014).

    Numbers of cases only, so that leads see where help is needed beyond their own organisation.
    """
    alone = dict(
        flags.standing(on)
        .filter(kind=FlagKind.HELD_ALONE, case__state__in=OPEN_STATES)
        .values_list("case__holder_team__organization")
        .annotate(n=Count("*"))
    )
    rows = (
        Case.objects.filter(holder_team__organization__in=alone, state__in=OPEN_STATES)
        .order_by()
        .values_list("holder_team__organization", "holder_team__organization__name")
        .annotate(n=Count("*"))
    )
    shares = [Share(name, n, alone[pk]) for pk, name, n in rows]
    return sorted(
        shares, key=lambda share: (-share.percent, -share.alone_count, share.organization)
    )
