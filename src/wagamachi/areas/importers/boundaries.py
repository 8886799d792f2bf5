"""What every boundary file becomes before anything is saved: rows with a name and a shape."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from wagamachi.core.sheets import UnreadableFile, refuse_lost_letters

from ..geometry import Shape, in_japan, polygonal

NAME_FIELDS = (
    "name", "名称", "名前", "圏域名", "区域名", "地区名", "学区名", "学校名", "町丁目名", "町丁名",
    "s_name", "moji", "n03_004", "a27_007", "a32_003",
)  # fmt: skip
CODE_FIELDS = ("key_code", "code", "コード", "番号", "圏域番号", "区域番号", "n03_007", "id")
WATER = "8154"  # HCODE of water in the census boundary files


@dataclass(frozen=True, slots=True)
class RawRow:
    """One feature as it stands in the file. ``line`` counts features from 1."""

    line: int
    properties: dict[str, Any]
    geometry: BaseGeometry | None
    problem: str = ""


@dataclass(slots=True)
class BoundaryFile:
    """A file that could be opened. ``crs`` is what it says about its coordinates."""

    path: Path
    fields: list[str]
    rows: list[RawRow]
    crs: str = "緯度・経度（指定なし）"
    encoding: str = "utf-8"
    transform: Transformer | None = None
    is_projected: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that was left out, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """One area of the file, ready to be saved; ``lines`` are the features it was made of."""

    name: str
    code: str
    shape: Shape
    lines: tuple[int, ...]


@dataclass(slots=True)
class Boundaries:
    """What a file holds, after cleaning, with everything a dry run reports."""

    file: BoundaryFile
    name_field: str
    code_field: str
    areas: list[Boundary] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    merged_count: int = 0
    mended_count: int = 0


def read_boundaries(path: Path, *, name_field: str = "", code_field: str = "") -> Boundaries:
    """Read GeoJSON or Shapefile (.shp or .zip) into clean areas; bad rows are dropped by line.

    Raises UnreadableFile when the file cannot be used at all: unreadable, empty, without a name
    column, or with coordinates that are not degrees in Japan.
    """
    from . import geojson, shapefile

    suffix = path.suffix.lower()
    if not path.is_file():
        raise UnreadableFile(f"ファイル「{path.name}」がありません。場所と名前を確かめてください。")
    if suffix in {".geojson", ".json"}:
        opened = geojson.read(path)
    elif suffix in {".shp", ".zip"}:
        opened = shapefile.read(path)
    else:
        raise UnreadableFile(
            f"「{path.name}」は読めません。GeoJSON（.geojson）か、シェープファイル"
            "（.shp または .zip）を選んでください。"
        )
    if not opened.rows:
        raise UnreadableFile(
            f"「{path.name}」には区域が1つもありません。別のファイルを選んでください。"
        )
    return _clean(opened, name_field, code_field)


def declare_crs(opened: BoundaryFile, definition: str) -> None:
    """Write down the coordinate system a file says it is in, and how to get from it to lon/lat.

    Raises UnreadableFile when the definition cannot be understood.
    """
    try:
        crs = CRS.from_user_input(definition)
    except CRSError:
        raise UnreadableFile(
            "座標系の説明（.prj や crs）が読めません。"
            "世界測地系の緯度・経度で書き出し直してください。"
        ) from None
    code = crs.to_epsg()
    opened.crs = f"{crs.name}（EPSG:{code}）" if code else crs.name
    opened.is_projected = crs.is_projected
    modern = (
        "JGD2000",
        "JGD_2000",
        "JGD2011",
        "JGD_2011",
        "JGD2024",
        "WGS 84",
        "WGS_1984",
        "CRS84",
    )
    if not (crs.is_geographic and any(known in crs.name for known in modern)):
        opened.transform = Transformer.from_crs(crs, "EPSG:6668", always_xy=True)
    # The modern ones are the same to within a metre.


def _clean(opened: BoundaryFile, name_field: str, code_field: str) -> Boundaries:
    name_field = _name_field(opened, name_field)
    code_field = _chosen(opened, code_field) or _alias(opened.fields, CODE_FIELDS)
    found = Boundaries(opened, name_field, code_field, notes=list(opened.notes))
    groups: dict[tuple[str, str], list[tuple[int, Shape]]] = {}
    refuse_lost_letters(
        (row.line, "".join(map(str, row.properties.values()))) for row in opened.rows
    )
    usable = [row for row in opened.rows if _is_usable(row, name_field, found)]
    if usable:
        _check_place(opened, usable)
    if code_field and not _tells_apart(usable, name_field, code_field):
        found.notes.append(f"「{code_field}」は区域ごとにちがう番号ではないので、使いません。")
        found.code_field = code_field = ""
    for row in usable:
        shape = _shape(opened, row, found)
        if shape is not None:
            key = (_text(row, code_field), _text(row, name_field))
            groups.setdefault(key, []).append((row.line, shape))
    for (code, name), parts in groups.items():
        _add_area(found, name, code, parts)
    return found


def _add_area(found: Boundaries, name: str, code: str, parts: list[tuple[int, Shape]]) -> None:
    if len(parts) > 1 and not code:
        for line, _ in parts[1:]:
            found.dropped.append(
                Dropped(
                    line,
                    f"「{name}」は{parts[0][0]}行目にもあります。番号の列を選ぶと分けられます。",
                )
            )
        parts = parts[:1]
    if len(parts) > 1:
        found.merged_count += len(parts) - 1
    shape = (
        polygonal(shapely.union_all([part for _, part in parts])) if len(parts) > 1 else parts[0][1]
    )
    if shape is not None:
        found.areas.append(Boundary(name, code, shape, tuple(line for line, _ in parts)))


def _is_usable(row: RawRow, name_field: str, found: Boundaries) -> bool:
    hcode = next((v for k, v in row.properties.items() if k.upper() == "HCODE"), None)
    if str(hcode).split(".")[0] == WATER:
        why = "水面（HCODE 8154）なので、区域にしません。"
    elif row.problem:
        why = row.problem
    elif row.geometry is None or row.geometry.is_empty:
        why = "形がありません。"
    elif row.geometry.geom_type not in {"Polygon", "MultiPolygon", "GeometryCollection"}:
        why = "面（ポリゴン）ではありません。区域の形を入れてください。"
    elif not _text(row, name_field):
        why = f"「{name_field}」が空です。"
    else:
        return True
    found.dropped.append(Dropped(row.line, why))
    return False


def _shape(opened: BoundaryFile, row: RawRow, found: Boundaries) -> Shape | None:
    geometry = _in_degrees(opened, row)
    if not in_japan(*geometry.bounds):
        found.dropped.append(Dropped(row.line, "座標が日本の外です。"))
        return None
    if not geometry.is_valid:
        found.mended_count += 1
        found.notes.append(
            f"{row.line}行目「{_text(row, found.name_field)}」は線が交わっていたので、"
            "直して読みました。"
        )
    shape = polygonal(geometry)
    if shape is None:
        found.dropped.append(Dropped(row.line, "形がつぶれていて、面になりません。"))
    return shape


def _in_degrees(opened: BoundaryFile, row: RawRow) -> BaseGeometry:
    geometry = shapely.force_2d(row.geometry)
    if opened.transform is None:
        return geometry
    return shapely.transform(geometry, opened.transform.transform, interleaved=False)


def _check_place(opened: BoundaryFile, usable: Sequence[RawRow]) -> None:
    """Refuse a file whose coordinates are not what it says they are, or of which none is in Japan."""
    west, south, east, north = shapely.total_bounds([row.geometry for row in usable])
    if opened.is_projected and max(abs(west), abs(south), abs(east), abs(north)) <= 180:
        raise UnreadableFile(
            f"座標系の説明は「{opened.crs}」（メートル）ですが、座標は緯度・経度のようです。"
            "座標系の説明（.prj や crs）を直してください。"
        )
    if any(in_japan(*_in_degrees(opened, row).bounds) for row in usable):
        return
    if in_japan(south, west, north, east):
        raise UnreadableFile(
            "緯度と経度が入れかわっているようです。経度・緯度の順（139.3, 35.6）に直してください。"
        )
    if not opened.is_projected and max(abs(west), abs(south), abs(east), abs(north)) > 400:
        raise UnreadableFile(
            "座標がメートル（平面直角座標系など）のようです。緯度・経度で書き出し直すか、"
            "座標系の説明（.prj）を付けてください。"
        )
    raise UnreadableFile(
        f"「{opened.crs}」として読むと、座標が日本の外です。座標系が合っているか確かめてください。"
    )


def _name_field(opened: BoundaryFile, wanted: str) -> str:
    chosen = _chosen(opened, wanted) or _alias(opened.fields, NAME_FIELDS)
    if not chosen:
        raise UnreadableFile(
            f"名前の列がわかりません。--name-field で選んでください。列: {'、'.join(opened.fields)}"
        )
    return chosen


def _chosen(opened: BoundaryFile, wanted: str) -> str:
    if wanted and wanted not in opened.fields:
        raise UnreadableFile(
            f"「{wanted}」という列はありません。あるのは次の列です: {'、'.join(opened.fields)}"
        )
    return wanted


def _alias(fields: Iterable[str], aliases: Sequence[str]) -> str:
    by_lower = {name.lower(): name for name in fields}
    return next((by_lower[alias] for alias in aliases if alias in by_lower), "")


def _tells_apart(rows: Sequence[RawRow], name_field: str, code_field: str) -> bool:
    """Say whether one code never stands for two names."""
    pairs = {(_text(row, code_field), _text(row, name_field)) for row in rows}
    counts = Counter(code for code, _ in pairs)
    return any(counts) and all(count == 1 for code, count in counts.items() if code)


def _text(row: RawRow, name: str) -> str:
    value = row.properties.get(name) if name else None
    return "" if value is None else str(value).strip()
