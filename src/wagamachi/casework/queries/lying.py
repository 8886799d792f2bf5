"""Where cases lie: the one definition that every figure over places counts by (R003, R021)."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from wagamachi.areas.models import Area, Tier
from wagamachi.core.disclosure import Atom, Place

from ..models import Case


class Nowhere(NamedTuple):
    """The place of what lies in no area of a zoning."""

    zoning_id: UUID


def lying_in(cases: "QuerySet[Any]") -> dict[UUID, Atom]:
    """Return for each case every area it lies in, one base zoning at a time; three queries.

    Figures are given for the zonings that decide who takes a worry in, and no other: 包括圏域 and 中圏域
    laid side by side differ by single streets, and nearly everything would have to be hidden. In each
    zoning these are the areas found for its address; a case that has none there lies in the
    one that its own area is or lies in, and else ``Nowhere`` of that zoning. Areas that are the whole
    municipality and 圏域不明 are no places.
    """
    atlas = _Atlas()
    found: dict[UUID, set[UUID]] = {}
    by_hand = dict(cases.order_by().values_list("pk", "area"))
    lies = Case.areas.through._default_manager.filter(case__in=cases.order_by().values("pk"))
    for case, area in lies.values_list("case", "area"):
        found.setdefault(case, set()).add(area)
    known: dict[tuple[frozenset[UUID], UUID | None], Atom] = {}
    places = {}
    for case, own in by_hand.items():
        key = (frozenset(found.get(case, ())), own)
        if key not in known:
            known[key] = atlas.places(*key)
        places[case] = known[key]
    return places


class _Atlas:
    """The areas of the municipality, read once."""

    def __init__(self) -> None:
        rows = Area.objects.values_list("pk", "zoning", "parent")
        self.parent = {pk: parent for pk, _, parent in rows}
        divides = Area.objects.base().filter(is_unknown=False).exclude(tier=Tier.MUNICIPALITY)
        self.zoning = dict(divides.values_list("pk", "zoning"))
        self.zonings = frozenset(self.zoning.values())

    def places(self, areas: Iterable[UUID], own: UUID | None) -> Atom:
        found: set[Place] = {area for area in areas if area in self.zoning}
        missing = self.zonings - {self.zoning[area] for area in areas if area in self.zoning}
        step = own
        while step is not None:
            if self.zoning.get(step) in missing:
                found.add(step)
                missing -= {self.zoning[step]}
            step = self.parent.get(step)
        return frozenset(found | {Nowhere(zoning) for zoning in missing})
