"""圏域一致チェック: do two zonings, such as 包括圏域 and 民児協地区, divide the town alike? (R004)"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role

from .models import Area, Town, ZoningSystem
from .queries import towns_by_area

COORDINATORS = (Role.CSW, Role.TEAM_LEAD, Role.SEIKATSU_SC)
HOUKATSU, MINKYO = "KENIKI_TAIKEI-06", "KENIKI_TAIKEI-07"


@dataclass(frozen=True, slots=True)
class TownLine:
    """One 町丁目 with its areas in both zonings; ``breaks`` when it keeps them from matching."""

    town: Town
    one: tuple[Area, ...]
    other: tuple[Area, ...]
    breaks: bool


@dataclass(slots=True)
class Piece:
    """What two areas have in common, and who coordinates there."""

    one: Area
    other: Area
    towns: list[Town] = field(default_factory=list)
    coordinators: list[str] = field(default_factory=list)
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The whole check: every 町丁目, and the pairs of areas that are not one to one."""

    lines: list[TownLine]
    pairs: list[Piece]

    @property
    def breaking(self) -> list[TownLine]:
        return [line for line in self.lines if line.breaks]


def default_pair(zonings: list[ZoningSystem]) -> tuple[ZoningSystem, ZoningSystem] | None:
    """Return 包括圏域 and 民児協地区 where both are on record, else the first two, else None."""
    by_kind = {zoning.kind_id: zoning for zoning in zonings}
    chosen = [by_kind[kind] for kind in (HOUKATSU, MINKYO) if kind in by_kind]
    rest = [zoning for zoning in zonings if zoning not in chosen]
    both = [*chosen, *rest][:2]
    return (both[0], both[1]) if len(both) == 2 else None


def match(one: ZoningSystem, other: ZoningSystem, on: date) -> Match:
    """Compare two zonings town by town; a constant number of queries.

    A pair is one to one when neither area shares a town with another. A 町丁目 breaks that when it is
    in no area of one zoning, in several, or in a pair that is not for both the one they share most.
    """
    areas = {a.pk: a for a in Area.objects.live(on).filter(zoning__in=(one, other))}
    held: dict[UUID, list[Area]] = defaultdict(list)
    every = towns_by_area(on)
    for area_id in areas:
        for town_id in every.get(area_id, ()):
            held[town_id].append(areas[area_id])
    towns = list(Town.objects.order_by("name"))
    sides = {town.pk: (_of(held[town.pk], one), _of(held[town.pk], other)) for town in towns}
    pieces = _pieces(towns, sides)
    lines = [_line(town, *sides[town.pk], pieces) for town in towns]
    loose = _not_one_to_one(pieces)
    _name_coordinators(loose, every, on)
    return Match(lines, loose)


def _of(areas: list[Area], zoning: ZoningSystem) -> tuple[Area, ...]:
    mine = [area for area in areas if area.zoning_id == zoning.pk]
    return tuple(sorted(mine, key=lambda area: (area.code, area.name)))


Pieces = dict[tuple[UUID, UUID], Piece]
Sides = dict[UUID, tuple[tuple[Area, ...], tuple[Area, ...]]]


def _pieces(towns: list[Town], sides: Sides) -> Pieces:
    pieces: Pieces = {}
    for town in towns:
        for one in sides[town.pk][0]:
            for other in sides[town.pk][1]:
                piece = pieces.setdefault((one.pk, other.pk), Piece(one, other))
                piece.towns.append(town)
    for piece in pieces.values():
        piece.is_main = (
            piece is _largest(pieces, one=piece.one) is _largest(pieces, other=piece.other)
        )
    return pieces


def _largest(pieces: Pieces, one: Area | None = None, other: Area | None = None) -> Piece:
    mine = [p for p in pieces.values() if one in (None, p.one) and other in (None, p.other)]
    return max(mine, key=lambda p: (len(p.towns), p.one.name, p.other.name))


def _line(town: Town, one: tuple[Area, ...], other: tuple[Area, ...], pieces: Pieces) -> TownLine:
    fits = len(one) == len(other) == 1 and pieces[one[0].pk, other[0].pk].is_main
    return TownLine(town, one, other, breaks=not fits)


def _not_one_to_one(pieces: Pieces) -> list[Piece]:
    first: dict[UUID, int] = defaultdict(int)
    second: dict[UUID, int] = defaultdict(int)
    for piece in pieces.values():
        first[piece.one.pk] += 1
        second[piece.other.pk] += 1
    loose = [p for p in pieces.values() if first[p.one.pk] > 1 or second[p.other.pk] > 1]
    return sorted(loose, key=lambda p: (p.one.code, p.one.name, p.other.code, p.other.name))


def _name_coordinators(pieces: list[Piece], every: dict[UUID, set[UUID]], on: date) -> None:
    """Name who covers each piece: by the two areas themselves, or an area that holds its towns."""
    posts = Assignment.objects.live(on).filter(role__in=COORDINATORS, user__is_active=True)
    named = list(posts.order_by("user__kana").values_list("user__name", "areas"))
    for piece in pieces:
        towns = {town.pk for town in piece.towns}
        piece.coordinators = list(
            dict.fromkeys(
                name
                for name, area in named
                if area
                and (area in (piece.one.pk, piece.other.pk) or towns & every.get(area, set()))
            )
        )
