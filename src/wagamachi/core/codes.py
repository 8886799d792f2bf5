"""Code lists as forms, pages and statistics use them.

Reading is cached per process and forgotten on every change here; another process sees a change
within half a minute.
"""

import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from . import text
from .models import Code

T = TypeVar("T")

# The vocabulary of 課題: the report's words, then those of the national form. Wherever a theme is
# narrowed to, counted or served it is one of these; only the door (相談を書く) offers the first alone.
THEMES = ("KADAI_T", "KADAI_N")
LAW = "KADAI_LAW"

# Lists that stand in one choice, the plainest words first, and what tells a code of a later one apart
# when an earlier one has its name (``codelists.tell_apart``).
TOGETHER = {"KADAI_T": "", "KADAI_N": "国の様式", LAW: "法の区分"}

_KEEP_SECONDS = 30.0
_cache: dict[str, tuple[float, Any]] = {}


def forget() -> None:
    """Drop what this process remembers of the code lists, after a change."""
    _cache.clear()


def all_of(key: str) -> list[Code]:
    """Return every code of a list, ended ones too, in their order; treat the rows as read-only."""
    return _kept(f"list:{key}", lambda: list(Code.objects.of(key)))


def labels(key: str) -> dict[str, str]:
    """Return code → what this municipality calls it, ended codes too (old records show them)."""
    return {code.pk: str(code) for code in all_of(key)}


def choices(key: str, on: date) -> list[tuple[str, str]]:
    """Return the codes in use on a day, as choices of a form field."""
    return [(code.pk, str(code)) for code in all_of(key) if code.is_live(on)]


def grouped_choices(key: str, on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the codes in use on a day under the headings of their list, for long lists."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in all_of(key):
        if code.is_live(on):
            groups.setdefault(code.group, []).append((code.pk, str(code)))
    return list(groups.items())


def theme_labels() -> dict[str, str]:
    """Return every theme → what this municipality calls it, ended ones too."""
    return {code: label for key in THEMES for code, label in labels(key).items()}


def theme_choices(on: date) -> list[tuple[str, str]]:
    """Return the themes in use on a day, no two of them in the same words."""
    return [choice for _, group in theme_groups(on) for choice in group]


def theme_groups(on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the themes in use on a day under headings; the same heading in both lists is one."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in THEMES:
        for heading, found in grouped_choices(key, on):
            groups.setdefault(heading, []).extend(found)
    return list(groups.items())


def synonyms() -> dict[str, tuple[str, ...]]:
    """Return each folded word that has others of the same meaning, with those (R033)."""
    return _kept("synonyms", _read_synonyms)


def roll_up(counts: Mapping[str, int], key: str) -> dict[str, int]:
    """Add counts by code up under the shared codes of list ``key`` (R006, R021).

    A shared code of that list counts as itself, every other code under what it maps to, a local one
    through its shared code. What maps to several counts under each of them; what maps to none is
    left out. So the sums of two municipalities add up, whatever they call things.
    """
    targets = _kept(f"roll_up:{key}", lambda: _read_targets(key))
    sums: dict[str, int] = {}
    for code, count in counts.items():
        for target in targets.get(code, ()):
            sums[target] = sums.get(target, 0) + count
    return sums


def under(key: str, *shared: str) -> frozenset[str]:
    """Return the shared codes of list ``key`` with every local code that adds up under one of them.

    What code tells apart by a shared code goes through here: a municipality's own word means the same.
    """
    targets = _kept(f"roll_up:{key}", lambda: _read_targets(key))
    return frozenset(shared) | {pk for pk, goals in targets.items() if goals & {*shared}}


def _read_synonyms() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in Code.objects.exclude(synonyms=[]).order_by("pk"):
        group = tuple(dict.fromkeys(text.fold(word) for word in code.synonyms))
        for word in group:
            others = (other for other in group if other != word)
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *others)))
    return found


def _read_targets(key: str) -> dict[str, frozenset[str]]:
    """Return code → the shared codes of the list that are reached by following ``maps_to``."""
    goals = frozenset(Code.objects.of(key).filter(is_local=False).values_list("pk", flat=True))
    next_codes: dict[str, list[str]] = {}
    for pk, target in Code.maps_to.through._default_manager.values_list(
        "from_code_id", "to_code_id"
    ):
        next_codes.setdefault(pk, []).append(target)
    found = {goal: frozenset({goal}) for goal in goals}
    for pk in next_codes:
        reached, seen = set(), {pk}
        ahead = [] if pk in goals else list(next_codes[pk])
        while ahead:
            code = ahead.pop()
            if code in goals:
                reached.add(code)
            elif code not in seen:
                seen.add(code)
                ahead += next_codes.get(code, ())
        if pk not in goals:
            found[pk] = frozenset(reached)
    return found


def _kept(key: str, read: Callable[[], T]) -> T:
    kept = _cache.get(key)
    if kept is None or time.monotonic() - kept[0] > _KEEP_SECONDS:
        kept = (time.monotonic(), read())
        _cache[key] = kept
    value: T = kept[1]
    return value
