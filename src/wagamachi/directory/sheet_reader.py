"""Reading a CSV of 社会資源: every line is judged on its own, nothing is written (R024)."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import CharField, TextField

from wagamachi.areas.models import Area
from wagamachi.areas.resolve import base_areas_of
from wagamachi.areas.whereabouts import Whereabouts, whereabouts
from wagamachi.core.codes import TOGETHER
from wagamachi.core.errors import DomainError
from wagamachi.core.models import Code
from wagamachi.core.sheets import Columns, csv_rows
from wagamachi.core.sheets import decode as decode_letters
from wagamachi.core.text import fold
from wagamachi.organizations.models import Organization

from . import sheet_cells as cells
from .models import Resource
from .sheet_cells import BadCell

T = TypeVar("T")
MAX_BYTES = 1_000_000
MAX_LINES = 1000
NEW, CHANGED, SAME, REFUSED = ACTIONS = ("加える", "直す", "変わりません", "取りこめません")
REQUIRED = ("name", "kind", "sector")
_MANY = ("themes", "areas")
_PART = re.compile(r"[・（）]")

# What a column may be called, the first being what the export writes.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("番号", "id"),
    "name": ("名称", "名前", "資源名", "団体名", "サービス名", "name"),
    "kana": ("ふりがな", "フリガナ", "よみ", "かな"),
    "kind": ("種別", "種類", "資源種別"),
    "sector": ("成り立ち", "区分"),
    "organization": ("機関", "運営", "運営団体", "実施主体"),
    "themes": ("どんなことに", "テーマ", "対象の課題"),
    "description": ("内容", "説明", "概要", "活動内容"),
    "areas": ("使える圏域", "圏域", "対象地域"),
    "weekdays": ("曜日", "開催日", "実施日"),
    "hours": ("時間", "開催時間"),
    "cost_yen": ("費用", "料金", "参加費", "会費"),
    "cost_note": ("費用のメモ", "料金の備考"),
    "capacity": ("定員", "受入枠"),
    "contact": ("連絡窓口", "窓口", "問合せ先", "連絡先"),
    "contact_person": ("担当の人", "担当者"),
    "phone": ("電話", "電話番号", "tel"),
    "address": ("場所・所在地", "住所", "所在地", "場所", "会場"),
    "longitude": ("経度",),
    "latitude": ("緯度",),
    "wheelchair": ("車いす", "車椅子", "バリアフリー"),
    "access_note": ("使いやすさのメモ",),
    "is_public": ("住民向けのページに出す", "公開"),
    "verified_on": ("確かめた日", "最終確認日"),
    "starts_on": ("はじまる日", "開始日"),
    "ends_on": ("終了日", "おわる日"),
}


@dataclass(slots=True)
class Line:
    """One line of the file: what it would do, or what is wrong with it."""

    number: int
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    resource: Resource | None = None
    mistakes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_same: bool = False

    def compare(self) -> None:
        """Set ``is_same`` when the resource already is as the line says: nothing is written."""
        self.is_same = self.resource is not None and all(
            _as_it_is(self.resource, column) == (set(value) if column in _MANY else value)
            for column, value in self.values.items()
        )

    @property
    def action(self) -> str:
        """Return what importing the line would do, in the words of the report."""
        if self.mistakes:
            return REFUSED
        if self.resource is None:
            return NEW
        return SAME if self.is_same else CHANGED


@dataclass(frozen=True, slots=True)
class Report:
    """Every line with what it would do. ``columns`` says what each heading was taken for."""

    lines: list[Line]
    columns: Columns

    @property
    def mapping(self) -> list[tuple[str, str]]:
        """Pairs of (our word for a column, the headings it is read from)."""
        return [(HEADINGS[c][0], self.columns.said(c)) for c in HEADINGS if c in self.columns]

    @property
    def good(self) -> list[Line]:
        """The lines that would write something."""
        return [line for line in self.lines if not line.mistakes and not line.is_same]

    @property
    def bad(self) -> list[Line]:
        return [line for line in self.lines if line.mistakes]

    @property
    def counted(self) -> str:
        """How many lines are what, in the same words before and after they are taken in."""
        found = Counter(line.action for line in self.lines)
        return "、".join(f"{action} {found[action]}行" for action in ACTIONS)

    @property
    def outcome(self) -> str:
        """What becomes of every line, in one word to compare by: a promise and its keeping."""
        said = "\n".join(f"{line.number} {line.action}" for line in self.lines)
        return sha256(said.encode()).hexdigest()


def decode(data: bytes) -> str:
    """Return the text of an uploaded file; raise DomainError saying how to save it."""
    if len(data) > MAX_BYTES:
        raise DomainError("ファイルが大きすぎます。1MBまでに分けてください。", field="file")
    if data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise DomainError(
            "Excelのファイルのままでは読めません。"
            "Excelで「名前を付けて保存」から「CSV UTF-8」をえらんで保存してください。",
            field="file",
        )
    return decode_letters(data)[1]


def read(text: str, on: date) -> Report:
    """Judge every line of a CSV text; raise DomainError when it is no table of resources.

    A constant number of queries, whatever the number of lines.
    """
    rows = csv_rows(text)
    if not rows:
        raise DomainError(
            "ファイルが空です。見出しの行と、資源の行を入れてください。", field="file"
        )
    columns = _columns(rows)
    if "name" not in columns and "id" not in columns:
        raise DomainError(
            "見出しの行が見つかりません。1行目に「名称」「種別」「成り立ち」などの見出しを入れてください。",
            field="file",
        )
    if len(rows) - 1 > MAX_LINES:
        raise DomainError(f"1回に読めるのは{MAX_LINES}行までです。分けてください。", field="file")
    lookups = Lookups.load(on)
    lines = [_line(n, row, columns, lookups) for n, row in rows[1:] if any(c.strip() for c in row)]
    _mark_doubles(lines)
    _place(lines, on)
    for line in lines:
        line.compare()
    return Report(lines, columns)


def _columns(rows: list[tuple[int, list[str]]]) -> Columns:
    """Take the headings; a column of somebody else's numbers is not one of ours."""
    columns = Columns.of(rows[0][1], HEADINGS)
    numbers = [columns.value("id", row) for _, row in rows[1:]] if "id" in columns else []
    foreign = any(numbers) and "name" in columns and not any(map(_as_id, numbers))
    return columns.without("id") if foreign else columns


