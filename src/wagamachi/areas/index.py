"""The current shapes, kept ready in memory and thrown away as soon as any area changes."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, F, Sum, Window

from .geometry import Shape, from_wkb
from .grid import Grid
from .models import AreaVersion, ZoningSystem

T = TypeVar("T")

_KEPT = 8
_ready: "OrderedDict[tuple[Any, ...], Any]" = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class AreaIndex:
    """Every shape in force on one day, in a fixed order: zoning, code, name."""

    area_ids: tuple[UUID, ...]
    zoning_ids: tuple[UUID, ...]
    shapes: tuple[Shape, ...]
    grid: Grid


def stamp() -> tuple[Any, ...]:
    """Return a value that changes whenever any version of any area is added or ended (1 query).

    It is worked out from the rows themselves, so every process of a server sees a change at once.
    """
    newest = (
        AreaVersion.objects.annotate(
            rows=Window(Count("pk")),
            ended=Window(Count("ends_on")),
            areas_ended=Window(Count("area__ends_on")),
            edits=Window(Sum(F("version") + F("area__version"))),
        )
        .order_by("-created_at", "-pk")
        .values_list("pk", "rows", "ended", "areas_ended", "edits")
        .first()
    )
    return tuple(newest or ())


def area_index(on: date) -> AreaIndex:
    """Return the index of shapes in force on ``on``; all days between two changes share one."""
    now = stamp()
    days = _kept((now, "days"), _days_of_change)
    since = max((day for day in days if day <= on), default=on)
    return _kept((now, "index", since), lambda: _build(since))


def _days_of_change() -> frozenset[date]:
    """Return every day on which an area, or what it covers, began or ended."""
    columns = ("starts_on", "ends_on", "area__starts_on", "area__ends_on")
    rows = AreaVersion.objects.values_list(*columns)
    return frozenset(day for row in rows for day in row if day is not None)


def kept(name: tuple[Any, ...], make: Callable[[], T]) -> T:
    """Return what ``make`` made for ``name`` since the last change of any area."""
    return _kept((stamp(), *name), make)


def _kept(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    with _lock:
        if key in _ready:
            _ready.move_to_end(key)
            found: T = _ready[key]
            return found
    made = make()
    with _lock:
        _ready[key] = made
        while len(_ready) > _KEPT:
            _ready.popitem(last=False)
    return made


def _build(on: date) -> AreaIndex:
    rows = list(
        AreaVersion.objects.live(on)
        .exclude(shape=None)
        .order_by("area__zoning__code", "area__code", "area__name", "area_id")
        .values_list("area_id", "area__zoning_id", "shape")
    )
    shapes = tuple(from_wkb(shape) for _, _, shape in rows if shape is not None)
    return AreaIndex(
        area_ids=tuple(area for area, _, _ in rows),
        zoning_ids=tuple(zoning for _, zoning, _ in rows),
        shapes=shapes,
        grid=Grid(shapes),
    )


def zoning_ids_of(codes: tuple[str, ...]) -> frozenset[UUID]:
    """Return the ids of the zoning systems with these codes."""
    return frozenset(ZoningSystem.objects.filter(code__in=codes).values_list("pk", flat=True))
