"""Which areas an address, a town or a point belongs to, and why (R003).

An address may belong to no area, to one, or to several; every answer carries its reason.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from .addresses import PART, TownBook, TownMatch, in_lots
from .index import area_index, zoning_ids_of
from .models import Area, AreaTown, AreaVersion, MunicipalityProfile, Tier, Town, ZoningSystem
from .themes import TIER_ORDER

Ints = NDArray[np.intp]


class Reason(StrEnum):
    """Why an area matched, the surest first."""

    LOTS = "lots"
    TOWN = "town"
    POINT = "point"
    TOWN_POINT = "town_point"
    PART_OF_TOWN = "part_of_town"


SURE = frozenset({Reason.LOTS, Reason.TOWN, Reason.POINT})

_WHY = {
    Reason.LOTS: "「{town}」の番地の範囲にあります",
    Reason.TOWN: "「{town}」は、この区域の町丁目の一覧にあります",
    Reason.POINT: "地図の位置がこの区域に入っています",
    Reason.TOWN_POINT: "「{town}」の代表点がこの区域に入っています",
    Reason.PART_OF_TOWN: "「{town}」の一部がこの区域です。番地まで入れるとわかります",
}


class Status(StrEnum):
    """How clear the answer is."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class AreaMatch:
    """One area and the sentence that says why it matched."""

    area: Area
    reason: Reason
    why: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer. ``town`` is set when exactly one 町丁目 fits, else see ``candidates``.

    ``point`` is (longitude, latitude) in degrees. ``areas`` is ordered by tier, zoning and name.
    ``missing`` names the base zonings in use in which nothing matched (未設定).
    """

    status: Status
    explanation: str
    town: Town | None = None
    point: tuple[float, float] | None = None
    lots: tuple[int, ...] = ()
    candidates: tuple[Town, ...] = ()
    areas: tuple[AreaMatch, ...] = ()
    missing: tuple[ZoningSystem, ...] = ()

    def by_zoning(self) -> list[tuple[ZoningSystem, list[AreaMatch]]]:
        """Return the matches zoning by zoning, widest tier first."""
        grouped = groupby(self.areas, key=lambda match: match.area.zoning)
        return [(zoning, list(matches)) for zoning, matches in grouped]


@dataclass(frozen=True, slots=True)
class PointAreas:
    """Pairs from a batch: point ``point[i]`` lies in ``area_ids[area[i]]``; ordered by both."""

    area_ids: tuple[UUID, ...]
    point: Ints
    area: Ints

    def count_per_area(self) -> dict[UUID, int]:
        """Count points area by area; a point in two areas counts in each."""
        counts = np.bincount(self.area, minlength=len(self.area_ids))
        return {area: int(n) for area, n in zip(self.area_ids, counts, strict=True)}

    def count_once(self) -> int:
        """Count the points that lie in any area, each once however many areas hold it (R003)."""
        return len(np.unique(self.point))


def resolve_points(
    lonlat: NDArray[np.float64], *, on: date, zonings: Sequence[str] = ()
) -> PointAreas:
    """Resolve points of shape (n, 2), degrees, against every shape in force on ``on``.

    ``zonings`` narrows to zoning codes. A point on a border belongs to all areas it touches; one
    with a missing coordinate to none. Raises ValueError when the array has another shape.
    """
    lonlat = np.asarray(lonlat, dtype=np.float64)
    if lonlat.ndim != 2 or lonlat.shape[1] != 2:
        raise ValueError(f"expected points of shape (n, 2), got {lonlat.shape}")
    index = area_index(on)
    hits = index.grid.find(lonlat)
    point, area = hits.point, hits.shape
    if zonings:
        wanted = zoning_ids_of(tuple(zonings))
        keep = np.array([z in wanted for z in index.zoning_ids], dtype=bool)[area]
        point, area = point[keep], area[keep]
    return PointAreas(index.area_ids, point, area)


def resolve_point(lon: float, lat: float, on: date) -> Resolution:
    """Return the areas that hold a point in degrees (R003)."""
    found = resolve_points(np.array([[lon, lat]]), on=on)
    reasons = {found.area_ids[i]: (Reason.POINT, _WHY[Reason.POINT]) for i in found.area}
    return _answer(
        reasons, on=on, point=(lon, lat), unknown="この場所は、どの区域にも入っていません。"
    )


def resolve_address(text: str, on: date) -> Resolution:
    """Return the town, its point and every area an address belongs to, with reasons (R003).

    東京都 and the municipality's name may be left out; width, numerals and ヶ/ケ/が do not matter.
    An unknown address is an answer too (status NONE with an explanation), never an error.
    """
    name = MunicipalityProfile.objects.values_list("name", flat=True).first() or ""
    match = TownBook.of(Town.objects.all(), name).find(text)
    reasons = _reasons_of(match.towns, match.lots, on)
    town = match.towns[0] if len(match.towns) == 1 else None
    return _answer(
        reasons,
        on=on,
        town=town,
        point=_point_of(town) if town else None,
        lots=match.lots,
        candidates=match.towns if town is None else (),
        unknown=match.note or "この町丁目は、まだどの区域にも入っていません（未設定）。",
        note=match.note,
    )


def base_areas_of(
    places: Sequence[tuple[str, tuple[float, float] | None]], on: date
) -> list[tuple[Area, ...]]:
    """Return, for each (address, point in degrees), the 中圏域 and 小地域 that decide there.

    A tier in which several fit is left out; so is all of a place nobody can find. A constant number
    of queries.
    """
    name = MunicipalityProfile.objects.values_list("name", flat=True).first() or ""
    book = TownBook.of(Town.objects.all(), name)
    matches = [book.find(text) if text and not point else TownMatch() for text, point in places]
    ground = Ground.of(list({t.pk: t for match in matches for t in match.towns}.values()), on)
    missing = (float("nan"), float("nan"))
    hits = resolve_points(np.array([p or missing for _, p in places]).reshape(-1, 2), on=on)
    pointed: dict[int, list[UUID]] = defaultdict(list)
    for point, area in zip(hits.point.tolist(), hits.area.tolist(), strict=True):
        pointed[point].append(hits.area_ids[area])
    base = {
        area.pk: area
        for area in Area.objects.live(on).base().exclude(tier=Tier.MUNICIPALITY)
        if not area.is_unknown
    }
    found = []
    for n, match in enumerate(matches):
        reasons = ground.reasons(match.towns, match.lots) if len(match.towns) == 1 else {}
        sure = [pk for pk, (reason, _) in reasons.items() if reason in SURE]
        held = [base[pk] for pk in pointed[n] or sure or reasons if pk in base]
        found.append(tuple(a for a in held if sum(o.tier == a.tier for o in held) == 1))
    return found


def areas_of_town(town: Town, on: date) -> tuple[AreaMatch, ...]:
    """Return the areas a whole 町丁目 belongs to, with reasons."""
    return _answer(_reasons_of((town,), (), on), on=on, unknown="").areas


def middle_area_for(resolution: Resolution, on: date) -> Area:
    """Return the area whose team takes a worry from there in; 圏域不明 when nobody can say (R001).

    The base 中圏域 decides. Where the municipality has only one, that is the answer; where it uses
    none, the area of the next tier up is (R005). Surer reasons outrank a town's mere midpoint.
    """
    tier = _routing_tier()
    live = list(Area.objects.live(on).base().filter(tier=tier, is_unknown=False)[:2])
    if len(live) == 1 and not _is_outside(resolution, live[0]):
        return live[0]
    matches = [m for m in resolution.areas if m.area.zoning.is_base and m.area.tier == tier]
    matches = [m for m in matches if m.reason in SURE] or matches
    areas = {match.area.pk: match.area for match in matches}
    if not areas:
        small = [m.area for m in resolution.areas if m.area.zoning.is_base]
        areas = {a.parent.pk: a.parent for a in small if a.parent and a.parent.tier == tier}
    if len(areas) == 1:
        return next(iter(areas.values()))
    return Area.objects.select_related("zoning").get(is_unknown=True)


def _routing_tier() -> str:
    in_use = MunicipalityProfile.objects.values_list("tiers_in_use", flat=True).first()
    return Tier.MUNICIPALITY if in_use and Tier.MIDDLE not in in_use else Tier.MIDDLE


def _is_outside(resolution: Resolution, only: Area) -> bool:
    """Say whether the place is known and known to lie outside the only area there is."""
    if resolution.point is None or any(m.area.pk == only.pk for m in resolution.areas):
        return False
    return only.versions.filter(ends_on=None).exclude(shape=None).exists()


def _point_of(town: Town) -> tuple[float, float] | None:
    if town.longitude is None or town.latitude is None:
        return None
    return town.longitude, town.latitude


@dataclass(frozen=True, slots=True)
class Ground:
    """What is on record about some towns: (area, 番地) by list, and areas by midpoint."""

    listed: dict[UUID, list[tuple[UUID, str]]]
    placed: dict[UUID, list[UUID]]

    @classmethod
    def of(cls, towns: Sequence[Town], on: date) -> "Ground":
        """Three queries, however many towns."""
        listed: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
        rows = AreaTown.objects.filter(
            town__in=[town.pk for town in towns], version__in=AreaVersion.objects.live(on)
        )
        for town_id, area_id, lots in rows.order_by("pk").values_list(
            "town_id", "version__area_id", "lots"
        ):
            listed[town_id].append((area_id, lots))
        pointed = [town for town in towns if _point_of(town)]
        lonlat = np.array([_point_of(town) for town in pointed], dtype=np.float64).reshape(-1, 2)
        hits = resolve_points(lonlat, on=on)
        placed: dict[UUID, list[UUID]] = defaultdict(list)
        for point, area in zip(hits.point, hits.area, strict=True):
            placed[pointed[point].pk].append(hits.area_ids[area])
        return cls(listed, placed)

    def reasons(
        self, towns: Sequence[Town], lots: tuple[int, ...]
    ) -> dict[UUID, tuple[Reason, str]]:
        """Return area id → reason, by lists of towns and by the midpoints of the towns."""
        found: dict[UUID, tuple[Reason, str]] = {}
        for town in towns:
            ruled_out = set()
            for area_id, ranges in self.listed[town.pk]:
                inside = bool(ranges) and in_lots(ranges, lots)
                if ranges and lots and not inside and PART not in ranges:
                    ruled_out.add(area_id)
                    continue
                part = Reason.LOTS if inside else Reason.PART_OF_TOWN
                _keep_surest(found, area_id, part if ranges else Reason.TOWN, town.name)
            for area_id in self.placed[town.pk]:
                if area_id not in ruled_out:
                    _keep_surest(found, area_id, Reason.TOWN_POINT, town.name)
        return found


def _reasons_of(
    towns: Sequence[Town], lots: tuple[int, ...], on: date
) -> dict[UUID, tuple[Reason, str]]:
    return Ground.of(towns, on).reasons(towns, lots)


def _keep_surest(
    found: dict[UUID, tuple[Reason, str]], area_id: UUID, reason: Reason, town: str
) -> None:
    order = list(Reason)
    if area_id not in found or order.index(reason) < order.index(found[area_id][0]):
        found[area_id] = (reason, _WHY[reason].format(town=town))


def _answer(
    reasons: dict[UUID, tuple[Reason, str]],
    *,
    on: date,
    unknown: str,
    town: Town | None = None,
    point: tuple[float, float] | None = None,
    lots: tuple[int, ...] = (),
    candidates: tuple[Town, ...] = (),
    note: str = "",
) -> Resolution:
    rows = Area.objects.filter(pk__in=reasons).select_related("zoning", "parent")
    areas = sorted(rows, key=_place_in_list)
    matches = tuple(AreaMatch(area, *reasons[area.pk]) for area in areas)
    per_zoning = [a.zoning_id for a in areas]
    doubled = len(candidates) > 1 or len(set(per_zoning)) < len(per_zoning)
    status = Status.NONE if not areas else Status.SEVERAL if doubled else Status.ONE
    base = ZoningSystem.objects.filter(is_base=True).exclude(pk__in=set(per_zoning))
    return Resolution(
        status=status,
        explanation=_explanation(status, unknown=unknown, note=note, town=town),
        town=town,
        point=point,
        lots=lots,
        candidates=candidates,
        areas=matches,
        missing=tuple(base) if town or point else (),
    )


def _explanation(status: Status, *, unknown: str, note: str, town: Town | None) -> str:
    if status is Status.NONE:
        return unknown
    if note:
        return note
    subject = f"「{town.name}」は" if town else "この場所は"
    if status is Status.ONE:
        return f"{subject}、次の区域に入っています。"
    return f"{subject}、同じ区分けの中の2つ以上の区域にかかっています。理由を見て選んでください。"


def _place_in_list(area: Area) -> tuple[int, str, str, str]:
    return TIER_ORDER.index(Tier(area.tier)), area.zoning.code, area.code, area.name
