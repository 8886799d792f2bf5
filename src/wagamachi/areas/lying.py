"""In which areas the rows of a room lie, for many rows at once (R003).

What lies where follows from the place alone; whose it is (the responsible area, the holder) is
decided by people and never touched here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from .addresses import TownBook
from .models import Area, MunicipalityProfile, Tier, Town
from .resolve import Ground, resolve_points


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as a row keeps it: the 町丁目 if known, what was written of it, a point in degrees.

    Of ``texts`` the first counts that means one 町丁目, and that one where it is known. The point
    is asked when no 町丁目 is found.
    """

    texts: tuple[str, ...] = ()
    town_id: UUID | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Lies:
    """The 町丁目 of a spot, and the 小地域 and 中圏域 (of every zoning) that hold it."""

    town_id: UUID | None
    areas: frozenset[UUID]


def point_of(row: Any) -> tuple[float, float] | None:
    """Return the point in degrees of a row with ``longitude`` and ``latitude``."""
    if row.longitude is None or row.latitude is None:
        return None
    return row.longitude, row.latitude


def lie_in(spots: Sequence[Spot], on: date) -> list[Lies]:
    """Return where each spot lies on ``on``; nowhere when nobody can say. A constant number of queries."""
    towns = {town.pk: town for town in Town.objects.all()}
    name = MunicipalityProfile.objects.values_list("name", flat=True).first() or ""
    book = TownBook.of(towns.values(), name)
    found = [_town_and_lots(spot, book, towns) for spot in spots]
    ground = Ground.of(list({town.pk: town for town, _ in found if town}.values()), on)
    missing = (float("nan"), float("nan"))
    points = [
        spot.point if town is None else None for spot, (town, _) in zip(spots, found, strict=True)
    ]
    hits = resolve_points(np.array([p or missing for p in points]).reshape(-1, 2), on=on)
    held: dict[int, set[UUID]] = defaultdict(set)
    for point, area in zip(hits.point.tolist(), hits.area.tolist(), strict=True):
        held[point].add(hits.area_ids[area])
    for n, (town, lots) in enumerate(found):
        if town is not None:
            held[n] = set(ground.reasons((town,), lots))
    widest = Area.objects.filter(tier=Tier.MUNICIPALITY).values_list("pk", flat=True)
    everywhere = frozenset(widest)  # everything lies in it: to narrow by it would narrow nothing
    return [
        Lies(town.pk if town else None, frozenset(held[n]) - everywhere)
        for n, (town, _) in enumerate(found)
    ]


def keep_lying(rows: Sequence[Any], name: str, areas: Sequence[frozenset[UUID]]) -> list[Any]:
    """Write the areas of each row into its many-to-many ``name``; return the rows they differ for."""
    if not rows:
        return []
    field = type(rows[0])._meta.get_field(name)
    link, own = field.remote_field.through._default_manager, field.m2m_field_name()
    before: dict[UUID, set[UUID]] = defaultdict(set)
    for row, area in link.filter(**{f"{own}__in": rows}).values_list(own, "area"):
        before[row].add(area)
    pairs = list(zip(rows, areas, strict=True))
    for row, now in pairs:
        if gone := before[row.pk] - now:
            link.filter(**{own: row}, area__in=gone).delete()
    link.bulk_create(
        link.model(**{own: row, "area_id": area})
        for row, now in pairs
        for area in sorted(now - before[row.pk])
    )
    return [row for row, now in pairs if before[row.pk] != now]


def _town_and_lots(
    spot: Spot, book: TownBook, towns: dict[UUID, Town]
) -> tuple[Town | None, tuple[int, ...]]:
    known = towns.get(spot.town_id) if spot.town_id else None
    for text in filter(None, spot.texts):
        match = book.find(text)
        if len(match.towns) == 1 and known in (None, match.towns[0]):
            return match.towns[0], match.lots
    return known, ()
