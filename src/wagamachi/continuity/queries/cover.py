"""Who is away, and who really stands in for them today (R141).

A deputy who is away as well passes the work on to their own deputy. A deputy who has left the team
stands in no more. When nobody is left, the whole team looks after what lies there.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.accounts.models import User
from wagamachi.casework.models import OPEN_STATES, WAITING, Case, Handoff
from wagamachi.casework.queries.lists import with_row_parts
from wagamachi.core.paging import first_of

from ..models import Absence
from ..models import AbsenceQuerySet as Absences

NOT_NAMED = "代わりの人を決めていません。チームのみんなで見てください。"
HAS_LEFT = "代わりの人がチームを離れました。チームのみんなで見てください。"
ALL_AWAY = "代わりの人も不在です。チームのみんなで見てください。"


@dataclass(frozen=True, slots=True)
class StandIn:
    """One absence today: who really stands in, or why nobody does. ``note`` explains it."""

    absence: Absence
    deputy: User | None
    note: str


class Cover:
    """Everybody who is away on one day with who stands in; two queries, however many they are."""

    def __init__(self, on: date) -> None:
        rows = Absence.objects.live(on).select_related("user", "deputy")
        self._away: dict[UUID, Absence] = {row.user_id: row for row in rows}
        people = set(self._away) | {a.deputy_id for a in self._away.values() if a.deputy_id}
        posts = Assignment.objects.live(on).filter(user__in=people, user__is_active=True)
        self._teams: dict[UUID, set[UUID]] = {}
        if people:
            for user, team in posts.exclude(team=None).values_list("user_id", "team_id"):
                self._teams.setdefault(user, set()).add(team)

    def of(self, user_id: UUID) -> StandIn | None:
        """Return who stands in for a person; None when they are here."""
        absence = self._away.get(user_id)
        return self._follow(absence) if absence else None

    def by(self, user_id: UUID | None) -> list[StandIn]:
        """Return the absences in which this person really stands in, by the day they end."""
        every = (self._follow(absence) for absence in self._away.values())
        mine = [one for one in every if one.deputy is not None and one.deputy.pk == user_id]
        return sorted(mine, key=lambda one: (one.absence.ends_on, one.absence.user.name))

    def _follow(self, absence: Absence) -> StandIn:
        seen, step = {absence.user_id}, absence
        while step.deputy is not None:
            deputy = step.deputy
            if deputy.pk in seen:
                return StandIn(absence, None, ALL_AWAY)
            if not self._share_a_team(absence.user_id, deputy.pk):
                return StandIn(absence, None, HAS_LEFT)
            if deputy.pk not in self._away:
                return StandIn(absence, deputy, _why(absence, deputy))
            seen.add(deputy.pk)
            step = self._away[deputy.pk]
        return StandIn(absence, None, NOT_NAMED if step is absence else ALL_AWAY)

    def _share_a_team(self, one: UUID, other: UUID) -> bool:
        return bool(self._teams.get(one, set()) & self._teams.get(other, set()))


def _why(absence: Absence, deputy: User) -> str:
    if absence.deputy is None or absence.deputy.pk == deputy.pk:
        return ""
    return f"{absence.deputy.name}さんも不在のため、{deputy.name}さんが代わりをします。"


def away_on(on: date) -> frozenset[UUID]:
    """Return everybody who is away on a day; one query."""
    return frozenset(Absence.objects.live(on).values_list("user_id", flat=True))


def deputies_on(on: date) -> dict[UUID, UUID | None]:
    """Return everybody who is away on a day with who really stands in; one query when nobody is."""
    away = away_on(on)
    cover = Cover(on) if away else None
    found = {user: cover.of(user) for user in away} if cover else {}
    return {u: one.deputy.pk if one and one.deputy else None for u, one in found.items()}


def stand_in_for(user_id: UUID | None, on: date) -> StandIn | None:
    """Return who stands in for a person today; None when they are here. Usually one query."""
    if user_id is None or not Absence.objects.live(on).filter(user=user_id).exists():
        return None
    return Cover(on).of(user_id)


def due_cases_of(actor: Actor, people: list[UUID], on: date) -> "QuerySet[Case]":
    """Return the due cases of absent people that one of my teams holds, the most overdue first."""
    teams = actor.teams_with(Perm.CASE_EDIT, Scope.TEAM)
    rows = Case.objects.filter(
        holder_user__in=people, holder_team__in=teams, state__in=OPEN_STATES, next_action_on__lte=on
    )
    return with_row_parts(rows).order_by("next_action_on", "id")


def waiting_handoffs_of(actor: Actor, people: list[UUID]) -> "QuerySet[Handoff]":
    """Return the hand-offs that absent people of my teams sent and that wait for an answer."""
    teams = actor.teams_with(Perm.HANDOFF_SEND, Scope.TEAM)
    return (
        Handoff.objects.filter(from_user__in=people, from_team__in=teams, state__in=WAITING)
        .select_related("to_team__organization", "to_user", "to_resource", "from_user", "case")
        .order_by("due_on", "id")
    )


@dataclass(frozen=True, slots=True)
class Covering:
    """What I do in the place of others today; at most ``shown`` rows of each list."""

    stand_ins: list[StandIn]
    cases: list[Case]
    handoffs: list[Handoff]
    count: int

    @property
    def names(self) -> str:
        return "・".join(f"{one.absence.user.name}さん" for one in self.stand_ins)


def covering(actor: Actor, on: date, shown: int) -> Covering | None:
    """Return the due cases and waiting hand-offs of those I stand in for; None when there are none."""
    stand_ins = Cover(on).by(actor.user_id)
    if not stand_ins:
        return None
    people = [one.absence.user_id for one in stand_ins]
    cases, due = first_of(due_cases_of(actor, people, on), shown)
    handoffs, waiting = first_of(waiting_handoffs_of(actor, people), shown)
    return Covering(stand_ins, cases, handoffs, due + waiting)


def own(actor: Actor, on: date) -> Absences:
    """Return my absences that go on or are to come."""
    return Absence.objects.ahead(on).filter(user=actor.user_id).select_related("deputy")


def of_my_people(actor: Actor, on: date) -> Absences:
    """Return the absences of my teams' people, and of those of an organisation I answer for."""
    posts = Assignment.objects.live(on).filter(
        Q(team__in=actor.team_ids) | Q(organization__in=led_organizations(actor))
    )
    return (
        Absence.objects.ahead(on)
        .filter(user__in=posts.values("user"))
        .exclude(user=actor.user_id)
        .select_related("user", "deputy")
    )


