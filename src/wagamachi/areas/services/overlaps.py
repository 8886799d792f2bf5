"""How areas lie over one another: shares between zonings, and which area is above which (R003)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import shapely
from django.db import transaction
from django.db.models import Q

from ..geometry import from_wkb, on_equal_ground
from ..models import Area, AreaOverlap, AreaVersion
from ..queries import towns_by_area
from ..themes import tiers_above

LEAST_SHARE = 0.001  # below this two borders were only drawn by different hands
LEAST_SHARE_OF_NEIGHBOUR = 0.01  # the same inside one zoning, where borders are meant to meet
NESTED_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class NotNested:
    """An area of which only ``share`` (0-1) lies in the area above it."""

    area: Area
    parent: Area
    share: float


Shares = dict[tuple[UUID, UUID], float]


def refresh_overlaps(
    *, on: date, changed: set[UUID] | None = None, parent_zoning: str = ""
) -> list[NotNested]:
    """Work out shares and parents again for the areas in force on ``on``; say which do not nest.

    ``changed`` narrows the work to some areas. A parent is the area of the nearest base zoning
    above (or of ``parent_zoning``) that holds most of the area; one that is set already stays.
    """
    areas = {
        area.pk: area
        for area in Area.objects.live(on)
        .filter(is_unknown=False)
        .select_related("zoning", "parent")
    }
    wanted = set(areas) if changed is None else changed & set(areas)
    shares = {
        pair: share
        for pair, share in _shares(areas, on).items()
        if wanted & set(pair) and share >= _least(areas, pair)
    }
    with transaction.atomic():
        AreaOverlap.objects.filter(Q(area__in=wanted) | Q(other__in=wanted)).delete()
        AreaOverlap.objects.bulk_create(
            AreaOverlap(area_id=one, other_id=other, share=min(share, 1.0))
            for (one, other), share in shares.items()
        )
        return _set_parents(_above(areas, parent_zoning), areas, wanted, shares)


def _least(areas: dict[UUID, Area], pair: tuple[UUID, UUID]) -> float:
    one, other = (areas[pk].zoning_id for pk in pair)
    return LEAST_SHARE_OF_NEIGHBOUR if one == other else LEAST_SHARE


def _shares(areas: dict[UUID, Area], on: date) -> Shares:
    """Return the share of the first area in the second, over ground or else over towns."""
    versions = AreaVersion.objects.live(on).filter(area__in=areas)
    stored = versions.exclude(shape=None).values_list("area_id", "shape")
    shapes = {area: from_wkb(shape) for area, shape in stored if shape is not None}
    shares = dict(_ground_shares(shapes))
    if len(shapes) < len(areas):
        shares |= dict(_town_shares(set(areas), set(shapes), on))
    return shares


def _ground_shares(
    shapes: dict[UUID, shapely.Geometry],
) -> Iterator[tuple[tuple[UUID, UUID], float]]:
    ids = list(shapes)
    ground = on_equal_ground(list(shapes.values()))
    if not len(ground):
        return
    sizes = shapely.area(ground)
    one, other = shapely.STRtree(ground).query(ground, predicate="intersects")
    first = one < other  # each pair once; its share differs by direction
    one, other = one[first], other[first]
    common = shapely.area(shapely.intersection(ground[one], ground[other]))
    for i, j, size in zip(one.tolist(), other.tolist(), common.tolist(), strict=True):
        if size > 0:
            yield (ids[i], ids[j]), size / float(sizes[i])
            yield (ids[j], ids[i]), size / float(sizes[j])


def _town_shares(
    areas: set[UUID], with_shape: set[UUID], on: date
) -> Iterator[tuple[tuple[UUID, UUID], float]]:
    """Compare areas of which at least one has no shape by the towns they hold."""
    towns = towns_by_area(on)
    of_town: dict[UUID, set[UUID]] = defaultdict(set)
    for area in areas & set(towns):
        for town in towns[area]:
            of_town[town].add(area)
    common: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for together in of_town.values():
        for one in together:
            for other in together:
                if one != other and not {one, other} <= with_shape:
                    common[one, other] += 1
    for (one, other), count in common.items():
        yield (one, other), count / len(towns[one])


def _above(areas: dict[UUID, Area], parent_zoning: str) -> list[Area]:
    """Return the areas that others may belong to: of one zoning, or of the base ones."""
    return [
        area
        for area in areas.values()
        if (area.zoning.code == parent_zoning if parent_zoning else area.zoning.is_base)
    ]


def _set_parents(
    above: list[Area], areas: dict[UUID, Area], wanted: set[UUID], shares: Shares
) -> list[NotNested]:
    tiers = {area.tier for area in above}
    loose, moved = [], []
    for area in (areas[pk] for pk in wanted):
        upper = next((tier for tier in tiers_above(area.tier) if tier in tiers), None)
        held = [
            (shares[area.pk, other.pk], str(other.pk), other)
            for other in above
            if other.tier == upper and (area.pk, other.pk) in shares
        ]
        if not held:
            continue
        share, _, best = max(held)
        if share < NESTED_SHARE:
            loose.append(NotNested(area, best, share))
        is_set = area.parent and area.parent.pk in areas and area.parent.tier == upper
        if not is_set:
            area.parent = best
            moved.append(area)
    Area.objects.bulk_update(moved, ["parent"])
    return sorted(loose, key=lambda found: (found.share, found.area.name))
