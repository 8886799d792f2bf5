"""How many points a second one core resolves against every area of a city.

    python bench/resolve.py [folder of open data]

Reads 八王子市's 69 小学校区 and 37 中学校区 where the open data is at hand (WAGAMACHI_OPENDATA, or
../shared/data beside the checkout), else draws 106 areas of its own. Prints the curve 1 000 →
1 000 000 points, and each point is resolved against all the areas.
"""

import os
import sys
import time
from pathlib import Path

import numpy as np
import shapely

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from wagamachi.areas.geometry import Shape, polygonal  # noqa: E402  # the path comes first
from wagamachi.areas.grid import Grid  # noqa: E402

TARGET = 200_000
FILES = (
    "hachioji/A27_elementary_district_2016_hachioji.geojson",
    "hachioji/A32_juniorhigh_district_2016_hachioji.geojson",
)


def real_shapes(folder: Path) -> list[Shape]:
    shapes = []
    for name in FILES:
        collection = shapely.from_geojson((folder / name).read_text(encoding="utf-8"))
        shapes += [polygonal(part) for part in shapely.get_parts(collection)]
    return [shape for shape in shapes if shape is not None]


def drawn_shapes() -> list[Shape]:
    """Return 69 and 37 wobbly cells over the same ground: two zonings that do not nest."""
    rng = np.random.default_rng(1)
    frame = shapely.box(139.2, 35.59, 139.43, 35.73)
    shapes: list[Shape] = []
    for count in (69, 37):
        seeds = rng.uniform((139.2, 35.59), (139.43, 35.73), (count, 2))
        cells = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=frame)
        for cell in shapely.get_parts(cells):
            shape = polygonal(shapely.segmentize(shapely.intersection(cell, frame), 0.0001))
            shapes += [shape] if shape is not None else []
    return shapes


def main() -> None:
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("WAGAMACHI_OPENDATA")
    folder = Path(given) if given else ROOT.parent / "shared" / "data"
    is_real = (folder / FILES[0]).exists()
    shapes = real_shapes(folder) if is_real else drawn_shapes()
    started = time.perf_counter()
    grid = Grid(shapes)
    built = time.perf_counter() - started
    vertices = int(shapely.get_num_coordinates(np.array(shapes)).sum())
    what = "open data" if is_real else "drawn"
    print(f"{len(shapes)} areas ({what}), {vertices:,} vertices; index built in {built:.2f} s")
    west, south, east, north = shapely.total_bounds(np.array(shapes))
    rng = np.random.default_rng(2)
    rate = 0.0
    for count in (1_000, 10_000, 100_000, 1_000_000):
        points = rng.uniform((west, south), (east, north), (count, 2))
        took = min(_timed(grid, points) for _ in range(3))
        rate = count / took
        print(f"{count:>9,} points  {took * 1000:8.1f} ms  {rate:>12,.0f} points/s")
    print(f"target {TARGET:,} points/s: {'met' if rate >= TARGET else 'MISSED'}")
    sys.exit(rate < TARGET)


def _timed(grid: Grid, points: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> float:
    started = time.perf_counter()
    grid.find(points)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
