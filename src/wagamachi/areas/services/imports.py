"""Bringing boundaries and town lists in from files: first a report, then all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import shapely
from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.sheets import UnreadableFile
from wagamachi.core.words import local

from ..geometry import Shape, from_wkb, hectares, on_equal_ground, same
from ..importers.boundaries import Boundaries, Dropped, read_boundaries
from ..importers.towns_csv import TownList, read_area_towns, read_towns
from ..models import Area, AreaVersion, MunicipalityProfile, Town, ZoningSystem
from ..whereabouts import common_shift, whereabouts
from .changing import Extent, change_area, create_area
from .overlaps import NotNested, refresh_overlaps
from .placing_anew import place_anew_soon
from .report import AreaReport, Covered, TownReport
from .setup import ensure_zoning
from .towns import TownRow, save_towns

SLIVER = 100.0  # square metres: smaller overlaps and gaps are how borders were digitised


@dataclass(frozen=True, slots=True)
class AreaImport:
    """What the person importing said about the file."""

    zoning_code: str
    tier: str
    starts_on: date
    zoning_name: str = ""
    name_field: str = ""
    code_field: str = ""
    parent_zoning: str = ""
    is_base: bool = False
    kind_id: str | None = None
    source: str = ""
    agreed_by: str = "行政の区域データの取込"


@dataclass(slots=True)
class _Incoming:
    """An area of the file beside the live area it continues, if there is one."""

    name: str
    code: str
    extent: Extent
    line: int
    known: Area | None = None
    current: AreaVersion | None = field(default=None)


def import_areas(
    *, actor: Actor, path: Path, wanted: AreaImport, at: datetime, apply: bool
) -> AreaReport:
    """Import boundaries (GeoJSON, Shapefile) or town lists (CSV); ``apply=False`` only reports.

    A changed shape makes a new version and keeps the old one; the same shape changes nothing, so
    a file can be imported twice. Good rows are saved, bad rows are reported by line. Raises
    UnreadableFile or DomainError when the whole file cannot be used; then nothing is saved.
    """
    report, incoming = _read(path, wanted)
    incoming = _near(report, incoming, wanted.starts_on)
    _tell_covered(report, incoming)
    zoning = ZoningSystem.objects.filter(code=wanted.zoning_code).first()
    if zoning is not None and zoning.tier != wanted.tier:
        raise DomainError(
            f"区分け「{zoning.name}」は{local(zoning.get_tier_display())}です。--tier を確かめてください。"
        )
    if not zoning and not wanted.zoning_name:
        raise DomainError("新しい区分けの名前を --zoning-name で入れてください（例: 小学校区）。")
    _match(report, incoming, zoning, wanted.starts_on)
    _tell_shift(report, incoming)
    with transaction.atomic():
        _write(actor, wanted, incoming, report, at)
        if not apply:
            transaction.set_rollback(True)
    report.is_applied = apply
    return report


def import_towns(*, actor: Actor, path: Path, at: datetime, apply: bool) -> TownReport:
    """Import the municipality's towns with their midpoints; ``apply=False`` only reports."""
    found = read_towns(path)
    rows = _near_towns(found, clock.today(at))
    with transaction.atomic():
        saved = save_towns(actor=actor, rows=rows, at=at)
        if not apply:
            transaction.set_rollback(True)
    return TownReport(
        file=path.name,
        encoding=found.table.encoding,
        mapping=found.mapping,
        rows_read=found.table.row_count,
        saved=saved,
        dropped=found.dropped,
        notes=found.notes,
        is_applied=apply,
    )


def _read(path: Path, wanted: AreaImport) -> tuple[AreaReport, list[_Incoming]]:
    if path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        return _read_list(path)
    found = read_boundaries(path, name_field=wanted.name_field, code_field=wanted.code_field)
    report = AreaReport(
        file=path.name,
        encoding=found.file.encoding,
        crs=found.file.crs,
        mapping=_boundary_mapping(found),
        fields=found.file.fields,
        rows_read=len(found.file.rows),
        dropped=found.dropped,
        notes=found.notes,
        merged_count=found.merged_count,
    )
    _measure(report, [area.shape for area in found.areas])
    return report, [
        _Incoming(a.name, a.code, Extent(shape=a.shape), a.lines[0]) for a in found.areas
    ]