def led_organizations(actor: Actor) -> frozenset[UUID]:
    """Return the organisations for whose people I answer."""
    return actor.organizations_with(Perm.CASE_READ_STATUS, Scope.ORGANIZATION)


def arranges_for(actor: Actor, on: date) -> "QuerySet[User]":
    """Return the people whose absence I may write down: my organisation's, when I answer for it."""
    posts = Assignment.objects.live(on).filter(organization__in=led_organizations(actor))
    people = User.objects.filter(pk__in=posts.exclude(team=None).values("user"), is_active=True)
    return people.order_by("kana", "name", "pk")


def possible_deputies(
    user_id: UUID, starts_on: date, ends_on: date | None = None
) -> "QuerySet[User]":
    """Return those on a same team as ``user_id`` from the first to the last day of the period.

    Without ``ends_on`` only the first day counts.
    """
    teams = Assignment.objects.live(starts_on).filter(user=user_id).exclude(team=None)
    posts = Assignment.objects.live(starts_on).filter(team__in=teams.values("team"))
    if ends_on is not None:
        posts = posts.filter(Q(ends_on=None) | Q(ends_on__gte=ends_on))
    people = User.objects.filter(pk__in=posts.values("user"), is_active=True)
    return people.exclude(pk=user_id).order_by("kana", "name", "pk")


def without_deputy(on: date) -> list[StandIn]:
    """Return today's absences in which nobody stands in, for the doctor."""
    cover = Cover(on)
    every = (cover.of(user) for user in away_on(on))
    return [one for one in every if one is not None and one.deputy is None]
