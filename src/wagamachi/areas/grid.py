"""Which shapes hold a point, for a great many points at once.

The ground is cut into a grid. Most cells lie wholly inside some shapes, and a point there needs one
look-up; only points in cells that a border crosses are tested against that border.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .geometry import Shape

Ints = NDArray[np.intp]

_LEVELS = 9  # 2**9 = 512 cells a side
_MARGIN = 1e-6  # of a cell: a point on a cell's edge may fall to either side by rounding


class Hits(NamedTuple):
    """Pairs: point number ``point[i]`` lies in shape number ``shape[i]``; ordered by both."""

    point: Ints
    shape: Ints


class Grid:
    """An index over shapes in lon/lat. A point on a border lies in every shape that touches it."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = np.array(shapes, dtype=object)
        self._side = 1 << _LEVELS
        if not len(self._shapes):
            return
        shapely.prepare(self._shapes)
        west, south, east, north = shapely.total_bounds(self._shapes)
        self._origin = np.array([west, south])
        self._cell = np.maximum(np.array([east - west, north - south]) / self._side, 1e-12)
        cell, shape, whole = self._divide()
        order = np.lexsort((shape, cell))
        self._entry_shape, self._entry_whole = shape[order], whole[order]
        counts = np.bincount(cell, minlength=self._side**2)
        self._first = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)

    def find(self, lonlat: NDArray[np.float64]) -> Hits:
        """Return every (point, shape) pair for points of shape (n, 2), degrees.

        A point with a missing coordinate lies nowhere.
        """
        nothing = np.empty(0, dtype=np.intp)
        if not len(self._shapes) or not len(lonlat):
            return Hits(nothing, nothing)
        with np.errstate(invalid="ignore"):
            at = np.floor((lonlat - self._origin) / self._cell)
            near = ((at >= -1) & (at <= self._side)).all(axis=1)  # false for NaN
        points = np.flatnonzero(near)
        at = np.clip(at[points], 0, self._side - 1).astype(np.intp)
        cell = at[:, 1] * self._side + at[:, 0]
        count = self._first[cell + 1] - self._first[cell]
        point = np.repeat(points, count)
        run_start = np.cumsum(count) - count
        entry = np.repeat(self._first[cell] - run_start, count) + np.arange(len(point))
        shape = self._entry_shape[entry]
        keep = self._entry_whole[entry].copy()
        unsure = np.flatnonzero(~keep)
        x, y = lonlat[point[unsure], 0], lonlat[point[unsure], 1]
        keep[unsure] = shapely.intersects_xy(self._shapes[shape[unsure]], x, y)
        return Hits(point[keep], shape[keep])

    def _divide(self) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Return (cell, shape, cell lies wholly in shape), splitting only what a border crosses."""
        shape = np.arange(len(self._shapes), dtype=np.intp)
        col = row = np.zeros(len(shape), dtype=np.intp)
        found: list[tuple[Ints, Ints, NDArray[np.bool_]]] = []
        for level in range(_LEVELS + 1):
            size = self._side >> level
            boxes = self._boxes(col, row, size)
            touched = shapely.intersects(self._shapes[shape], boxes)
            shape, col, row, boxes = shape[touched], col[touched], row[touched], boxes[touched]
            whole = shapely.covers(self._shapes[shape], boxes)
            found.append(self._spread(shape[whole], col[whole], row[whole], size))
            shape, col, row = shape[~whole], col[~whole], row[~whole]
            if size > 1:
                half = size // 2
                shape = np.repeat(shape, 4)
                col = (col[:, None] + np.array([0, half, 0, half])).ravel()
                row = (row[:, None] + np.array([0, 0, half, half])).ravel()
        found.append((row * self._side + col, shape, np.zeros(len(shape), dtype=bool)))
        cells, shapes, wholes = zip(*found, strict=True)
        return np.concatenate(cells), np.concatenate(shapes), np.concatenate(wholes)

    def _boxes(self, col: Ints, row: Ints, size: int) -> NDArray[np.object_]:
        west, south = self._origin
        width, height = self._cell
        return shapely.box(  # type: ignore[no-any-return]
            west + (col - _MARGIN) * width,
            south + (row - _MARGIN) * height,
            west + (col + size + _MARGIN) * width,
            south + (row + size + _MARGIN) * height,
        )

    def _spread(
        self, shape: Ints, col: Ints, row: Ints, size: int
    ) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Return one entry per smallest cell of whole blocks of ``size`` cells a side."""
        step = np.arange(size)
        cells = (row[:, None, None] + step[:, None]) * self._side + col[:, None, None] + step
        spread = np.repeat(shape, size * size)
        return cells.ravel(), spread, np.ones(len(spread), dtype=bool)
