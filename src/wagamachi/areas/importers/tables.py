"""Tables (CSV or JSON) of towns: reading them whatever their encoding and headers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wagamachi.core.sheets import Columns, UnreadableFile, csv_rows, decode, refuse_lost_letters

from .boundaries import Dropped

TOWN = (
    "町丁目",
    "町丁目名",
    "町丁名",
    "町字名",
    "町字",
    "町名",
    "大字丁目",
    "大字町丁目名",
    "town",
    "s_name",
)
AREA = (
    "圏域", "圏域名", "区域", "区域名", "地区", "地区名", "学区", "学区名", "小学校区", "中学校区",
    "日常生活圏域", "包括圏域", "民児協地区", "area", "zone",
)  # fmt: skip
AREA_CODE = ("圏域番号", "区域番号", "地区番号", "学区番号", "areacode", "zonecode")
LOTS = ("番地", "番地の範囲", "番", "地番", "lots")
TOWN_CODE = ("町丁目コード", "町字id", "keycode", "towncode")
KANA = ("ふりがな", "フリガナ", "よみ", "カナ", "町丁目名カナ", "kana", "townkana")
LATITUDE = ("緯度", "lat", "latitude", "y")
LONGITUDE = ("経度", "lng", "lon", "long", "longitude", "x")
KOAZA = ("小字", "小字通称名", "koaza")


@dataclass(slots=True)
class Table:
    """Rows below their headings. ``lines`` are line numbers in the file, to point at a bad row."""

    encoding: str
    headings: list[str]
    rows: list[list[str]]
    lines: list[int]
    dropped: list[Dropped] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        return len(self.rows) + len(self.dropped)

    def columns(self, known: dict[str, Sequence[str]], needed: Sequence[str]) -> Columns:
        """Return what each heading is taken for; raise UnreadableFile when a needed one is missing."""
        found = Columns.of(self.headings, known)
        for what in needed:
            if what not in found:
                raise UnreadableFile(
                    f"「{what}」の列がわかりません。見出しを「{known[what][0]}」にしてください。"
                    f"いまの見出し: {'、'.join(h for h in self.headings if h)}"
                )
        return found


def mapping(columns: Columns) -> dict[str, str]:
    """Return what a report says about every column: what it was taken for, and what was not."""
    said = {what: columns.said(what) for what in columns.places}
    return said | ({"使わない列": "、".join(columns.ignored)} if columns.ignored else {})


def read_table(path: Path) -> Table:
    """Read CSV (UTF-8 or CP932) or a JSON list of objects.

    Raises UnreadableFile when the file is missing, empty, has lost letters, or has no rows.
    """
    if not path.is_file():
        raise UnreadableFile(f"ファイル「{path.name}」がありません。場所と名前を確かめてください。")
    encoding, text = decode(path.read_bytes())
    table = _json(path, text) if path.suffix.lower() == ".json" else _csv(text, encoding)
    if not table.rows:
        raise UnreadableFile(f"「{path.name}」には行がありません。中身を確かめてください。")
    return table


def _csv(text: str, encoding: str) -> Table:
    (_, header), *rows = csv_rows(text) or [(1, [])]
    filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    return Table(
        encoding,
        [name.strip() for name in header],
        [[cell.strip() for cell in cells] for _, cells in filled],
        [line for line, _ in filled],
    )


def _json(path: Path, text: str) -> Table:
    try:
        items = json.loads(text)
    except json.JSONDecodeError:
        raise UnreadableFile(f"「{path.name}」は JSON として読めません。") from None
    if not isinstance(items, list):
        raise UnreadableFile(f"「{path.name}」は町丁目の一覧ではありません。")
    good = [(n, item) for n, item in enumerate(items, start=1) if isinstance(item, dict)]
    headings = list(dict.fromkeys(str(name) for _, item in good for name in item))
    rows = [[_cell(item.get(name)) for name in headings] for _, item in good]
    refuse_lost_letters((n, "".join(row)) for (n, _), row in zip(good, rows, strict=True))
    table = Table("utf-8", headings, rows, [n for n, _ in good])
    table.dropped = [
        Dropped(n, "町丁目の書き方が正しくありません。")
        for n, item in enumerate(items, start=1)
        if not isinstance(item, dict)
    ]
    return table


def _cell(value: Any) -> str:
    return "" if value is None else str(value).strip()
