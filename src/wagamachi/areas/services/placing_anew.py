"""Finding anew where rows lie, when an area begins, ends or changes its extent (R001, R002).

Only what follows from the place: the responsible area and the holder are people's decisions.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

import shapely
from django.db import transaction
from django.db.models import Q

from wagamachi.access import audit
from wagamachi.access.actor import system
from wagamachi.core import clock, nights
from wagamachi.core.refs import ref_of

from ..geometry import from_wkb
from ..lying import keep_lying, lie_in
from ..models import Area, AreaTown, AreaVersion, Town
from ..placed import Placed, kinds

LOOKS_BACK = timedelta(days=7)  # a night that was left out is made up for


def place_anew_soon(area_ids: Iterable[UUID], *, from_day: date, at: datetime) -> None:
    """Queue it for areas that change on a day that has come; the night does it for a later day."""
    from ..tasks import place_anew_in

    ids = sorted(map(str, area_ids))
    if ids and from_day <= clock.today(at):
        transaction.on_commit(lambda: place_anew_in.enqueue(ids), robust=True)


def place_anew_of_today(*, at: datetime) -> int:
    """Find anew where rows lie around areas that began, changed or ended these days."""
    on = clock.today(at)
    days = (on - LOOKS_BACK, on)
    began_or_ended = Q(starts_on__range=days) | Q(ends_on__range=days)
    ids = set(AreaVersion.objects.filter(began_or_ended).values_list("area", flat=True))
    ids |= set(Area.objects.filter(ends_on__range=days).values_list("pk", flat=True))
    return place_anew(ids, at=at)


def place_anew(area_ids: Collection[UUID], *, at: datetime) -> int:
    """Find anew where the rows on the old and new ground of the areas lie; return how many moved."""
    if not area_ids:
        return 0
    on = clock.today(at)
    ground = _ground(area_ids, on)
    moved = 0
    for kind in kinds():
        ids = list(kind.rows_fn().filter(ground).order_by("pk").values_list("pk", flat=True))
        moved += nights.in_parts(ids, partial(_place, kind, on, at), first=100)
    return moved


def _place(kind: Placed, on: date, at: datetime, ids: list[UUID]) -> int:
    """Place some rows; who is written down as having done it is 「システム」."""
    rows = list(kind.rows_fn().filter(pk__in=ids).order_by("pk"))
    spots = [kind.spots_fn(row) for row in rows]
    lies = iter(lie_in([spot for found in spots for spot in found], on))
    areas = [frozenset().union(*(next(lies).areas for _ in found)) for found in spots]
    moved = keep_lying(rows, kind.areas, areas)
    for row in moved:
        audit.record(
            actor=system(on), kind=audit.EventKind.CHANGED, ref=ref_of(row), at=at,
            data={"fields": [kind.areas]},
        )  # fmt: skip
    return len(moved)


def _ground(area_ids: Collection[UUID], on: date) -> Q:
    """Return which rows may lie in what the areas cover now or covered before."""
    versions: dict[UUID, list[AreaVersion]] = {}
    begun = AreaVersion.objects.filter(area__in=area_ids, starts_on__lte=on)
    for version in begun.order_by("-starts_on", "-pk"):
        versions.setdefault(version.area_id, []).append(version)
    last_two = [version for found in versions.values() for version in found[:2]]
    towns = set(AreaTown.objects.filter(version__in=last_two).values_list("town", flat=True))
    shapes = [from_wkb(version.shape) for version in last_two if version.shape is not None]
    placed = Town.objects.exclude(longitude=None).exclude(latitude=None)
    points = list(placed.values_list("pk", "longitude", "latitude")) if shapes else []
    dots = [shapely.Point(x, y) for _, x, y in points]
    around = Q()
    for shape in shapes:
        hits = shapely.intersects(shape, dots)
        towns.update(pk for (pk, _, _), hit in zip(points, hits, strict=True) if hit)
        west, south, east, north = shape.bounds
        box = {"longitude__range": (west, east), "latitude__range": (south, north)}
        around |= Q(town=None, **box)
    return around | Q(town__in=towns)
