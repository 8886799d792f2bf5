"""Lists of towns: the towns themselves with their midpoints, and which area each belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..addresses import TownBook, lot_ranges, town_key
from ..geometry import EAST, NORTH, SOUTH, WEST
from ..models import Town
from ..services.changing import TownPart
from ..services.towns import TownRow
from . import tables
from .boundaries import Dropped, UnreadableFile


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
    columns = {
        "町丁目": table.needed(tables.TOWN, "町丁目"),
        "小字": table.column(tables.KOAZA),
        "コード": table.column(tables.TOWN_CODE),
        "ふりがな": table.column(tables.KANA),
        "経度": table.column(tables.LONGITUDE),
        "緯度": table.column(tables.LATITUDE),
    }
    found = TownList(table, {k: v for k, v in columns.items() if v}, dropped=list(table.dropped))
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
    columns = {
        "町丁目": table.needed(tables.TOWN, "町丁目"),
        "圏域": table.needed(tables.AREA, "圏域"),
        "圏域番号": table.column(tables.AREA_CODE),
        "番地": table.column(tables.LOTS),
    }
    found = AreaList(table, {k: v for k, v in columns.items() if v}, dropped=list(table.dropped))
    book = TownBook.of(towns, municipality)
    groups: dict[tuple[str, str], dict[str, TownPart]] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        name, code = row.get(columns["圏域"], ""), row.get(columns["圏域番号"], "")
        part = _part(book, row.get(columns["町丁目"], ""), row.get(columns["番地"], ""))
        if not name:
            found.dropped.append(Dropped(line, "圏域の名前が空です。"))
        elif isinstance(part, str):
            found.dropped.append(Dropped(line, part))
        else:
            _gather(groups.setdefault((code, name), {}), part)
    found.areas = [
        ListedArea(name, code, list(parts.values())) for (code, name), parts in groups.items()
    ]
    return found


def _part(book: TownBook, name: str, lots: str) -> TownPart | str:
    """Return the town and 番地, or the reason why the row cannot be used."""
    if not name:
        return "町丁目が空です。"
    town = book.exact(name)
    if town is None:
        return (
            f"「{name}」は町丁目の一覧にないか、1つに決まりません。先に町丁目を取り込んでください。"
        )
    try:
        if lots:
            lot_ranges(lots)
    except ValueError:
        return f"番地「{lots}」は 1-20,35 のように書いてください。"
    return TownPart(town, lots)


def _gather(parts: dict[str, TownPart], part: TownPart) -> None:
    """Put several rows of one town together; all of it wins over some 番地."""
    known = parts.get(part.town.key)
    if known is None:
        parts[part.town.key] = part
    elif known.lots and part.lots:
        parts[part.town.key] = TownPart(part.town, f"{known.lots},{part.lots}")
    else:
        parts[part.town.key] = TownPart(part.town)


def _read_town(
    found: TownList, columns: dict[str, str], line: int, row: dict[str, str], seen: dict[str, int]
) -> None:
    name = row.get(columns["町丁目"], "") + row.get(columns["小字"], "")
    key = town_key(name)
    point = _point(row.get(columns["経度"], ""), row.get(columns["緯度"], ""))
    if not name:
        why = "町丁目の名前が空です。"
    elif key in seen:
        why = f"「{name}」は{seen[key]}行目にもあります。"
    elif isinstance(point, str):
        why = f"「{name}」の{point}"
    else:
        seen[key] = line
        code, kana = row.get(columns["コード"], ""), row.get(columns["ふりがな"], "")
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


__all__ = ["AreaList", "TownList", "UnreadableFile", "read_area_towns", "read_towns"]
