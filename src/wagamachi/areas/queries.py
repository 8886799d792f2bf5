"""Reading areas: lists, what lies below, how they overlap, where a 小地域 is still missing."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from wagamachi.core.models import Code

from .geometry import Shape, as_geojson, from_wkb, simplified
from .index import area_index, kept
from .models import (
    Area,
    AreaOverlap,
    AreaTown,
    AreaVersion,
    Tier,
    Town,
    ZoningSystem,
)
from .models.area import AreaQuerySet
from .municipality import tiers_in_use
from .resolve import resolve_points
from .themes import TIER_ORDER

_TOUCHING = 1e-5  # degrees, about a metre: borders drawn by different hands still touch
_DRAWN_METRES = 15.0  # borders on maps are this exact; answers always use the full shape


def area_list(on: date, *, zoning: str = "", origin: str = "") -> AreaQuerySet:
    """Return areas in force on ``on`` with zoning and parent, 圏域不明 left out.

    ``zoning`` is a zoning's code, ``origin`` an ``Origin`` value (R002).
    """
    rows = Area.objects.live(on).filter(is_unknown=False).select_related("zoning", "parent")
    if zoning:
        rows = rows.filter(zoning__code=zoning)
    if origin:
        rows = rows.filter(origin=origin)
    return rows.order_by("zoning__name", "code", "name", "pk")


def by_tier_and_zoning(
    areas: Iterable[Area],
) -> list[tuple[str, list[tuple[ZoningSystem, list[Area]]]]]:
    """Group areas for a list: (tier, [(zoning, areas)]), widest tier first."""
    groups: dict[str, dict[UUID, list[Area]]] = defaultdict(lambda: defaultdict(list))
    for area in areas:
        groups[area.tier][area.zoning_id].append(area)
    return [
        (tier.value, [(rows[0].zoning, rows) for rows in groups[tier].values()])
        for tier in TIER_ORDER
        if tier in groups
    ]


def zonings() -> list[ZoningSystem]:
    """Return the zoning systems people choose from, widest tier first, the deciding one first."""
    rows = ZoningSystem.objects.exclude(areas__is_unknown=True).select_related("kind")
    return sorted(rows, key=lambda z: (TIER_ORDER.index(Tier(z.tier)), not z.is_base, z.name))


def with_below(area: Area, on: date) -> tuple[UUID, ...]:
    """Return the ids of an area and of every area below it; at most one query a tier."""
    found, level = [area.pk], [area.pk]
    while level:
        below = Area.objects.live(on).filter(parent__in=level).exclude(pk__in=found)
        level = list(below.values_list("pk", flat=True))
        found += level
    return tuple(found)


def lines_below(area_ids: Iterable[UUID]) -> list[tuple[UUID, UUID | None, UUID | None]]:
    """Return the areas and all below them, each with the two above it; one query for however many."""
    ids = set(area_ids)
    below = Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids)
    return list(Area.objects.filter(below).values_list("pk", "parent", "parent__parent"))


def overlaps_of(area: Area, on: date) -> "QuerySet[AreaOverlap]":
    """Return the areas that lie over this one, the largest share first (R003)."""
    return (
        AreaOverlap.objects.filter(area=area, other__in=Area.objects.live(on))
        .select_related("other__zoning")
        .order_by("other__zoning__name", "-share", "other__name")
    )


def history_of(area: Area) -> "QuerySet[AreaVersion]":
    """Return every version, newest first, with its towns and without loading shapes (R002)."""
    parts = AreaTown.objects.select_related("town").order_by("town__name")
    return (
        area.versions.defer("shape")
        .prefetch_related(Prefetch("area_towns", queryset=parts))
        .order_by("-starts_on")
    )


def count_once(rows: "QuerySet[Any]", area_ids: Sequence[UUID], via: str = "area") -> int:
    """Count rows that belong to any of the areas, each once however many hold it (R003).

    Every municipal total is counted this way: a case in two overlapping 小地域 is one case. ``via``
    is the look-up from the row to its area or areas.
    """
    return rows.filter(**{f"{via}__in": area_ids}).order_by().values("pk").distinct().count()


def towns_by_area(on: date) -> dict[UUID, set[UUID]]:
    """Return area id → ids of its towns: those it lists, and those whose midpoint it holds."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for area, town, _ in _listed(on):
        found[area].add(town)
    for area, town in _placed(on):
        found[area].add(town)
    return found


