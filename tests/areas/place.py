"""A made-up town of squares a hundredth of a degree wide, with towns in their middles."""

from datetime import date, datetime

import shapely

from wagamachi.access.actor import Actor, system
from wagamachi.areas.geometry import Shape
from wagamachi.areas.models import Area, Tier, Town, ZoningSystem
from wagamachi.areas.services import (
    Extent,
    TownPart,
    TownRow,
    configure_municipality,
    create_area,
    ensure_zoning,
    save_towns,
)

OFFICE = system(date(2026, 11, 23))
LONG_AGO = date(2020, 4, 1)
WEST, SOUTH, STEP = 139.0, 35.0, 0.01


def square(column: float, row: float, width: float = 1, height: float = 1) -> Shape:
    """Return a rectangle on the grid of the town, in lon/lat."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return shapely.box(west, south, west + width * STEP, south + height * STEP)


def middle_of(column: float, row: float) -> tuple[float, float]:
    return WEST + (column + 0.5) * STEP, SOUTH + (row + 0.5) * STEP


def zoning(code: str, tier: Tier, at: datetime, *, is_base: bool = True) -> ZoningSystem:
    return ensure_zoning(actor=OFFICE, code=code, name=code, tier=tier, at=at, is_base=is_base)


def area(
    system_: ZoningSystem,
    name: str,
    at: datetime,
    shape: Shape | None = None,
    towns: tuple[TownPart, ...] = (),
    actor: Actor = OFFICE,
) -> Area:
    extent = Extent(shape=shape, towns=towns)
    return create_area(
        actor=actor, zoning=system_, name=name, starts_on=LONG_AGO, at=at, extent=extent
    )


def towns(at: datetime, *named: tuple[str, float, float]) -> dict[str, Town]:
    """Make towns, each with its midpoint in a square of the grid."""
    rows = []
    for name, column, row in named:
        lon, lat = middle_of(column, row)
        rows.append(TownRow(name, longitude=lon, latitude=lat))
    save_towns(actor=OFFICE, rows=rows, at=at)
    return {town.name: town for town in Town.objects.all()}


def municipality(at: datetime, *tiers: Tier) -> None:
    configure_municipality(actor=OFFICE, name="試験市", tiers_in_use=list(tiers), at=at)
