"""What a person reads before (and after) a file is imported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..importers.boundaries import Dropped
from .towns import TownsSaved

_SHOWN = 20  # of any list; the rest is counted


@dataclass(frozen=True, slots=True)
class Covered:
    """What one area of the file holds; ``hectares`` is None when it has no shape."""

    name: str
    town_count: int
    part_count: int
    hectares: float | None

    def __str__(self) -> str:
        part = f"（うち一部だけ {self.part_count}）" if self.part_count else ""
        size = (
            "広さは形がないのでわかりません" if self.hectares is None else f"{self.hectares:,.1f}ha"
        )
        return f"{self.name}: 町丁目 {self.town_count}{part}、{size}"


@dataclass(slots=True)
class AreaReport:
    """What importing areas did, or would do."""

    file: str
    encoding: str
    crs: str
    mapping: dict[str, str]
    fields: list[str]
    rows_read: int
    dropped: list[Dropped]
    notes: list[str]
    merged_count: int = 0
    zoning: str = ""
    tier: str = ""
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    not_nested: list[str] = field(default_factory=list)
    covered: list[Covered] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    overlap_count: int = 0
    overlap_hectares: float = 0.0
    gap_count: int = 0
    gap_hectares: float = 0.0
    is_applied: bool = False

    def lines(self) -> Iterator[str]:
        """Yield the report line by line, in Japanese."""
        yield from _head(self.file, self.rows_read, self.encoding, self.mapping)
        if self.crs:
            yield f"座標系: {self.crs}"
        yield f"区分け: {self.zoning}（{self.tier}）"
        counts = len(self.new), len(self.changed), len(self.unchanged)
        yield "新しい区域 {}・形が変わる区域 {}・同じ {}".format(*counts)
        if self.merged_count:
            yield f"同じ番号の形を1つにまとめました: {self.merged_count}"
        if self.crs:
            yield f"区域どうしの重なり: {self.overlap_count}か所（{self.overlap_hectares:.2f}ha）"
            yield f"すきま: {self.gap_count}か所（{self.gap_hectares:.2f}ha）"
        yield "区域ごとの中身:"
        yield from (f"  - {area}" for area in self.covered)
        yield from _listed("どの区域にも入らない町丁目", self.left_out)
        yield from _listed("入れ子ではありません", self.not_nested)
        yield from _listed("このファイルにない区域（そのまま残します）", self.missing)
        yield from _tail(self.dropped, self.notes, self.is_applied)


@dataclass(slots=True)
class TownReport:
    """What importing towns did, or would do."""

    file: str
    encoding: str
    mapping: dict[str, str]
    rows_read: int
    saved: TownsSaved
    dropped: list[Dropped]
    notes: list[str]
    is_applied: bool

    def lines(self) -> Iterator[str]:
        """Yield the report line by line, in Japanese."""
        yield from _head(self.file, self.rows_read, self.encoding, self.mapping)
        saved = self.saved
        yield f"新しい町丁目 {saved.new}・変わる町丁目 {saved.changed}・同じ {saved.unchanged}"
        yield from _tail(self.dropped, self.notes, self.is_applied)


def _head(file: str, rows_read: int, encoding: str, mapping: dict[str, str]) -> Iterator[str]:
    yield f"ファイル: {file}（{rows_read}行、文字コード {encoding}）"
    columns = "、".join(f"{what} ← {column or 'なし'}" for what, column in mapping.items())
    yield f"列の対応: {columns}"


def _tail(dropped: Sequence[Dropped], notes: Sequence[str], is_applied: bool) -> Iterator[str]:
    yield from _listed(
        "使わなかった行", [f"{row.line}行目: {row.why}" if row.line else row.why for row in dropped]
    )
    yield from _listed("お知らせ", notes)
    yield (
        "取り込みました。"
        if is_applied
        else "まだ何も変えていません。このとおりでよければ --apply を付けてください。"
    )


def _listed(title: str, items: Sequence[str]) -> Iterator[str]:
    if not items:
        return
    yield f"{title}: {len(items)}"
    yield from (f"  - {item}" for item in items[:_SHOWN])
    if len(items) > _SHOWN:
        yield f"  - ほか{len(items) - _SHOWN}件"
