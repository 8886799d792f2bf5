"""Where a case lies, for everything that is narrowed to 「このケースの圏域」 or to one area."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from wagamachi.areas.models import Area, Tier
from wagamachi.areas.queries import with_below
from wagamachi.directory.queries import related_area_ids
from wagamachi.organizations.models import Team

from ..models import Case


def areas_of(case: Case) -> list[UUID]:
    """Return the 小地域 and 中圏域 of a case's place; where nobody knows them, its area alone."""
    ids = [case.area_id, *case.areas.values_list("pk", flat=True)]
    near = Area.objects.filter(pk__in=ids, is_unknown=False).exclude(tier=Tier.MUNICIPALITY)
    return list(near.values_list("pk", flat=True)) or [case.area_id]


def serving(teams: "QuerySet[Team]", area_ids: list[UUID]) -> "QuerySet[Team]":
    """Narrow to the teams that look after any of the areas, one above or below, or after everything."""
    here = Team.areas.through._default_manager.filter(area__in=related_area_ids(area_ids))
    return teams.filter(Q(pk__in=here.values("team")) | Q(areas=None))


def lying_in(cases: "QuerySet[Case]", area: Area, on: date) -> "QuerySet[Case]":
    """Narrow to the cases that lie in an area, by the place found or the area chosen by hand."""
    ids = with_below(area, on)
    here = Case.areas.through._default_manager.filter(area__in=ids)
    return cases.filter(Q(area__in=ids) | Q(pk__in=here.values("case")))
