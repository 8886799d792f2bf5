"""Cases of a 年度 by what weighs on them and where they lie: the one place that counts them (R021, R033).

Every table of themes and of tags, over areas, buildings and years, reads the same ``Spread``; so two
tables cannot differ, and what one of them hides no other gives away (``core.disclosure``).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from wagamachi.casework.enums import CaseState
from wagamachi.casework.models import Case, MemberTheme
from wagamachi.casework.queries.lying import lying_in
from wagamachi.core import clock
from wagamachi.core.disclosure import Atom, Spread, spread
from wagamachi.records.periods import year_period

from ..tables import threshold

BUILDINGS = 20  # buildings shown, the fullest first
Carried = Mapping[str, frozenset[UUID]]


class Basis(StrEnum):
    """Which cases of a year are meant."""

    OPENED = "opened"
    SUPPORTED = "supported"


class Building(NamedTuple):
    """The place of the cases at one address; without a key, of all whose building is not named."""

    key: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The cases of a year: all of them, and by code those that carry it."""

    whole: Spread
    by_code: Mapping[str, Spread]


def cases_of(year: int, basis: Basis = Basis.OPENED) -> "QuerySet[Any]":
    """Return the cases of a 年度; a merged case counts once, as what it became."""
    period = year_period(year)
    if basis == Basis.OPENED:
        when = period.q("opened_at")
    else:
        when = Q(opened_at__lt=period.ends_at) & (
            Q(closed_at=None) | Q(closed_at__gte=period.starts_at)
        )
    return Case.objects.filter(when).exclude(state=CaseState.MERGED)


def themes_of(year: int, basis: Basis = Basis.OPENED) -> Carried:
    """Return by theme the cases on whose members it weighed in the 年度."""
    period = year_period(year)
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    rows = MemberTheme.objects.filter(
        Q(until_on=None) | Q(until_on__gte=first),
        since_on__lt=after,
        member__case__in=cases_of(year, basis).values("pk"),
    )
    return _carried(rows.values_list("theme", "member__case"))


def tags_of(year: int) -> Carried:
    """Return by tag the cases opened in the 年度 that carry it."""
    rows: Any = Case.tags.through._default_manager.filter(case__in=cases_of(year).values("pk"))
    return _carried(rows.values_list("code", "case"))


def theme_figures(year: int) -> Figures:
    """Return the cases opened in a 年度 by theme, at every area."""
    return _figures(lying_in(cases_of(year)), themes_of(year))


def tag_figures(year: int) -> tuple[Figures, list[str]]:
    """Return the cases opened in a 年度 by tag, at every area and building, and the buildings named.

    A building with few tagged cases is not named: its address would point at a home.
    """
    cases, tags = cases_of(year), tags_of(year)
    tagged = frozenset[UUID]().union(*tags.values())
    lies, stands = lying_in(cases), dict(cases.order_by().values_list("pk", "building_key"))
    full = Counter(stands[case] for case in tagged if stands[case])
    least = max(threshold(), 2)
    names = sorted((k for k, n in full.items() if n >= least), key=lambda k: (-full[k], k))
    named = set(names[:BUILDINGS])

    def building(case: UUID) -> Building:
        return Building(stands[case] if stands[case] in named else "")

    return _figures(lies, tags, {case: building(case) for case in lies}), names[:BUILDINGS]


def _figures(
    lies: Mapping[UUID, Atom], carried: Carried, buildings: Mapping[UUID, Building] | None = None
) -> Figures:
    """Spread the cases over their areas; those that carry something over the buildings as well."""
    limit = threshold()
    whole = spread(Counter(lies.values()), limit)
    if buildings is not None:
        lies = {case: atom | {buildings[case]} for case, atom in lies.items()}
    room = Counter(lies.values())
    by_code = {
        code: spread(Counter(lies[case] for case in cases), limit, room=room, within=whole)
        for code, cases in carried.items()
    }
    return Figures(whole, by_code)


def _carried(pairs: Iterable[tuple[str, UUID]]) -> Carried:
    found: dict[str, set[UUID]] = defaultdict(set)
    for code, case in pairs:
        found[code].add(case)
    return {code: frozenset(cases) for code, cases in found.items()}