def _read_list(path: Path) -> tuple[AreaReport, list[_Incoming]]:
    name = MunicipalityProfile.objects.values_list("name", flat=True).first() or ""
    found = read_area_towns(path, towns=Town.objects.all(), municipality=name)
    report = AreaReport(
        file=path.name,
        encoding=found.table.encoding,
        crs="",
        mapping=found.mapping,
        fields=found.table.headings,
        rows_read=found.table.row_count,
        dropped=found.dropped,
        notes=found.notes,
    )
    return report, [_Incoming(a.name, a.code, Extent(towns=a.towns), 0) for a in found.areas]


def _boundary_mapping(found: Boundaries) -> dict[str, str]:
    taken = {"名前": found.name_field, "番号": found.code_field}
    others = [name for name in found.file.fields if name not in taken.values()]
    return taken | ({"使わない列": "、".join(others)} if others else {})


def _near(report: AreaReport, incoming: list[_Incoming], on: date) -> list[_Incoming]:
    """Keep the areas in or near the municipality; raise UnreadableFile when none is."""
    shapes = [row.extent.shape for row in incoming if row.extent.shape is not None]
    if not shapes:
        return incoming
    place = whereabouts(on)
    west, south, east, north = shapely.total_bounds(shapes)
    if place is None:
        report.notes.append(
            f"町丁目がまだないので、この区市町村の場所かは確かめられません"
            f"（東経{(west + east) / 2:.2f}度・北緯{(south + north) / 2:.2f}度のあたりです）。"
        )
        return incoming
    far = [r for r in incoming if r.extent.shape and place.is_far(*r.extent.shape.bounds)]
    if far and len(far) == len(shapes):
        raise UnreadableFile(
            f"区域が、この区市町村から約{place.km_off(west, south, east, north):,.0f}km離れています。"
            f"座標系（ファイルの説明では「{report.crs}」）が合っているか確かめてください。"
        )
    report.dropped += [
        Dropped(row.line, f"「{row.name}」は、この区市町村から遠くはなれています。") for row in far
    ]
    return [row for row in incoming if row not in far]


def _near_towns(found: TownList, on: date) -> list[TownRow]:
    """Keep the towns whose point lies in or near what is known of the municipality."""
    place = whereabouts(on)
    if place is None:
        return found.rows
    far = {
        row.name
        for row in found.rows
        if row.longitude is not None
        and row.latitude is not None
        and place.is_far(row.longitude, row.latitude, row.longitude, row.latitude)
    }
    found.dropped += [
        Dropped(0, f"「{name}」の位置は、この区市町村から遠くはなれています。")
        for name in sorted(far)
    ]
    return [row for row in found.rows if row.name not in far]


def _tell_covered(report: AreaReport, incoming: list[_Incoming]) -> None:
    """Say of each area how many towns and hectares it holds, and which towns no area does."""
    towns = list(Town.objects.order_by("name"))
    placed = [town for town in towns if town.longitude is not None and town.latitude is not None]
    points = [shapely.Point(town.longitude, town.latitude) for town in placed]
    held: set[UUID] = set()
    for row in incoming:
        shape = row.extent.shape
        inside = {part.town.pk for part in row.extent.towns}
        if shape is not None:
            hits = shapely.intersects(shape, points)
            inside |= {town.pk for town, hit in zip(placed, hits, strict=True) if hit}
        held |= inside
        part_count = sum(1 for part in row.extent.towns if part.lots)
        size = None if shape is None else hectares(shape)
        report.covered.append(Covered(row.name, len(inside), part_count, size))
    report.left_out = [town.name for town in towns if town.pk not in held]


def _tell_shift(report: AreaReport, incoming: list[_Incoming]) -> None:
    """Say when every area lies beside its former self: a datum that is not what the file says."""
    pairs = [
        (from_wkb(row.current.shape), row.extent.shape)
        for row in incoming
        if row.current and row.current.shape is not None and row.extent.shape is not None
    ]
    if shift := common_shift(pairs):
        report.notes.append(
            f"どの区域も、いまの版から{shift[1]}へ約{shift[0]:,.0f}mずれています。"
            "座標系（日本測地系・世界測地系）が合っているか確かめてください。"
        )


