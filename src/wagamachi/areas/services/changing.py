"""Drawing areas: new ones, changed ones with who agreed, and ended ones (R002)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.versions import NOTHING, Difference, differences, who_wrote
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.core.models import Code
from wagamachi.core.refs import Ref
from wagamachi.core.wareki import format_wareki

from ..addresses import lot_ranges
from ..geometry import Shape, from_wkb, same, to_wkb
from ..models import Area, AreaTown, AreaVersion, Origin, Tier, ZoningSystem
from ..themes import tiers_above
from ..town_words import TownPart
from .overlaps import refresh_overlaps
from .placing_anew import place_anew_soon


@dataclass(frozen=True, slots=True)
class Extent:
    """What an area covers: a shape in lon/lat, a set of towns, or both."""

    shape: Shape | None = None
    towns: Sequence[TownPart] = ()


def create_area(
    *,
    actor: Actor,
    zoning: ZoningSystem,
    name: str,
    starts_on: date,
    at: datetime,
    extent: Extent = Extent(),  # frozen
    parent: Area | None = None,
    agreed_by: str = "",
    agreed_ref: str = "",
    note: str = "",
    refresh: bool = True,
    perm: Perm = Perm.AREA_EDIT,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
    **about: Any,
) -> Area:
    """Draw a new area with its first version, once for one ``id``.

    ``about`` are further fields of ``Area`` (code, kana, origin, basis_codes, landmarks, …).
    ``refresh=False`` leaves overlaps, parents and what lies there to the caller. Raises DomainError for a blank or
    taken name, a parent that is not above, wrong 番地, an unknown basis, or a proposal by nobody.
    """
    said = about | {"name": name.strip(), "parent": parent, "starts_on": starts_on}
    agreement = {"agreed_by": agreed_by, "agreed_ref": agreed_ref, "note": note}

    def then(area: Area) -> None:
        _add_version(area, extent, starts_on, **agreement)
        if refresh:
            refresh_overlaps(on=starts_on, changed={area.pk})
            area.refresh_from_db()
            place_anew_soon([area.pk], from_day=starts_on, at=at)

    return keep_new(
        Area, id=id, actor=actor, at=at, perm=perm, said=said | {"zoning": zoning},
        first=lambda: _check_about(zoning, name, parent, starts_on, about), then=then,
        also=lambda area: _said_of_extent(area, extent, agreement),
        settled=lambda area: () if parent else ("parent",),  # the one that holds most of it
        data={"zoning": zoning.code, "tier": zoning.tier, "origin": about.get("origin", "government")},
    )  # fmt: skip


def _said_of_extent(area: Area, extent: Extent, agreement: dict[str, str]) -> list[Difference]:
    """Return in what the first version of an area is not what came again."""
    kept = area.versions.earliest("starts_on")
    found = differences(kept, agreement)
    parts = kept.area_towns.select_related("town").order_by("town__name")
    towns = [TownPart(part.town, part.lots) for part in parts]
    if {(one.town.pk, one.lots) for one in towns} != {(p.town.pk, p.lots) for p in extent.towns}:
        found.append(("町丁目", _in_words(towns), _in_words(extent.towns)))
    drawn = from_wkb(kept.shape) if kept.shape is not None else None
    if not (drawn is extent.shape or (drawn and extent.shape and same(drawn, extent.shape))):
        found.append(("形", "いまの形", "べつの形" if extent.shape else NOTHING))
    return found


def _in_words(towns: Sequence[TownPart]) -> str:
    words = (f"{one.town.name} {one.lots}".strip() for one in towns)
    return "、".join(sorted(words)) or NOTHING


def propose_area(
    *,
    actor: Actor,
    zoning: ZoningSystem,
    name: str,
    proposed_by: str,
    basis_codes: Sequence[str],
    landmarks: str,
    starts_on: date,
    at: datetime,
    extent: Extent = Extent(),  # frozen
    **more: Any,
) -> Area:
    """Write down the area residents feel is theirs: who says so, on what basis, by what landmarks.

    Raises DomainError when any of the three is missing (R002).
    """
    if not proposed_by.strip():
        raise DomainError("提案した人・集まりを書いてください。", field="proposed_by")
    if not basis_codes:
        raise DomainError("よりどころを1つ以上選んでください。", field="basis_codes")
    if not landmarks.strip():
        raise DomainError(
            "住民が挙げた目じるし（人・店・道・施設）を書いてください。", field="landmarks"
        )
    return create_area(
        actor=actor,
        zoning=zoning,
        name=name,
        starts_on=starts_on,
        at=at,
        extent=extent,
        origin=Origin.RESIDENTS,
        proposed_by=proposed_by.strip(),
        basis_codes=list(basis_codes),
        landmarks=landmarks.strip(),
        perm=Perm.AREA_PROPOSE,
        **more,
    )


def change_area(
    *,
    actor: Actor,
    area: Area,
    extent: Extent,
    starts_on: date,
    agreed_by: str,
    at: datetime,
    agreed_ref: str = "",
    note: str = "",
    seen_version: int | None = None,
    refresh: bool = True,
) -> AreaVersion:
    """Give an area a new extent from a day on; the old one stays in its history (R002).

    Raises DomainError when nobody agreed or the day is not after the current version's, Conflict
    when somebody changed the area after the form was opened (``seen_version``).
    """
    if not agreed_by.strip():
        raise DomainError("どこで合意したか（協議の場の名前）を書いてください。", field="agreed_by")
    with transaction.atomic():
        current = _hold(area, seen_version, reader=actor)
        if current and starts_on <= current.starts_on:
            raise DomainError(
                f"いまの版は{format_wareki(current.starts_on)}からです。それより後の日を入れてください。",
                field="starts_on",
            )
        if current:
            _end_version(current, starts_on)
        version = _add_version(area, extent, starts_on, agreed_by.strip(), agreed_ref, note)
        _bump(area)
        if refresh:
            refresh_overlaps(on=starts_on, changed={area.pk})
            place_anew_soon([area.pk], from_day=starts_on, at=at)
        data = {"version": str(version.pk), "from": starts_on.isoformat()}
        _audit_change(actor, area, at, data)
    return version


def end_area(
    *, actor: Actor, area: Area, ends_on: date, at: datetime, seen_version: int | None = None
) -> None:
    """Take an area out of use from a day on; what was recorded under it stays.

    Raises DomainError while areas below it are still in use, for 圏域不明, or a day too early.
    """
    if area.is_unknown:
        raise DomainError("圏域不明は、なくせません。")
    if ends_on <= area.starts_on:
        raise DomainError("終了日は開始日より後にしてください。", field="ends_on")
    with transaction.atomic():
        current = _hold(area, seen_version, reader=actor)
        if Area.objects.live(ends_on).filter(parent=area).exists():
            raise DomainError("下の圏域が残っています。先に、上の圏域を付けかえてください。")
        if current:
            if ends_on <= current.starts_on:
                raise DomainError(
                    "終了日は、いまの版の開始日より後にしてください。", field="ends_on"
                )
            _end_version(current, ends_on)
        area.ends_on = ends_on
        _bump(area, "ends_on")
        place_anew_soon([area.pk], from_day=ends_on, at=at)
        data = {"ends": ends_on.isoformat()}
        _audit_change(actor, area, at, data)


def _check_about(
    zoning: ZoningSystem, name: str, parent: Area | None, starts_on: date, about: dict[str, Any]
) -> dict[str, Any]:
    """Return what the zoning adds to a new area."""
    if not name.strip():
        raise DomainError("圏域の名前を入れてください。", field="name")
    twins = Area.objects.live(starts_on).filter(zoning=zoning, name=name.strip())
    if twins.filter(code=about.get("code", "")).exists():
        raise DomainError(
            f"「{name.strip()}」は「{zoning.name}」にもうあります。ちがう名前にしてください。",
            field="name",
        )
    if parent and Tier(parent.tier) not in tiers_above(zoning.tier):
        raise DomainError("上の圏域には、より広い階層の圏域を選んでください。", field="parent")
    basis = set(about.get("basis_codes") or ())
    known = Code.objects.filter(code_list_id="KENIKI_KONKYO", pk__in=basis)
    if basis and basis - set(known.values_list("pk", flat=True)):
        raise DomainError("よりどころは、一覧から選んでください。", field="basis_codes")
    return {"tier": zoning.tier}


def _hold(area: Area, seen_version: int | None, *, reader: Actor) -> AreaVersion | None:
    """Lock the area, refuse a stale form, and return its current version."""
    held = Area.objects.select_for_update().get(pk=area.pk)
    if seen_version is not None and held.version != seen_version:
        first = who_wrote(Ref("area", area.pk), reader=reader)
        raise Conflict(
            f"「{area.name}」は、{first}先に書きかえました。画面を開き直してから入れてください。"
        )
    return held.versions.filter(ends_on=None).first()


def _add_version(
    area: Area, extent: Extent, starts_on: date, agreed_by: str, agreed_ref: str, note: str
) -> AreaVersion:
    version = AreaVersion(
        area=area,
        starts_on=starts_on,
        shape=to_wkb(extent.shape) if extent.shape is not None else None,
        agreed_by=agreed_by,
        agreed_ref=agreed_ref,
        note=note,
    )
    version.save(force_insert=True)
    seen: set[UUID] = set()
    for part in extent.towns:
        if part.town.pk in seen:
            raise DomainError(
                f"「{part.town.name}」が2回あります。1行にまとめてください。", field="towns"
            )
        seen.add(part.town.pk)
        _check_lots(part)
    AreaTown.objects.bulk_create(
        AreaTown(version=version, town=part.town, lots=part.lots) for part in extent.towns
    )
    return version


def _check_lots(part: TownPart) -> None:
    try:
        if part.lots:
            lot_ranges(part.lots)
    except ValueError:
        raise DomainError(
            f"「{part.town.name}」の番地は 1-20,35 のように書いてください。", field="towns"
        ) from None


def _end_version(version: AreaVersion, ends_on: date) -> None:
    version.ends_on = ends_on
    version.version += 1
    version.save(update_fields=["ends_on", "version"])


def _bump(area: Area, *fields: str) -> None:
    """Count one change on from what stands there: the row in hand may be older."""
    values = {name: getattr(area, name) for name in fields}
    Area.objects.filter(pk=area.pk).update(version=F("version") + 1, **values)
    area.refresh_from_db(fields=["version"])


def _audit_change(actor: Actor, area: Area, at: datetime, data: dict[str, Any]) -> None:
    kind = audit.EventKind.CHANGED
    audit.record(actor=actor, kind=kind, ref=Ref("area", area.pk), at=at, data=data)
