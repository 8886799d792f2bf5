"""The 町丁目 of わがまち市: about 140 named cells with people in them, and which lie together.

Made once from a seed. ``zoning`` draws the areas over them.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shapely import (
    LineString,
    MultiPoint,
    Point,
    Polygon,
    STRtree,
    coverage_union_all,
    voronoi_polygons,
)
from shapely.geometry.base import BaseGeometry

from . import terrain
from .tables import table
from .terrain import Terrain

TOWN_COUNT = 140
POPULATION = 250_000
_CHOME = (("一", "いっ"), ("二", "に"), ("三", "さん"), ("四", "よん"), ("五", "ご"))

# The eight 中圏域: where each has its heart (km), its name and reading, and the kind of land.
MIDDLES = (
    ("しおかぜ", "しおかぜ", -3.0, -1.4),
    ("まちなか", "まちなか", -0.9, -0.9),
    ("なぎさ", "なぎさ", 2.6, -1.9),
    ("にじはし", "にじはし", 1.4, -0.2),
    ("かわのて", "かわのて", -2.5, 0.8),
    ("ほしまち", "ほしまち", 0.8, 1.6),
    ("こずえ", "こずえ", 3.3, 1.3),
    ("きたやま", "きたやま", -1.2, 3.0),
)


@dataclass(frozen=True, slots=True)
class Town:
    """One 町丁目. ``cell`` and ``heart`` are in kilometres; ``middle`` indexes ``MIDDLES``."""

    index: int
    code: str
    name: str
    kana: str
    quarter: str
    kind: str
    cell: Polygon
    heart: Point
    middle: int
    population: int

    @property
    def degrees(self) -> tuple[float, float]:
        """Return (longitude, latitude) of a point inside the town."""
        point = terrain.to_degrees(self.heart)
        return round(point.x, 6), round(point.y, 6)


def build_towns(land: Terrain, seed: int) -> tuple[Town, ...]:
    """Return the towns, numbered from the west; the same for the same seed."""
    rng = random.Random(f"{seed}:towns")
    cells = [*_cells(land, rng), land.island]
    hearts = [cell.representative_point() for cell in cells]
    middles = [_middle_of(heart, land) for heart in hearts]
    weights = [_density(heart, land) * cell.area for heart, cell in zip(hearts, cells, strict=True)]
    people = _shares(weights, POPULATION)
    names = _names(hearts, middles, land, rng)
    order = sorted(range(len(cells)), key=lambda i: (middles[i], names[i].quarter, names[i].number))
    return tuple(
        Town(
            index=position,
            code=f"139990{position + 1:03d}000",
            name=names[i].name,
            kana=names[i].kana,
            quarter=names[i].quarter,
            kind=names[i].kind,
            cell=cells[i],
            heart=hearts[i],
            middle=middles[i],
            population=people[i],
        )
        for position, i in enumerate(order)
    )


def union(cells: Iterable[Polygon]) -> BaseGeometry:
    """Return cells that share edges as one shape, without slivers."""
    return coverage_union_all(list(cells))


def _cells(land: Terrain, rng: random.Random) -> list[Polygon]:
    """Cut the mainland into cells, small where people live close together."""
    points = _scatter(land, rng, TOWN_COUNT - 1)
    cells: list[Polygon] = []
    for _ in range(3):
        cells = _clip(points, land.mainland)
        points = [cell.centroid for cell in cells]
    cells = _clip(points, land.mainland)
    return sorted(cells, key=lambda cell: (round(cell.centroid.x, 9), round(cell.centroid.y, 9)))


def _scatter(land: Terrain, rng: random.Random, count: int) -> list[Point]:
    west, south, east, north = land.mainland.bounds
    points: list[Point] = []
    while len(points) < count:
        point = Point(rng.uniform(west, east), rng.uniform(south, north))
        if land.mainland.contains(point) and rng.random() < _density(point, land):
            points.append(point)
    return points


def _clip(points: Sequence[Point], shape: Polygon) -> list[Polygon]:
    """Return one cell per point; a part that the coast cuts off joins its longest neighbour."""
    diagram = voronoi_polygons(MultiPoint(points), extend_to=shape.buffer(3))
    tree = STRtree(list(diagram.geoms))
    cells: list[Polygon] = []
    loose: list[Polygon] = []
    for point in points:
        near = diagram.geoms[int(tree.query(point, predicate="intersects")[0])]
        parts = near.intersection(shape)
        pieces = sorted(getattr(parts, "geoms", [parts]), key=lambda p: p.area, reverse=True)
        cells.append(pieces[0])
        loose.extend(pieces[1:])
    for piece in loose:
        best = max(range(len(cells)), key=lambda i: cells[i].intersection(piece).length)
        cells[best] = cells[best].union(piece)
    return cells


def _density(point: Point, land: Terrain) -> float:
    """Return how thickly people live there, 0-1: near a station most, on the hills least."""
    station: float = min(stop.at.distance(point) for stop in land.stations)
    return max(0.18, min(1.0, 1.15 - 0.42 * station)) * (0.8 if point.y > 2.2 else 1.0)


def _middle_of(heart: Point, land: Terrain) -> int:
    """Return the nearest 中圏域; the river counts as a long way round."""
    if heart.within(land.island):
        return 2

    def away(i: int) -> float:
        centre = Point(MIDDLES[i][2], MIDDLES[i][3])
        detour = 0.9 if LineString([heart, centre]).crosses(land.river) else 0.0
        return float(heart.distance(centre)) + detour

    return min(range(len(MIDDLES)), key=away)


def _shares(weights: Sequence[float], total: int) -> list[int]:
    """Split ``total`` by weight into whole numbers that add up."""
    scale = total / sum(weights)
    parts = [int(weight * scale) for weight in weights]
    parts[0] += total - sum(parts)
    return parts


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    kana: str
    quarter: str
    number: int
    kind: str


def _names(
    hearts: Sequence[Point], middles: Sequence[int], land: Terrain, rng: random.Random
) -> dict[int, _Name]:
    """Give neighbouring cells one name with 一丁目, 二丁目 …; the island stands alone."""
    stock: dict[str, list[list[str]]] = table("places")
    for pool in stock.values():
        rng.shuffle(pool)
    taken = {stop.name: stop.at for stop in land.stations}
    named: dict[int, _Name] = {}
    for middle in range(len(MIDDLES)):
        left = [i for i, m in enumerate(middles) if m == middle]
        island = [i for i in left if hearts[i].within(land.island)]
        for i in island:
            name, kana = stock["island"][0]
            named[i] = _Name(name, kana, name, 0, "island")
            left.remove(i)
        while left:
            group = _neighbours(left, hearts, rng.choice((2, 3, 3, 4)))
            left = [i for i in left if i not in group]
            named |= _numbered(group, *_pick(group, hearts, stock, taken))
    return named


def _neighbours(left: Sequence[int], hearts: Sequence[Point], size: int) -> list[int]:
    first = min(left, key=lambda i: (hearts[i].x, hearts[i].y))
    near = sorted(left, key=lambda i: hearts[i].distance(hearts[first]))
    return near if len(left) <= size + 1 else near[:size]


def _pick(
    group: Sequence[int],
    hearts: Sequence[Point],
    stock: dict[str, list[list[str]]],
    taken: dict[str, Point],
) -> tuple[list[str], str]:
    """Return a name (with its reading) that suits the place, and the kind of land.

    Around a station the quarter is called like the station; such names go nowhere else.
    """
    y = sum(hearts[i].y for i in group) / len(group)
    wanted = "coast" if y < -1.2 else "hill" if y > 1.4 else "town"
    near = {name for name, at in taken.items() if min(hearts[i].distance(at) for i in group) < 0.55}

    def station(entry: list[str]) -> str:
        return next((name for name in taken if entry[0].removesuffix("町") == name), "")

    for kind in ("coast", "town", "hill"):
        for entry in stock[kind]:
            if station(entry) in near:
                stock[kind].remove(entry)
                return entry, wanted
    free = {k: [e for e in stock[k] if not station(e)] for k in ("coast", "town", "hill")}
    kind = max(free, key=lambda k: (k == wanted and bool(free[k]), len(free[k])))
    stock[kind].remove(free[kind][-1])
    return free[kind][-1], wanted


def _numbered(group: Sequence[int], entry: Sequence[str], kind: str) -> dict[int, _Name]:
    name, kana = entry
    if len(group) == 1:
        return {group[0]: _Name(name, kana, name, 0, kind)}
    return {
        i: _Name(f"{name}{_CHOME[n][0]}丁目", f"{kana}{_CHOME[n][1]}ちょうめ", name, n + 1, kind)
        for n, i in enumerate(group)
    }