def _measure(report: AreaReport, shapes: Sequence[Shape]) -> None:
    """Report where areas of the file lie over each other, and holes that none of them covers."""
    ground = on_equal_ground(shapes)
    if not len(ground):
        return
    one, other = shapely.STRtree(ground).query(ground, predicate="intersects")
    first = one < other
    common = shapely.area(shapely.intersection(ground[one[first]], ground[other[first]]))
    report.overlap_count = int((common > SLIVER).sum())
    report.overlap_hectares = float(common[common > SLIVER].sum()) / 10_000
    together = shapely.union_all(ground)
    holes = [
        shapely.Polygon(ring).area
        for part in shapely.get_parts(together)
        for ring in getattr(part, "interiors", ())
    ]
    report.gap_count = sum(1 for size in holes if size > SLIVER)
    report.gap_hectares = sum(size for size in holes if size > SLIVER) / 10_000


def _match(
    report: AreaReport, incoming: list[_Incoming], zoning: ZoningSystem | None, on: date
) -> None:
    """Find the live area each row continues, by number when there is one, else by name."""
    live = list(Area.objects.live(on).filter(zoning=zoning)) if zoning else []
    current = {
        v.area_id: v
        for v in AreaVersion.objects.filter(area__in=live, ends_on=None).prefetch_related(
            "area_towns"
        )
    }
    by_code = {area.code: area for area in live if area.code}
    by_name = {area.name: area for area in live}
    for row in incoming:
        row.known = by_code.get(row.code) if row.code else by_name.get(row.name)
        row.current = current.get(row.known.pk) if row.known else None
    kept = {row.known.pk for row in incoming if row.known}
    report.missing = [area.name for area in live if area.pk not in kept]


def _write(
    actor: Actor, wanted: AreaImport, incoming: list[_Incoming], report: AreaReport, at: datetime
) -> None:
    zoning = ensure_zoning(
        actor=actor,
        code=wanted.zoning_code,
        name=wanted.zoning_name,
        tier=wanted.tier,
        at=at,
        is_base=wanted.is_base,
        kind_id=wanted.kind_id,
        source=wanted.source,
    )
    report.zoning, report.tier = zoning.name, local(zoning.get_tier_display())
    touched = set()
    for row in incoming:
        try:
            area = _write_one(actor, wanted, zoning, row, report, at)
        except DomainError as error:
            report.dropped.append(Dropped(row.line, f"「{row.name}」: {error.message}"))
            continue
        if area is not None:
            touched.add(area.pk)
    place_anew_soon(touched, from_day=wanted.starts_on, at=at)
    if touched or wanted.is_base:
        loose = refresh_overlaps(on=wanted.starts_on, parent_zoning=wanted.parent_zoning)
        report.not_nested = [_loose_line(found) for found in loose if found.area.pk in touched]


def _write_one(
    actor: Actor,
    wanted: AreaImport,
    zoning: ZoningSystem,
    row: _Incoming,
    report: AreaReport,
    at: datetime,
) -> Area | None:
    if row.known is None:
        area = create_area(
            actor=actor,
            zoning=zoning,
            name=row.name,
            code=row.code,
            starts_on=wanted.starts_on,
            at=at,
            extent=row.extent,
            agreed_by=wanted.agreed_by,
            note=report.file,
            refresh=False,
        )
        report.new.append(row.name)
        return area
    if row.current is not None and _is_same(row.current, row.extent):
        report.unchanged.append(row.name)
        return None
    change_area(
        actor=actor,
        area=row.known,
        extent=row.extent,
        starts_on=wanted.starts_on,
        agreed_by=wanted.agreed_by,
        at=at,
        note=report.file,
        refresh=False,
    )
    report.changed.append(row.name)
    return row.known


def _is_same(current: AreaVersion, extent: Extent) -> bool:
    if (current.shape is None) != (extent.shape is None):
        return False
    if current.shape is not None and extent.shape is not None:
        return same(from_wkb(current.shape), extent.shape)
    old = {(part.town_id, part.lots) for part in current.area_towns.all()}
    return old == {(part.town.pk, part.lots) for part in extent.towns}


def _loose_line(found: NotNested) -> str:
    return f"「{found.area.name}」は「{found.parent.name}」に{found.share:.0%}だけ入っています"
