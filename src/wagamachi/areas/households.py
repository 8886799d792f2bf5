"""Households of an area on a day: as counted for it, or its 町丁目 put together (R018)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .models import HouseholdCount
from .queries import towns_by_area


@dataclass(frozen=True, slots=True)
class Households:
    """``missing`` is the number of the area's 町丁目 whose households nobody has counted."""

    count: int
    counted_on: date
    source: str
    missing: int = 0


def households_of(area_ids: Collection[UUID], on: date) -> dict[UUID, Households]:
    """Return the latest households of each area known by ``on``; areas without any are left out.

    What was counted for the area itself wins over the sum of its 町丁目. Four queries.
    """
    rows = HouseholdCount.objects.filter(counted_on__lte=on).order_by("counted_on", "pk")
    areas: dict[UUID, HouseholdCount] = {}
    towns: dict[UUID, HouseholdCount] = {}
    for row in rows:  # the latest day comes last and stays
        if row.area_id:
            areas[row.area_id] = row
        elif row.town_id:
            towns[row.town_id] = row
    held = towns_by_area(on) if towns else defaultdict(set)
    found = {}
    for area in area_ids:
        own, parts = areas.get(area), [towns[t] for t in held[area] if t in towns]
        if own is not None:
            found[area] = Households(own.households, own.counted_on, own.source)
        elif parts:
            latest = max(parts, key=lambda part: part.counted_on)
            found[area] = Households(
                sum(part.households for part in parts),
                latest.counted_on,
                latest.source,
                missing=len(held[area]) - len(parts),
            )
    return found
