"""Lists of towns: the towns themselves with their midpoints, and which area each belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from wagamachi.core.sheets import Columns

from ..addresses import PART, TownBook, town_key
from ..geometry import EAST, NORTH, SOUTH, WEST
from ..models import Town
from ..services.towns import TownRow
from ..town_words import BadTowns, TownPart, read_town_words
from . import tables
from .boundaries import Dropped


@dataclass(slots=True)
class TownList:
    """Towns of a file, after cleaning. ``mapping`` is what each column was taken for."""

    table: tables.Table
    mapping: dict[str, str]
    rows: list[TownRow] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListedArea:
    """One area as a set of towns."""

    name: str
    code: str
    towns: list[TownPart]


@dataclass(slots=True)
class AreaList:
    """Areas of a 町丁目 → 圏域 table, after cleaning."""

    table: tables.Table
    mapping: dict[str, str]
    areas: list[ListedArea] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_towns(path: Path) -> TownList:
    """Read the towns of a municipality from CSV or JSON ``[{town, koaza, lat, lng}]``.

    A town without a point is kept and noted; one without a name, written twice, or with a point
    outside Japan is dropped. Raises UnreadableFile when no column names towns.
    """
    table = tables.read_table(path)
    columns = table.columns(
        {
            "町丁目": tables.TOWN,
            "小字": tables.KOAZA,
            "コード": tables.TOWN_CODE,
            "ふりがな": tables.KANA,
            "経度": tables.LONGITUDE,
            "緯度": tables.LATITUDE,
        },
        needed=["町丁目"],
    )
    found = TownList(table, tables.mapping(columns), dropped=list(table.dropped))
    seen: dict[str, int] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        _read_town(found, columns, line, row, seen)
    if blank := sum(1 for row in found.rows if row.longitude is None):
        found.notes.append(f"{blank}件は座標がありません。区域は町丁目の一覧でだけ決まります。")
    return found


def read_area_towns(path: Path, *, towns: Iterable[Town], municipality: str) -> AreaList:
    """Read a CSV of 町丁目 → 圏域, with 番地 where a town is divided.

    Rows whose town is not exactly one known town are dropped by line. Raises UnreadableFile when a
    column is missing.
    """
    table = tables.read_table(path)
    columns = table.columns(
        {
            "町丁目": tables.TOWN,
            "圏域": tables.AREA,
            "圏域番号": tables.AREA_CODE,
            "番地": tables.LOTS,
        },
        needed=["町丁目", "圏域"],
    )
    found = AreaList(table, tables.mapping(columns), dropped=list(table.dropped))
    book = TownBook.of(towns, municipality)
    groups: dict[tuple[str, str], dict[str, TownPart]] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        name, code = columns.value("圏域", row), columns.value("圏域番号", row)
        try:
            parts = _parts(found, book, line, columns, row)
        except BadTowns as error:
            found.dropped.append(Dropped(line, str(error)))
            continue
        if not name:
            found.dropped.append(Dropped(line, "圏域の名前が空です。"))
            continue
        for part in parts:
            _gather(groups.setdefault((code, name), {}), part)
    found.areas = [
        ListedArea(name, code, list(parts.values())) for (code, name), parts in groups.items()
    ]
    return found


def _parts(
    found: AreaList, book: TownBook, line: int, columns: Columns, row: list[str]
) -> tuple[TownPart, ...]:
    """Return the towns of one row and note how words were read; raise BadTowns."""
    name = columns.value("町丁目", row)
    if not name:
        raise BadTowns("町丁目が空です。")
    words = read_town_words(book, name, columns.value("番地", row))
    if words.note:
        found.notes.append(f"{line}行目: {words.note}")
    return words.parts


def _gather(parts: dict[str, TownPart], part: TownPart) -> None:
    """Put several rows of one town together; all of it wins over some 番地."""
    known = parts.get(part.town.key)
    if known is None:
        parts[part.town.key] = part
    elif known.lots and part.lots:
        words = dict.fromkeys(f"{known.lots},{part.lots}".split(","))
        said = [word for word in words if word != PART] + [PART] * (PART in words)
        parts[part.town.key] = TownPart(part.town, ",".join(said))
    else:
        parts[part.town.key] = TownPart(part.town)


def _read_town(
    found: TownList, columns: Columns, line: int, row: list[str], seen: dict[str, int]
) -> None:
    name = columns.value("町丁目", row) + columns.value("小字", row)
    key = town_key(name)
    point = _point(columns.value("経度", row), columns.value("緯度", row))
    if not name:
        why = "町丁目の名前が空です。"
    elif key in seen:
        why = f"「{name}」は{seen[key]}行目にもあります。"
    elif isinstance(point, str):
        why = f"「{name}」の{point}"
    else:
        seen[key] = line
        code, kana = columns.value("コード", row), columns.value("ふりがな", row)
        found.rows.append(TownRow(name, code, kana, *point))
        return
    found.dropped.append(Dropped(line, why))


def _point(lon: str, lat: str) -> tuple[float | None, float | None] | str:
    if not lon or not lat:
        return None, None
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return f"座標「{lat}, {lon}」が数ではありません。"
    if WEST <= y <= EAST and SOUTH <= x <= NORTH:
        return "緯度と経度が入れかわっているようです。"
    if not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        return f"座標「{lat}, {lon}」が日本の外です。"
    return x, y
