"""Where the municipality lies, as far as it is known: what a file or a point is held against.

A wrong coordinate system still draws a fine map, only of another town.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from pyproj import Geod

from .geometry import Shape, on_equal_ground
from .index import area_index
from .models import Town

NEAR_KM = 20.0  # a neighbour's border, an island's harbour; a wrong zone is off by far more
_SHIFTED_METRES = 100.0  # old and new Japanese datum lie about 450 m apart
_GEOD = Geod(ellps="GRS80")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The box, in degrees, that holds every known town and area."""

    west: float
    south: float
    east: float
    north: float

    def km_off(self, west: float, south: float, east: float, north: float) -> float:
        """Return how far a box lies from this one in kilometres; 0 when they touch."""
        lon_1, lon_2 = _nearest(self.west, self.east, west, east)
        lat_1, lat_2 = _nearest(self.south, self.north, south, north)
        return float(_GEOD.inv(lon_1, lat_1, lon_2, lat_2)[2]) / 1000

    def is_far(self, west: float, south: float, east: float, north: float) -> bool:
        return self.km_off(west, south, east, north) > NEAR_KM


def whereabouts(on: date) -> Whereabouts | None:
    """Return where the municipality lies by its towns and areas, or None before any is known."""
    rows = Town.objects.exclude(longitude=None).exclude(latitude=None)
    points = [shapely.Point(*row) for row in rows.values_list("longitude", "latitude")]
    known = [*points, *area_index(on).shapes]
    return Whereabouts(*map(float, shapely.total_bounds(known))) if known else None


def common_shift(pairs: list[tuple[Shape, Shape]]) -> tuple[float, str] | None:
    """Return (metres, direction) when new shapes all lie beside the old ones by the same way.

    That is what a mistaken datum looks like. None when there are too few to tell or no shift.
    """
    if len(pairs) < 3:
        return None
    ground = on_equal_ground([shape for pair in pairs for shape in pair])
    middles = shapely.get_coordinates(shapely.centroid(ground)).reshape(-1, 2, 2)
    moved = middles[:, 1] - middles[:, 0]
    east, north = map(float, np.median(moved, axis=0))
    metres = float(np.hypot(east, north))
    together = np.hypot(*(moved - (east, north)).T) < metres / 4
    if metres < _SHIFTED_METRES or together.mean() < 0.8:
        return None
    words = ("南" if north < 0 else "北") * (abs(north) * 2 > abs(east))
    words += ("西" if east < 0 else "東") * (abs(east) * 2 > abs(north))
    return metres, words


def _nearest(low_1: float, high_1: float, low_2: float, high_2: float) -> tuple[float, float]:
    """Return the nearest pair of numbers of two spans; the same number when they overlap."""
    if high_1 < low_2:
        return high_1, low_2
    if high_2 < low_1:
        return low_1, high_2
    return max(low_1, low_2), max(low_1, low_2)
