"""Bringing a release of the shared code lists into the database (``data/codelists.json``).

What a municipality made its own is never touched: its wording, its additions, the codes it ended.
``access.services.codes`` calls this with its audit event; nothing else does.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from . import codes
from .models import Code, CodeList

DEFAULT = Path(__file__).parent / "data" / "codelists.json"
_LOCAL = re.compile(r"-L\d+$")
_COLUMNS = ("label", "group", "synonyms", "note", "sort")


class BadCodeList(ValueError):
    """The file cannot be used; nothing was loaded."""


@dataclass(frozen=True, slots=True)
class Release:
    """A file that was read and checked; ``targets`` is what each code adds up under."""

    name: str
    lists: list[CodeList]
    codes: dict[str, Code]
    targets: dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many codes a release added, changed and ended."""

    release: str
    added: int
    changed: int
    ended: int


def read(path: Path = DEFAULT) -> Release:
    """Read and check a file; raise BadCodeList that says what is wrong where."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        name, lists = str(data["release"]), data["lists"]
        shelves = [
            CodeList(key=key, name=x["name"], provenance=x.get("provenance", ""), release=name)
            for key, x in lists.items()
        ]
        entries = [
            (key, sort, entry)
            for key, x in lists.items()
            for sort, entry in enumerate(x["entries"])
        ]
        found = [_code(key, sort, entry) for key, sort, entry in entries]
        targets = {e["code"]: set(e.get("maps_to", ())) for _, _, e in entries}
    except (OSError, KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise BadCodeList(f"{path.name}: コード表として読めません（{error!r}）。") from error
    _check(path.name, found, targets)
    return Release(name, shelves, {code.pk: code for code in found}, targets)


def is_current(release: Release) -> bool:
    """Say whether this very release is already in the database."""
    known = dict(CodeList.objects.values_list("key", "release"))
    return bool(known) and all(known.get(x.key) == release.name for x in release.lists)


@transaction.atomic
def load(release: Release, *, on: date) -> Loaded:
    """Bring the release in; loading it again changes nothing.

    Codes that are no longer in it end on ``on`` and stay, because old records carry them. A code
    that was ended before, here or by an earlier release, stays ended.
    """
    CodeList.objects.bulk_create(
        release.lists,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "provenance", "release"],
    )
    known = {code.pk: code for code in Code.objects.filter(is_local=False)}
    added = [code for pk, code in release.codes.items() if pk not in known]
    changed = [code for pk, code in known.items() if _adopt(code, release.codes.get(pk))]
    Code.objects.bulk_create(added)
    Code.objects.bulk_update(changed, _COLUMNS, batch_size=200)
    gone = [pk for pk in known if pk not in release.codes]
    ended = Code.objects.filter(pk__in=gone, valid_until=None).update(valid_until=on)
    _link(release.targets)
    tell_apart()
    codes.forget()
    return Loaded(release.name, len(added), len(changed), ended)


def tell_apart() -> None:
    """Let a theme say which list it is of when an earlier list has its name; ended ones count too.

    To be called whenever a name is new: nobody can choose between, or read back, the same words.
    """
    taken: set[str] = set()
    rows = {key: list(Code.objects.of(key)) for key in codes.TOGETHER}
    different = []
    for key, apart in codes.TOGETHER.items():
        for code in rows[key]:
            wanted = apart if code.name in taken else ""
            if code.told_apart != wanted:
                code.told_apart = wanted
                different.append(code)
        taken |= {code.name for code in rows[key]}
    Code.objects.bulk_update(different, ["told_apart"])


def _code(key: str, sort: int, entry: Mapping[str, Any]) -> Code:
    return Code(
        code=entry["code"],
        code_list_id=key,
        label=entry["label"],
        group=entry.get("group", ""),
        synonyms=list(entry.get("synonyms", ())),
        note=entry.get("note", ""),
        sort=sort,
    )


def _check(name: str, found: Iterable[Code], targets: Mapping[str, set[str]]) -> None:
    seen: set[str] = set()
    for code in found:
        if code.pk in seen:
            raise BadCodeList(f"{name}: {code.pk} が2回あります。")
        if not code.pk.startswith(f"{code.code_list_id}-") or _LOCAL.search(code.pk):
            raise BadCodeList(
                f"{name}: {code.pk} は {code.code_list_id} のコードの形ではありません。"
            )
        seen.add(code.pk)
    for pk, wanted in targets.items():
        if unknown := sorted(wanted - seen):
            raise BadCodeList(f"{name}: {pk} の集計先 {unknown[0]} がありません。")


def _adopt(code: Code, wanted: Code | None) -> bool:
    """Take over the shared columns and say whether any was different."""
    if wanted is None:
        return False
    different = [c for c in _COLUMNS if getattr(code, c) != getattr(wanted, c)]
    for column in different:
        setattr(code, column, getattr(wanted, column))
    return bool(different)


def _link(targets: Mapping[str, set[str]]) -> None:
    """Make what shared codes add up under as the release says; local additions keep theirs."""
    links = Code.maps_to.through._default_manager
    known = set(links.filter(from_code__is_local=False).values_list("from_code_id", "to_code_id"))
    wanted = {(pk, target) for pk, found in targets.items() for target in found}
    for pk, target in known - wanted:
        links.filter(from_code_id=pk, to_code_id=target).delete()
    links.bulk_create(
        Code.maps_to.through(from_code_id=pk, to_code_id=target)
        for pk, target in sorted(wanted - known)
    )
