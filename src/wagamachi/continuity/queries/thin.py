"""Teams whose cases only one person, or nobody, can see: an illness away from being lost (R141)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.casework.models import OPEN_STATES, Case
from wagamachi.organizations.models import Team

ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Thin:
    """One team with open cases and fewer than two people who can see all of them."""

    team: Team
    people_count: int
    case_count: int


def thin_teams(
    on: date, *, organizations: Collection[UUID] | None = None, base_only: bool = False
) -> list[Thin]:
    """Return the teams with open cases and fewer than two people at work; three queries."""
    cases = Case.objects.filter(state__in=OPEN_STATES)
    if organizations is not None:
        cases = cases.filter(holder_team__organization__in=organizations)
    if base_only:
        cases = cases.filter(holder_team__is_base=True)
    held = dict(cases.values_list("holder_team").annotate(n=Count("pk")).order_by())
    posts = Assignment.objects.able(Perm.CASE_EDIT, on).filter(team__in=held)
    people = dict(posts.values_list("team").annotate(n=Count("user", distinct=True)).order_by())
    thin = [pk for pk in held if people.get(pk, 0) < ENOUGH]
    teams = Team.objects.filter(pk__in=thin).select_related("organization")
    return [
        Thin(team, people.get(team.pk, 0), held[team.pk])
        for team in teams.order_by("organization__kana", "name", "pk")
    ]
