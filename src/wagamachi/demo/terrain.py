"""The ground わがまち市 stands on: a coast with a bay, a river, two railways, an island.

All of it is invented, and it lies in the open sea some 35 km south of the nearest real cape, so
that nobody can take it for a real town. Distances are kilometres from the city's middle until
``to_degrees`` turns them into longitude and latitude (JGD2011, as every boundary here).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

LONGITUDE, LATITUDE = 140.02, 34.55
_KM_PER_DEGREE_LAT = 110.94
_KM_PER_DEGREE_LON = 111.32 * math.cos(math.radians(LATITUDE))

_COAST_AND_HILLS = (
    (-4.4, -2.2), (-3.6, -2.6), (-2.6, -2.4), (-1.8, -2.9), (-1.0, -2.5), (-0.3, -1.9),
    (0.4, -1.6), (1.1, -1.9), (1.7, -2.6), (2.5, -3.1), (3.4, -3.0), (4.0, -2.4),
    (4.2, -1.6), (4.6, -0.8), (4.4, 0.3), (4.7, 1.2), (4.3, 2.1), (3.6, 2.7),
    (2.9, 3.4), (1.8, 3.6), (0.9, 4.1), (-0.2, 4.3), (-1.3, 4.0), (-2.3, 4.2),
    (-3.2, 3.5), (-3.8, 2.7), (-4.3, 1.8), (-4.1, 0.7), (-4.6, -0.2), (-4.5, -1.2),
)  # fmt: skip
_ISLAND = ((0.1, -2.7), (0.5, -2.4), (1.0, -2.5), (1.1, -2.9), (0.7, -3.2), (0.2, -3.1))
_RIVER = (
    (-1.5, 4.4), (-1.2, 3.4), (-1.5, 2.6), (-0.9, 1.8), (-1.1, 1.0), (-0.4, 0.3),
    (-0.5, -0.5), (0.0, -1.1), (0.2, -1.7), (0.3, -2.2),
)  # fmt: skip
_COAST_LINE = (
    (-5.2, -1.4), (-3.9, -1.5), (-2.6, -1.2), (-1.3, -1.3), (-0.2, -0.7), (1.0, -0.8),
    (2.2, -1.5), (3.3, -1.4), (5.0, -0.4),
)  # fmt: skip
_MOUNTAIN_LINE = ((-0.2, -0.7), (0.5, 0.4), (0.6, 1.5), (1.3, 2.4), (1.1, 3.4), (0.9, 4.8))

_STOPS = (
    ("しおさい本線", "澪標", -3.9), ("しおさい本線", "帆影", -2.6), ("しおさい本線", "柳風", -1.3),
    ("しおさい本線", "わがまち", -0.2), ("しおさい本線", "硝子橋", 1.0),
    ("しおさい本線", "凪乃浦", 2.2), ("しおさい本線", "灯守", 3.3),
    ("こずえ線", "時計台前", 0.4), ("こずえ線", "星待", 1.5), ("こずえ線", "梢ヶ丘", 2.4),
    ("こずえ線", "遠見塚", 3.4),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Station:
    """A railway stop at ``at`` (kilometres)."""

    line: str
    name: str
    at: Point


@dataclass(frozen=True, slots=True)
class Terrain:
    """The land before anybody named it. Everything is in kilometres."""

    mainland: Polygon
    island: Polygon
    river: LineString
    rails: tuple[tuple[str, LineString], ...]
    stations: tuple[Station, ...]

    @property
    def land(self) -> MultiPolygon:
        return MultiPolygon([self.mainland, self.island])


def build() -> Terrain:
    """Return the one terrain of わがまち市; the same on every call."""
    rails = (("しおさい本線", _smooth(_COAST_LINE)), ("こずえ線", _smooth(_MOUNTAIN_LINE)))
    return Terrain(
        mainland=Polygon(_rounded(_COAST_AND_HILLS, closed=True)),
        island=Polygon(_rounded(_ISLAND, closed=True)),
        river=_smooth(_RIVER),
        rails=rails,
        stations=tuple(_stations(dict(rails))),
    )


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return ``shape`` moved from kilometres to longitude/latitude degrees."""
    scale = np.array([_KM_PER_DEGREE_LON, _KM_PER_DEGREE_LAT])
    origin = np.array([LONGITUDE, LATITUDE])
    moved: BaseGeometry = shapely.transform(shape, lambda points: origin + points / scale)
    return moved


def _stations(rails: dict[str, LineString]) -> Iterable[Station]:
    for line, name, along in _STOPS:
        track = rails[line]
        anchor = Point(along, -1.1) if line == "しおさい本線" else Point(0.8, along)
        yield Station(line, name, track.interpolate(track.project(anchor)))


def _smooth(points: tuple[tuple[float, float], ...]) -> LineString:
    return LineString(_rounded(points, closed=False))


def _rounded(
    points: tuple[tuple[float, float], ...], *, closed: bool, rounds: int = 2
) -> list[tuple[float, float]]:
    """Cut the corners off a line (Chaikin), keeping its ends when it is open."""
    line = list(points)
    for _ in range(rounds):
        pairs = list(zip(line, line[1:] + line[:1] if closed else line[1:], strict=False))
        cut = [
            (a[0] * w + b[0] * (1 - w), a[1] * w + b[1] * (1 - w))
            for a, b in pairs
            for w in (0.75, 0.25)
        ]
        line = cut if closed else [line[0], *cut, line[-1]]
    return line
