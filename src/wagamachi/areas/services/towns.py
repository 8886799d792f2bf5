"""町丁目: the municipality's list of towns with their midpoints, and reading lists people type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.core.errors import DomainError

from ..addresses import TownBook, town_key
from ..models import MunicipalityProfile, Town
from .changing import TownPart


@dataclass(frozen=True, slots=True)
class TownRow:
    """One town of a list; coordinates in degrees."""

    name: str
    code: str = ""
    kana: str = ""
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class TownsSaved:
    """How many towns were new, changed or the same."""

    new: int
    changed: int
    unchanged: int


def save_towns(
    *, actor: Actor, rows: Sequence[TownRow], at: datetime, apply: bool = True
) -> TownsSaved:
    """Add or update towns by name; with ``apply=False`` only count what would happen."""
    known = {town.key: town for town in Town.objects.all()}
    new, changed = [], []
    for row in rows:
        town = known.get(town_key(row.name))
        if town is None:
            town = Town(key=town_key(row.name), **_columns(row))
            known[town.key] = town
            new.append(town)
        elif fresh := {c: v for c, v in _columns(row).items() if _differs(town, c, v)}:
            for column, value in fresh.items():
                setattr(town, column, value)
            changed.append(town)
    done = TownsSaved(len(new), len(changed), len(rows) - len(new) - len(changed))
    if apply and (new or changed):
        with transaction.atomic():
            Town.objects.bulk_create(new)
            Town.objects.bulk_update(changed, ["name", "code", "kana", "longitude", "latitude"])
            data = {"towns_new": done.new, "towns_changed": done.changed}
            audit.record(actor=actor, kind=audit.EventKind.CHANGED, at=at, data=data)
    return done


def parse_town_lines(text: str) -> list[TownPart]:
    """Read one town a line, with 番地 after it: ``暁町三丁目 1-20,35``.

    Raises DomainError naming each line that is not exactly one known town.
    """
    name = MunicipalityProfile.objects.values_list("name", flat=True).first() or ""
    book = TownBook.of(Town.objects.all(), name)
    parts, wrong = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        town = book.exact(words[0])
        if town is None:
            wrong.append(f"{number}行目「{words[0]}」")
        else:
            parts.append(TownPart(town, ",".join(words[1:])))
    if wrong:
        raise DomainError(
            "町丁目の一覧にないか、1つに決まりません: " + "、".join(wrong), field="towns"
        )
    return parts


def _columns(row: TownRow) -> dict[str, object]:
    return {
        "name": row.name.strip(),
        "code": row.code,
        "kana": row.kana,
        "longitude": row.longitude,
        "latitude": row.latitude,
    }


def _differs(town: Town, column: str, value: object) -> bool:
    """A column that the new list leaves blank keeps what is known."""
    return value not in ("", None) and getattr(town, column) != value