def uncovered(on: date) -> dict[UUID, list[Town]]:
    """Return, for each base 中圏域, the towns that no 小地域 of the base zoning covers (R003).

    小学校区 and other maps beside it leave a town 未設定, and so does a 小地域 that holds only some
    番地 of it. Empty where the municipality does not use 小地域.
    """
    if Tier.SMALL not in tiers_in_use():
        return {}
    smalls = set(Area.objects.live(on).base().filter(tier=Tier.SMALL).values_list("pk", flat=True))
    listed, placed = _listed(on), _placed(on)
    whole = [(area, town) for area, town, lots in listed if not lots] + placed
    covered = {town for area, town in whole if area in smalls}
    held: dict[UUID, set[UUID]] = defaultdict(set)
    for area, town in [(area, town) for area, town, _ in listed] + placed:
        held[area].add(town)
    towns = {town.pk: town for town in Town.objects.all()}
    middles = Area.objects.live(on).base().filter(tier=Tier.MIDDLE).values_list("pk", flat=True)
    return {
        middle: sorted((towns[t] for t in held[middle] if t not in covered), key=_name)
        for middle in middles
    }


def uncovered_towns(middle: Area, on: date) -> list[Town]:
    """Return the towns of one base 中圏域 that no 小地域 covers (未設定, R003)."""
    return uncovered(on).get(middle.pk, [])


def feature_collection(
    on: date, *, zoning: str = "", area_id: UUID | None = None
) -> dict[str, Any]:
    """Return GeoJSON for drawing: one zoning, or one area and its neighbours; else the base ones.

    Properties are ``name``, ``url`` and ``current`` (the one area asked for).
    """
    rows = area_list(on, zoning=zoning)
    if area_id is not None:
        rows = rows.filter(pk__in=_neighbours(area_id, on))
    elif not zoning:
        rows = rows.base()
    drawn = kept(("drawn", on), lambda: _draw(on))
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(drawn[area.pk]),
            "properties": {
                "name": area.name,
                "url": reverse("areas:detail", args=[area.pk]),
                "current": area.pk == area_id,
            },
        }
        for area in rows
        if area.pk in drawn
    ]
    return {"type": "FeatureCollection", "features": features}


def drawable(on: date) -> frozenset[UUID]:
    """Return the ids of the areas that have a shape on ``on``."""
    return frozenset(area_index(on).area_ids)


def _neighbours(area_id: UUID, on: date) -> set[UUID]:
    """Return the area and those of its zoning that touch or overlap it."""
    index = area_index(on)
    if area_id not in index.area_ids:
        return {area_id}
    here = index.area_ids.index(area_id)
    shape, zoning = index.shapes[here], index.zoning_ids[here]
    return {
        other
        for other, near, its in zip(index.area_ids, index.shapes, index.zoning_ids, strict=True)
        if its == zoning and near.distance(shape) < _TOUCHING
    }


def _draw(on: date) -> dict[UUID, str]:
    """Return area id → light geometry as JSON; each zoning is thinned as one, borders shared."""
    index = area_index(on)
    by_zoning: dict[UUID, list[int]] = defaultdict(list)
    for i, zoning in enumerate(index.zoning_ids):
        by_zoning[zoning].append(i)
    return {
        index.area_ids[i]: json.dumps(as_geojson(light))
        for numbers in by_zoning.values()
        for i, light in zip(
            numbers, simplified([index.shapes[i] for i in numbers], _DRAWN_METRES), strict=True
        )
    }


def _listed(on: date) -> list[tuple[UUID, UUID, str]]:
    rows = AreaTown.objects.filter(version__in=AreaVersion.objects.live(on))
    return list(rows.order_by("pk").values_list("version__area_id", "town_id", "lots"))


def _placed(on: date) -> list[tuple[UUID, UUID]]:
    """Return (area, town) for towns whose midpoint an area's shape holds."""
    rows = Town.objects.exclude(longitude=None).exclude(latitude=None).order_by("pk")
    towns = list(rows.values_list("pk", "longitude", "latitude"))
    lonlat = np.array([(lon, lat) for _, lon, lat in towns], dtype=np.float64).reshape(-1, 2)
    hits = resolve_points(lonlat, on=on)
    pairs = zip(hits.point.tolist(), hits.area.tolist(), strict=True)
    return [(hits.area_ids[area], towns[point][0]) for point, area in pairs]


def _name(town: Town) -> str:
    return town.name


def current_shape(area: Area) -> Shape | None:
    """Return the shape of the version without an end, or None."""
    stored = area.versions.filter(ends_on=None).values_list("shape", flat=True).first()
    return from_wkb(stored) if stored is not None else None


def extent_to_edit(area: Area) -> dict[str, Any]:
    """Return what a form that changes the area starts from."""
    version = next((v for v in history_of(area) if v.ends_on is None), None)
    parts = version.area_towns.all() if version else []
    return {"towns": "\n".join(f"{part.town.name} {part.lots}".strip() for part in parts)}


def basis_labels(area: Area) -> list[str]:
    """Return the words of the codes an area rests on (R002)."""
    return [str(code) for code in Code.objects.filter(pk__in=area.basis_codes)]


def zonings_with_counts(on: date) -> list[tuple[ZoningSystem, int]]:
    """Return every zoning with the number of its areas in force."""
    live = Area.objects.live(on).order_by().values_list("zoning_id").annotate(n=Count("pk"))
    counts = dict(live)
    return [(zoning, counts.get(zoning.pk, 0)) for zoning in zonings()]