def _place(lines: list[Line], on: date) -> None:
    """Give each new resource the areas its address or point lies in, unless the file names some."""
    fresh = [n for n in lines if n.resource is None and not n.values.get("areas")]
    points = {line.number: _point(line) for line in fresh}
    found = base_areas_of(
        [(str(line.values.get("address", "")), points[line.number]) for line in fresh], on
    )
    for line, areas in zip(fresh, found, strict=True):
        if areas:
            line.values["areas"] = list(areas)
            how = "地図の位置" if points[line.number] else "所在地"
            line.notes.append(f"圏域: {'・'.join(area.name for area in areas)}（{how}から）")
        elif line.values.get("address") or points[line.number]:
            line.notes.append("圏域: わかりません（どこでも使えるものとして入れます）")


def _point(line: Line) -> tuple[float, float] | None:
    longitude, latitude = line.values.get("longitude"), line.values.get("latitude")
    return (longitude, latitude) if longitude is not None and latitude is not None else None


@dataclass(frozen=True, slots=True)
class Lookups:
    """Everything a cell may name, read once."""

    kinds: dict[str, Code]
    themes: dict[str, Code]
    areas: dict[str, list[Area]]
    organizations: dict[str, list[Organization]]
    resources: dict[UUID, Resource]
    place: Whereabouts | None

    @classmethod
    def load(cls, on: date) -> "Lookups":
        codes = Code.objects.live(on)
        areas: dict[str, list[Area]] = defaultdict(list)
        for area in Area.objects.live(on).select_related("zoning"):
            areas[fold(area.name)].append(area)
            areas[fold(f"{area.zoning.name}:{area.name}")].append(area)
        organizations: dict[str, list[Organization]] = defaultdict(list)
        for organization in Organization.objects.live(on):
            organizations[fold(organization.name)].append(organization)
        return cls(
            kinds=_by_part(codes.of("SHIGEN")),
            themes=_by_name(codes.filter(code_list_id__in=TOGETHER)),
            areas=areas,
            organizations=organizations,
            place=whereabouts(on),
            resources={
                r.pk: r
                for r in Resource.objects.select_related("kind", "organization").prefetch_related(
                    *_MANY
                )
            },
        )


def _by_name(codes: Iterable[Code]) -> dict[str, Code]:
    """Return codes by whatever people write for them: what one is called here is before all else."""
    found: dict[str, Code] = {}
    codes = list(codes)
    found.update((fold(word), code) for code in codes for word in code.synonyms)
    found.update((fold(code.label), code) for code in codes)
    found.update((fold(name), code) for code in codes for name in (code.pk, str(code)))
    return found


def _by_part(codes: Iterable[Code]) -> dict[str, Code]:
    """Return codes by their names and by each part of a name that only one has: 病院 of 病院・医療."""
    codes = list(codes)
    parts: dict[str, list[Code]] = defaultdict(list)
    for code in codes:
        for part in _PART.split(str(code)):
            parts[fold(part)].append(code)
    return {part: found[0] for part, found in parts.items() if len(found) == 1} | _by_name(codes)


