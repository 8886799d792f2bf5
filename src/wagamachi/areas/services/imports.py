"""Bringing boundaries and town lists in from files: first a report, then all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import shapely
from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.core.errors import DomainError

from ..geometry import Shape, from_wkb, on_equal_ground, same
from ..importers.boundaries import Dropped, read_boundaries
from ..importers.towns_csv import read_area_towns, read_towns
from ..models import Area, AreaVersion, MunicipalityProfile, Town, ZoningSystem
from .changing import Extent, change_area, create_area
from .overlaps import NotNested, refresh_overlaps
from .report import AreaReport, TownReport
from .setup import ensure_zoning
from .towns import save_towns

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
    zoning = ZoningSystem.objects.filter(code=wanted.zoning_code).first()
    if zoning is not None and zoning.tier != wanted.tier:
        raise DomainError(
            f"区分け「{zoning.name}」は{zoning.get_tier_display()}です。--tier を確かめてください。"
        )
    if not zoning and not wanted.zoning_name:
        raise DomainError("新しい区分けの名前を --zoning-name で入れてください（例: 小学校区）。")
    _match(report, incoming, zoning, wanted.starts_on)
    with transaction.atomic():
        _write(actor, wanted, incoming, report, at)
        if not apply:
            transaction.set_rollback(True)
    report.is_applied = apply
    return report


def import_towns(*, actor: Actor, path: Path, at: datetime, apply: bool) -> TownReport:
    """Import the municipality's towns with their midpoints; ``apply=False`` only reports."""
    found = read_towns(path)
    saved = save_towns(actor=actor, rows=found.rows, at=at, apply=apply)
    return TownReport(
        file=path.name,
        encoding=found.table.encoding,
        mapping=found.mapping,
        rows_read=len(found.table.rows) + len(found.table.dropped),
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
        mapping={"名前": found.name_field, "番号": found.code_field},
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
        fields=found.table.fields,
        rows_read=len(found.table.rows) + len(found.table.dropped),
        dropped=found.dropped,
        notes=found.notes,
    )
    return report, [_Incoming(a.name, a.code, Extent(towns=a.towns), 0) for a in found.areas]


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
    report.zoning, report.tier = zoning.name, zoning.get_tier_display()
    touched = set()
    for row in incoming:
        try:
            area = _write_one(actor, wanted, zoning, row, report, at)
        except DomainError as error:
            report.dropped.append(Dropped(row.line, f"「{row.name}」: {error.message}"))
            continue
        if area is not None:
            touched.add(area.pk)
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
