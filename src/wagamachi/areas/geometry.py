"""Shapes of areas: stored as WKB in longitude/latitude, measured on equal ground."""

import math
from collections.abc import Sequence
from typing import Any, TypeAlias, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Shape: TypeAlias = Polygon | MultiPolygon

# Where the islands and the mainland of Japan lie, in degrees.
WEST, EAST, SOUTH, NORTH = 122.0, 154.0, 20.0, 46.0


def to_wkb(shape: Shape) -> bytes:
    """Return the stored form of a shape in lon/lat: normalised, so equal shapes are equal bytes."""
    return cast(bytes, shapely.to_wkb(shapely.normalize(shapely.force_2d(shape))))


def from_wkb(stored: bytes | memoryview) -> Shape:
    """Return the shape in lon/lat; raise ValueError when the bytes are not a polygon."""
    shape = shapely.from_wkb(bytes(stored))
    if not isinstance(shape, Polygon | MultiPolygon):
        raise ValueError(f"not a polygon: {shape.geom_type}")
    return shape


def polygonal(geometry: BaseGeometry) -> Shape | None:
    """Return the polygons of any geometry, mended when they cross themselves; None when empty."""
    mended = geometry if geometry.is_valid else shapely.make_valid(geometry)
    parts = [p for p in shapely.get_parts(shapely.get_parts(mended)) if isinstance(p, Polygon)]
    parts = [part for part in parts if not part.is_empty]
    if not parts:
        return None
    if isinstance(mended, Polygon | MultiPolygon):
        return mended
    return cast(Shape, shapely.union_all(parts))


def same(one: Shape, other: Shape) -> bool:
    """Say whether two shapes cover the same ground, but for rounding in the last digits."""
    if to_wkb(one) == to_wkb(other):
        return True
    return bool(one.symmetric_difference(other).area <= 1e-7 * max(one.area, other.area))


def on_equal_ground(shapes: Sequence[Shape]) -> NDArray[np.object_]:
    """Return the shapes in metres on one equal-area projection centred on them."""
    array = np.array(shapes, dtype=object)
    if not len(array):
        return array
    west, south, east, north = shapely.total_bounds(array)
    ground = (
        f"+proj=laea +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} "
        "+ellps=GRS80 +units=m +no_defs"
    )
    project = Transformer.from_crs("EPSG:6668", ground, always_xy=True)

    def move(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(project.transform(lonlat[:, 0], lonlat[:, 1]))

    return cast("NDArray[np.object_]", shapely.transform(array, move))


def hectares(shape: Shape) -> float:
    """Return the area of a lon/lat shape in hectares."""
    return float(on_equal_ground([shape])[0].area) / 10_000


def simplified(shapes: Sequence[Shape], metres: float) -> list[Shape]:
    """Return lighter shapes for drawing; neighbours keep their common border."""
    array = np.array(shapes, dtype=object)
    if not len(array):
        return []
    degrees = metres / 111_000
    if shapely.coverage_is_valid(array):
        # A coverage is thinned by area (tolerance squared), so that borders stay shared.
        light = shapely.coverage_simplify(array, degrees)
    else:
        light = shapely.simplify(array, degrees / 2, preserve_topology=True)
    return [
        new if new is not None and not new.is_empty else old
        for old, new in zip(shapes, light, strict=True)
    ]


def as_geojson(shape: Shape, digits: int = 5) -> dict[str, Any]:
    """Return a GeoJSON geometry with coordinates rounded to ``digits`` (5 is about one metre)."""

    def ring(coordinates: Any) -> list[list[float]]:
        return [[round(x, digits), round(y, digits)] for x, y in coordinates]

    polygons = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    rings = [[ring(p.exterior.coords), *(ring(i.coords) for i in p.interiors)] for p in polygons]
    if isinstance(shape, Polygon):
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def in_japan(west: float, south: float, east: float, north: float) -> bool:
    """Say whether a bounding box in degrees lies in Japan."""
    return all(math.isfinite(v) for v in (west, south, east, north)) and (
        west >= WEST and east <= EAST and south >= SOUTH and north <= NORTH
    )
