"""Many points at once: the same answer as asking each shape about each point."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from wagamachi.areas.geometry import polygonal
from wagamachi.areas.grid import Grid

CORNERS = st.tuples(st.integers(0, 12), st.integers(0, 12))
RINGS = st.lists(CORNERS, min_size=3, max_size=7, unique=True)
POINTS = st.lists(st.tuples(st.integers(-4, 28), st.integers(-4, 28)), min_size=1, max_size=40)


@given(rings=st.lists(RINGS, min_size=1, max_size=6), points=POINTS)
def test_grid_equals_asking_every_shape(
    rings: list[list[tuple[int, int]]], points: list[tuple[int, int]]
) -> None:
    """Corners on whole numbers and points on halves: many fall exactly on borders."""
    made = [polygonal(shapely.Polygon(ring)) for ring in rings]
    shapes = [shape for shape in made if shape is not None]
    lonlat = np.array(points, dtype=np.float64) / 2
    hits = Grid(shapes).find(lonlat)
    asked = [
        (i, j)
        for i, point in enumerate(shapely.points(lonlat))
        for j, shape in enumerate(shapes)
        if shape.intersects(point)
    ]
    assert list(zip(hits.point.tolist(), hits.shape.tolist(), strict=True)) == asked


def test_point_on_a_common_border_lies_in_both() -> None:
    hits = Grid([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]).find(np.array([[1.0, 0.5]]))
    assert hits.shape.tolist() == [0, 1]


def test_missing_coordinates_lie_nowhere() -> None:
    points = np.array([[np.nan, 0.5], [0.5, np.inf], [0.5, 0.5]])
    hits = Grid([shapely.box(0, 0, 1, 1)]).find(points)
    assert hits.point.tolist() == [2]


def test_no_shapes_and_no_points() -> None:
    assert Grid([]).find(np.array([[1.0, 1.0]])).point.tolist() == []
    assert Grid([shapely.box(0, 0, 1, 1)]).find(np.empty((0, 2))).point.tolist() == []