def _line(number: int, row: list[str], columns: Columns, lookups: Lookups) -> Line:
    raw = {column: columns.value(column, row) for column in columns.places}
    line = Line(number, cells.unguarded(raw.get("name", "")))
    line.resource = _existing(line, raw.pop("id", ""), lookups)
    for column, text in raw.items():
        try:
            line.values[column] = _value(column, text, lookups)
        except BadCell as error:
            line.mistakes.append(str(error))
    line.mistakes += [
        f"「{HEADINGS[column][0]}」を書いてください。"
        for column in REQUIRED
        if not raw.get(column) and (column in raw or line.resource is None)
    ]
    kind = line.values.get("kind")
    if kind is not None and fold(raw["kind"]) != fold(str(kind)):
        line.notes.append(f"種別: {kind}")
    if (point := _point(line)) and lookups.place and lookups.place.is_far(*point, *point):
        km = lookups.place.km_off(*point, *point)
        line.mistakes.append(
            f"地図の位置が、この区市町村から約{km:,.0f}km離れています。経度・緯度を確かめてください。"
        )
    if line.resource is not None:
        line.values.setdefault("name", line.resource.name)
        line.values.setdefault("organization", line.resource.organization)
        line.name = line.name or line.resource.name
    return line


def _existing(line: Line, text: str, lookups: Lookups) -> Resource | None:
    if not text:
        return None
    known = lookups.resources.get(_as_id(text) or UUID(int=0))
    if known is None:
        line.mistakes.append(
            "「番号」の資源が見つかりません。新しい資源なら、番号を空にしてください。"
        )
    return known


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_READERS: dict[str, Callable[[str], Any]] = {
    "capacity": cells.people,
    "cost_yen": cells.yen,
    "ends_on": cells.day,
    "is_public": lambda text: bool(cells.yes_or_no(text)),
    "latitude": lambda text: cells.degrees(text, 20, 46),
    "longitude": lambda text: cells.degrees(text, 122, 154),
    "sector": lambda text: cells.sector(text) if text else "",
    "starts_on": cells.day,
    "verified_on": cells.day,
    "weekdays": cells.weekdays,
    "wheelchair": cells.yes_or_no,
}


def _value(column: str, text: str, lookups: Lookups) -> Any:
    if column == "kind":
        return _named(text, lookups.kinds, "種別") if text else None
    if column == "themes":
        return [_named(name, lookups.themes, "どんなことに") for name in _several(text)]
    if column == "areas":
        return [_only(name, lookups.areas, "圏域") for name in _several(text)]
    if column == "organization":
        return _only(text, lookups.organizations, "機関") if text else None
    if column in _READERS:
        return _READERS[column](text)
    return _text(column, cells.unguarded(text))


def _as_it_is(resource: Resource, column: str) -> Any:
    value = getattr(resource, column)
    return set(value.all()) if column in _MANY else value


def _text(column: str, text: str) -> str:
    model_field = Resource._meta.get_field(column)
    assert isinstance(model_field, CharField | TextField)
    longest = model_field.max_length or 2000
    if len(text) > longest:
        raise BadCell(f"「{HEADINGS[column][0]}」は{longest}文字までにしてください。")
    return fold(text) if column == "kana" else text


def _several(text: str) -> list[str]:
    for mark in ("；", ";", "\n", "、"):
        text = text.replace(mark, "|")
    return list(dict.fromkeys(name.strip() for name in text.split("|") if name.strip()))


def _named(name: str, known: dict[str, Code], heading: str) -> Code:
    try:
        return known[fold(name)]
    except KeyError:
        raise BadCell(
            f"「{heading}」の「{name}」はコード表にありません。コード表にあることばで書いてください。"
        ) from None


def _only(name: str, known: dict[str, list[T]], heading: str) -> T:
    found = known.get(fold(name), [])
    if not found:
        raise BadCell(
            f"「{heading}」の「{name}」が見つかりません。画面にある名前で書いてください。"
        )
    if len(found) > 1:
        raise BadCell(
            f"「{heading}」の「{name}」は{len(found)}つあります。"
            "圏域なら「区分けの名前:圏域の名前」のように書いて区別してください。"
        )
    return found[0]


def _mark_doubles(lines: list[Line]) -> None:
    """Two lines must not be about the same resource."""
    seen: dict[object, int] = {}
    for line in lines:
        organization = line.values.get("organization")
        key = line.resource.pk if line.resource else (line.name, organization and organization.pk)
        if key in seen:
            line.mistakes.append(f"{seen[key]}行目と同じ資源です。どちらか1行にしてください。")
        seen.setdefault(key, line.number)
