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
from ..town_words import BadTowns, TownPart, read_town_words


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


def save_towns(*, actor: Actor, rows: Sequence[TownRow], at: datetime) -> TownsSaved:
    """Add or update towns by name and count what that did."""
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
    if new or changed:
        with transaction.atomic():
            Town.objects.bulk_create(new)
            Town.objects.bulk_update(changed, ["name", "code", "kana", "longitude", "latitude"])
            data = {"towns_new": done.new, "towns_changed": done.changed}
            audit.record(actor=actor, kind=audit.EventKind.CHANGED, at=at, data=data)
    return done


def parse_town_lines(text: str) -> list[TownPart]:
    """Read towns line by line as people write them: ``暁町三丁目 1-20,35``, ``暁町1〜3丁目``.

    Raises DomainError saying of each line that cannot be read for certain what is missing.
    """
    book = town_book()
    parts: list[TownPart] = []
    wrong = []
    for number, line in enumerate(text.splitlines(), start=1):
        town, _, lots = line.strip().partition(" ")
        try:
            if town:
                parts += _line(book, line.strip(), town, lots.strip())
        except BadTowns as error:
            wrong.append(f"{number}行目{error}")
    if wrong:
        raise DomainError("".join(wrong), field="towns")
    return parts


def _line(book: TownBook, line: str, town: str, lots: str) -> tuple[TownPart, ...]:
    """Behind a blank stand 番地 when they can be read as such; else the line is one sentence."""
    if lots and book.exact(town):
        return read_town_words(book, town, lots).parts
    return read_town_words(book, line).parts


def town_book() -> TownBook:
    """Return the municipality's towns, ready to be looked up."""
    name = MunicipalityProfile.objects.values_list("name", flat=True).first() or ""
    return TownBook.of(Town.objects.all(), name)


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
