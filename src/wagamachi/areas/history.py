"""What each version of an area covered, and what the next one added or gave away (R002)."""

from dataclasses import dataclass
from datetime import date

import shapely

from .geometry import from_wkb, hectares
from .models import Area, AreaVersion, Town
from .queries import history_of


@dataclass(frozen=True, slots=True)
class Step:
    """One version beside the one before it. ``hectares`` is None without a shape."""

    version: AreaVersion
    towns: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    hectares: float | None
    is_first: bool


def steps_of(area: Area) -> list[Step]:
    """Return every version, newest first, with its towns and what changed; three queries.

    A town belongs to a version by its list, or because the shape holds the town's midpoint.
    """
    versions = sorted(history_of(area).defer(None), key=lambda v: (v.starts_on, v.pk))
    placed = _placed_towns() if any(v.shape for v in versions) else []
    steps: list[Step] = []
    before: tuple[str, ...] = ()
    for version in versions:
        towns = _towns(version, placed)
        steps.append(
            Step(
                version,
                towns,
                tuple(t for t in towns if t not in before),
                tuple(t for t in before if t not in towns),
                hectares(from_wkb(version.shape)) if version.shape else None,
                is_first=not steps,
            )
        )
        before = towns
    return steps[::-1]


def in_force_of(steps: list[Step], on: date) -> Step | None:
    """Return the step that holds on a day, or None."""
    return next(
        (
            s
            for s in steps
            if s.version.starts_on <= on and (s.version.ends_on is None or s.version.ends_on > on)
        ),
        None,
    )


def _placed_towns() -> list[tuple[str, float, float]]:
    rows = Town.objects.order_by("name").values_list("name", "longitude", "latitude")
    return [(name, lon, lat) for name, lon, lat in rows if lon is not None and lat is not None]


def _towns(version: AreaVersion, placed: list[tuple[str, float, float]]) -> tuple[str, ...]:
    parts = {part.town.name: part.lots for part in version.area_towns.all()}
    names = [f"{name}（{lots}）" if lots else name for name, lots in parts.items()]
    if version.shape:
        shape = from_wkb(version.shape)
        points = [shapely.Point(lon, lat) for _, lon, lat in placed]
        inside = shapely.intersects(shape, points)
        names += [
            name
            for (name, _, _), hit in zip(placed, inside, strict=True)
            if hit and name not in parts
        ]
    return tuple(names)
