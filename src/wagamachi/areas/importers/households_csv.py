"""世帯数 by 町丁目 or by area, from a table: every line is judged on its own (R018)."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from wagamachi.core.sheets import Columns, UnreadableFile, csv_rows
from wagamachi.core.text import fold
from wagamachi.core.wareki import BadDate, parse_date

from ..addresses import TownBook
from ..models import Area, Town
from ..town_words import BadTowns, read_town_words
from . import tables

HEADINGS = {
    "町丁目": tables.TOWN,
    "圏域": tables.AREA,
    "世帯数": ("世帯数", "世帯", "世帯総数", "households"),
    "日": ("基準日", "調査日", "年月日", "日付", "いつの数か", "調査年月日"),
    "出典": ("出典", "資料"),
}
MOST_LINES = 5000


@dataclass(slots=True)
class Line:
    """One line: what it says, or why it cannot be taken in."""

    number: int
    name: str
    households: int = 0
    counted_on: date | None = None
    source: str = ""
    area: Area | None = None
    town: Town | None = None
    mistake: str = ""


@dataclass(slots=True)
class HouseholdTable:
    """The whole file, read. ``columns`` says what each heading was taken for."""

    columns: Columns
    lines: list[Line] = field(default_factory=list)

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if not line.mistake]

    @property
    def bad(self) -> list[Line]:
        return [line for line in self.lines if line.mistake]

    @property
    def mapping(self) -> list[tuple[str, str]]:
        return list(tables.mapping(self.columns).items())


def read_households(
    text: str, *, book: TownBook, on: date, counted_on: date | None, source: str
) -> HouseholdTable:
    """Judge every line of a CSV; ``counted_on`` and ``source`` stand in where the file says neither.

    Raises UnreadableFile when it is no table of households.
    """
    rows = csv_rows(text)
    columns = Columns.of(rows[0][1] if rows else [], HEADINGS)
    if "世帯数" not in columns or not ("町丁目" in columns or "圏域" in columns):
        raise UnreadableFile(
            "「町丁目」（または「圏域」）と「世帯数」の見出しが要ります。1行目を確かめてください。",
            field="file",
        )
    if len(rows) - 1 > MOST_LINES:
        raise UnreadableFile(f"1回に読めるのは{MOST_LINES}行までです。", field="file")
    areas: dict[str, list[Area]] = {}
    for area in Area.objects.live(on).base().filter(is_unknown=False):
        areas.setdefault(fold(area.name), []).append(area)
    table = HouseholdTable(columns)
    seen: dict[object, int] = {}
    for number, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        line = _line(number, row, columns, book, areas)
        line.counted_on = line.counted_on or counted_on
        line.source = line.source or source
        _complete(line, seen, on)
        table.lines.append(line)
    return table


def _line(
    number: int, row: list[str], columns: Columns, book: TownBook, areas: dict[str, list[Area]]
) -> Line:
    town, area = columns.value("町丁目", row), columns.value("圏域", row)
    line = Line(number, town or area, source=columns.value("出典", row)[:120])
    try:
        if town:
            line.town = _one_town(book, town)
        else:
            line.area = _one_area(areas, area)
        line.households = _count(columns.value("世帯数", row))
        day = columns.value("日", row)
        line.counted_on = parse_date(day) if day else None
    except BadDate as error:
        line.mistake = error.message
    except (BadTowns, ValueError) as error:
        line.mistake = str(error)
    return line


def _one_town(book: TownBook, text: str) -> Town:
    parts = read_town_words(book, text).parts
    if len(parts) != 1 or parts[0].lots:
        raise BadTowns(f"「{text}」は、1つの町丁目の全部ではありません。1行に1つ書いてください。")
    return parts[0].town


def _one_area(areas: dict[str, list[Area]], text: str) -> Area:
    found = areas.get(fold(text), [])
    if len(found) != 1:
        raise ValueError(f"圏域「{text}」が見つからないか、1つに決まりません。")
    return found[0]


def _count(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("世帯").strip()
    if not (plain.isascii() and plain.isdecimal()) or int(plain) > 10_000_000:
        raise ValueError(f"世帯数「{text}」が読めません。数字だけを書いてください。")
    return int(plain)


def _complete(line: Line, seen: dict[object, int], on: date) -> None:
    if line.mistake:
        return
    key = (line.town or line.area, line.counted_on)
    if line.counted_on is None:
        line.mistake = "いつの数かがわかりません。「基準日」の列か、上の日を入れてください。"
    elif line.counted_on > on:
        line.mistake = "先の日の数です。日を確かめてください。"
    elif not line.source:
        line.mistake = "出典がありません。「出典」の列か、上の出典を入れてください。"
    elif key in seen:
        line.mistake = f"{seen[key]}行目と同じところの同じ日の数です。どちらか1行にしてください。"
    seen.setdefault(key, line.number)
