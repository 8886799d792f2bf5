"""Tables (CSV or JSON) of towns: reading them whatever their encoding and headers."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .boundaries import Dropped, UnreadableFile

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
    """Rows by header name. ``lines`` are line numbers in the file, for pointing at a bad row."""

    path: Path
    encoding: str
    fields: list[str]
    rows: list[dict[str, str]]
    lines: list[int]
    dropped: list[Dropped] = field(default_factory=list)

    def column(self, aliases: Sequence[str]) -> str:
        """Return the header that means one of ``aliases``, or an empty string."""
        plain = {_plain(name): name for name in self.fields}
        return next((plain[_plain(alias)] for alias in aliases if _plain(alias) in plain), "")

    def needed(self, aliases: Sequence[str], what: str) -> str:
        """Like ``column``; raise UnreadableFile when there is none."""
        found = self.column(aliases)
        if not found:
            raise UnreadableFile(
                f"「{what}」の列がわかりません。見出しを「{aliases[0]}」にしてください。"
                f"いまの見出し: {'、'.join(self.fields)}"
            )
        return found


def read_table(path: Path) -> Table:
    """Read CSV (UTF-8 or CP932) or a JSON list of objects.

    Raises UnreadableFile when the file is missing, empty, garbled beyond repair, or has no rows.
    """
    if not path.is_file():
        raise UnreadableFile(f"ファイル「{path.name}」がありません。場所と名前を確かめてください。")
    encoding, text = decode(path)
    table = _json(path, text) if path.suffix.lower() == ".json" else _csv(path, text, encoding)
    if not table.rows:
        raise UnreadableFile(f"「{path.name}」には行がありません。中身を確かめてください。")
    return table


def decode(path: Path) -> tuple[str, str]:
    """Return (encoding, text); never guesses a letter it is not sure of."""
    raw = path.read_bytes()
    encodings = ["utf-16"] if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\ufffd" in text:
            break  # somebody's software already lost letters, and nobody can bring them back
        return encoding, text.lstrip("\ufeff")
    raise UnreadableFile(
        f"「{path.name}」は文字が壊れています。元のファイルから、UTF-8 で書き出し直してください。"
    )


def _csv(path: Path, text: str, encoding: str) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [name.strip() for name in next(reader, [])]
        table = Table(path, encoding, [h for h in header if h], [], [])
        for cells in reader:
            if any(cell.strip() for cell in cells):
                table.rows.append({h: c.strip() for h, c in zip(header, cells, strict=False) if h})
                table.lines.append(reader.line_num)
    except csv.Error:
        raise UnreadableFile(f"「{path.name}」は CSV として読めません。") from None
    return table


def _json(path: Path, text: str) -> Table:
    try:
        items = json.loads(text)
    except json.JSONDecodeError:
        raise UnreadableFile(f"「{path.name}」は JSON として読めません。") from None
    if not isinstance(items, list):
        raise UnreadableFile(f"「{path.name}」は町丁目の一覧ではありません。")
    table = Table(path, "utf-8", [], [], [])
    for line, item in enumerate(items, start=1):
        if isinstance(item, dict):
            table.rows.append({str(k): _cell(v) for k, v in item.items()})
            table.lines.append(line)
        else:
            table.dropped.append(Dropped(line, "町丁目の書き方が正しくありません。"))
    table.fields = list(dict.fromkeys(name for row in table.rows for name in row))
    return table


def _cell(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _plain(header: str) -> str:
    return re.sub(r"[\s_・/／\-ー（）()]", "", unicodedata.normalize("NFKC", header)).lower()
