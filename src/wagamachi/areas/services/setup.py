"""What every municipality has from the first day: 圏域不明, and how it uses the tiers (R005)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.core import clock, once
from wagamachi.core.errors import DomainError
from wagamachi.core.ids import uuid7
from wagamachi.core.words import local

from .. import functions
from ..models import Area, MunicipalityProfile, Tier, ZoningSystem

UNKNOWN_ZONING = "unknown"
_ALWAYS = date(1900, 1, 1)


def ensure_unknown_area() -> Area:
    """Return 圏域不明, making it when it is not there yet (R001)."""
    zoning, _ = ZoningSystem.objects.get_or_create(
        code=UNKNOWN_ZONING, defaults={"name": "圏域不明", "tier": Tier.MIDDLE}
    )
    area, _ = Area.objects.get_or_create(
        is_unknown=True,
        defaults={
            "zoning": zoning,
            "tier": Tier.MIDDLE,
            "name": "圏域不明",
            "kana": "けんいきふめい",
            "starts_on": _ALWAYS,
        },
    )
    return area


def after_migrate(*, apps: Apps = installed, **_: Any) -> None:
    """Make 圏域不明 once the tables exist; nothing to do while they are being taken down."""
    try:
        apps.get_model("areas", "AreaVersion")
    except LookupError:
        return
    ensure_unknown_area()


def profile() -> MunicipalityProfile | None:
    """Return how this municipality uses the tiers, or None before anybody has said so."""
    return MunicipalityProfile.objects.first()


def configure_municipality(
    *,
    actor: Actor,
    name: str,
    tiers_in_use: Sequence[str],
    at: datetime,
    code: str = "",
    tier_labels: dict[str, str] | None = None,
    is_fictional: bool | None = None,
    functions_off: Sequence[str] | None = None,
    night_phone: str = "",
    night_name: str = "",
    version: int | None = None,
) -> MunicipalityProfile:
    """Say which tiers this municipality uses, what it calls them (R005) and whom to ring at night.

    ``functions_off`` are keys of ``areas.functions``; None leaves them as they are.
    区市町村圏域 is always in use. Raises DomainError when the name is blank, a tier is unknown,
    or a tier is left out while areas of it decide who takes worries in, Stale when somebody changed
    it after ``version`` (0: when nobody had said anything).
    """
    tiers = _checked_tiers(name, tiers_in_use, clock.today(at))
    labels = {t: label.strip() for t, label in (tier_labels or {}).items() if label.strip()}
    values: dict[str, Any] = {
        "name": name.strip(), "tiers_in_use": tiers, "tier_labels": labels,
        "night_phone": night_phone.strip(), "night_name": night_name.strip(),
    }  # fmt: skip
    if code:
        values["code"] = code
    if functions_off is not None:
        values["functions_off"] = functions.check(functions_off)
    if is_fictional is not None:
        values["is_fictional"] = is_fictional
    words = {name: _words() for name in ("tiers_in_use", "tier_labels", "functions_off")}
    with transaction.atomic():
        row, is_new = MunicipalityProfile.objects.get_or_create(defaults={"tiers_in_use": tiers})
        change(
            row, actor=actor, at=at, version=None if is_new else version, data={"what": "municipality"},
            spoken=words, **values,
        )  # fmt: skip
        once.forget()
    return row


def _words() -> dict[str, str]:
    """Return what keys of tiers and functions are called."""
    return {tier.value: str(tier.label) for tier in Tier} | {
        one.key: str(one.label) for one in functions.FUNCTIONS
    }


def set_base_zoning(*, actor: Actor, zoning: ZoningSystem, at: datetime) -> ZoningSystem:
    """Make ``zoning`` the one that decides, in its tier, who takes a worry in.

    Raises DomainError for the zoning of 圏域不明.
    """
    if zoning.code == UNKNOWN_ZONING:
        raise DomainError(
            "圏域不明の区分けでは、担当を決められません。ほかの区分けを選んでください。"
        )
    with transaction.atomic():
        others = ZoningSystem.objects.filter(tier=zoning.tier, is_base=True).exclude(pk=zoning.pk)
        for other in others:
            change(other, actor=actor, at=at, version=None, is_base=False)
        return change(zoning, actor=actor, at=at, version=None, is_base=True)


def ensure_zoning(
    *,
    actor: Actor,
    code: str,
    name: str,
    tier: str,
    at: datetime,
    is_base: bool = False,
    kind_id: str | None = None,
    source: str = "",
) -> ZoningSystem:
    """Return the zoning system called ``code``, making it when it is new.

    Raises DomainError when it exists with another tier, or the tier is unknown.
    """
    with transaction.atomic():
        zoning = ZoningSystem.objects.filter(code=code).first()
        if zoning is None:
            said = {"name": name or code, "tier": tier, "kind_id": kind_id, "source": source}
            zoning = _keep_zoning(actor, at, None, said, code)
        if zoning.tier != tier:
            raise DomainError(
                f"区分け「{zoning.name}」は{local(zoning.get_tier_display())}です。階層を確かめてください。",
                field="tier",
            )
        if is_base and not zoning.is_base:
            set_base_zoning(actor=actor, zoning=zoning, at=at)
    return zoning


def add_zoning(
    *,
    actor: Actor,
    name: str,
    tier: str,
    at: datetime,
    kind_id: str | None = None,
    source: str = "",
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> ZoningSystem:
    """Add a way to divide the municipality, once for one ``id``; the first of a tier is its base.

    Raises DomainError for an unknown tier or a taken name.
    """
    name = name.strip()
    said = {"name": name, "tier": tier, "kind_id": kind_id, "source": source}

    def first() -> dict[str, Any]:
        if ZoningSystem.objects.filter(name=name).exists():
            raise DomainError(f"「{name}」はもうあります。ちがう名前にしてください。", field="name")
        has_base = ZoningSystem.objects.filter(tier=tier, is_base=True).exists()
        return {"is_base": not has_base}

    return _keep_zoning(actor, at, id, said, f"z{uuid7().hex[-12:]}", first)


def _keep_zoning(
    actor: Actor,
    at: datetime,
    pk: UUID | None,
    said: dict[str, Any],
    code: str,
    first: Callable[[], dict[str, Any]] = dict,
) -> ZoningSystem:
    if said["tier"] not in Tier.values:
        raise DomainError(
            "階層は small・middle・municipality のどれかにしてください。", field="tier"
        )
    return keep_new(
        ZoningSystem, id=pk, actor=actor, at=at, perm=Perm.AREA_EDIT, said=said,
        first=lambda: first() | {"code": code}, data={"zoning": code, "tier": said["tier"]},
    )  # fmt: skip


def _checked_tiers(name: str, tiers_in_use: Sequence[str], on: date) -> list[str]:
    if not name.strip():
        raise DomainError("区市町村の名前を入れてください。", field="name")
    if unknown := set(tiers_in_use) - set(Tier.values):
        raise DomainError(f"知らない階層です: {'、'.join(sorted(unknown))}", field="tiers_in_use")
    tiers = [t.value for t in Tier if t in tiers_in_use or t == Tier.MUNICIPALITY]
    for base in ZoningSystem.objects.filter(is_base=True).exclude(tier__in=tiers):
        if base.areas.filter(assignments__in=Assignment.objects.live(on)).exists():
            raise DomainError(
                f"「{base.name}」には担当者がついています。配置を外してから、"
                f"{local(base.get_tier_display())}を使わない設定にしてください。",
                field="tiers_in_use",
            )
    return tiers
