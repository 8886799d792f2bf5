"""Ref = (kind, id). Anything that has a page is a *kind*, registered once.

Records, search, audit and the course of a case all point with a Ref, so a new kind gets them
for free. ``docs/how-to/add-a-kind.md`` lists the files to touch.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models


@dataclass(frozen=True, slots=True)
class Ref:
    """A pointer to any row that has a page."""

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Ref":
        """Read ``kind:uuid``; raise ValueError on an unknown kind or a bad id."""
        name, _, raw = text.partition(":")
        kind(name)
        return cls(name, UUID(raw))


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of row is named, titled and reached.

    ``title`` must not contain personal data beyond what the row's own list shows; callers check
    the policy before they show it. ``line`` tells rows of a kind apart in a list of お知らせ (a day, a
    number, a team) and is about nobody, so that whoever was told of the row may read it; it needs no
    more than the rows of ``joins``.
    """

    name: str
    label: str
    model_label: str
    title: Callable[[Any], str]
    url_name: str
    line: Callable[[Any], str] | None = None
    joins: tuple[str, ...] = ()

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_label)


@dataclass(frozen=True, slots=True)
class Part:
    """What a row without a page of its own is called where it is pointed to, in the log of what was done.

    ``name`` is its model in small letters; ``line`` is about nobody, as that of a kind.
    """

    name: str
    model_label: str
    line: Callable[[Any], str]
    joins: tuple[str, ...] = ()

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_label)


_kinds: dict[str, Kind] = {}
_parts: dict[str, Part] = {}


def register(new: Kind) -> None:
    """Add a kind at start-up; raise ValueError when the name is taken by another model."""
    known = _kinds.get(new.name)
    if known is not None and known.model_label != new.model_label:
        raise ValueError(f"kind {new.name!r} is already {known.model_label}")
    _kinds[new.name] = new


def register_part(new: Part) -> None:
    """Add what rows without a page are called at start-up."""
    _parts[new.name] = new


def kind(name: str) -> Kind:
    """Return the kind called ``name``; raise ValueError when there is none."""
    try:
        return _kinds[name]
    except KeyError:
        raise ValueError(f"unknown kind: {name!r}") from None


def kinds() -> Iterable[Kind]:
    return _kinds.values()


def ref_of(obj: models.Model) -> Ref:
    """Return the Ref of a row; raise ValueError when its model is no registered kind."""
    label = obj._meta.label
    for known in _kinds.values():
        if known.model_label == label:
            return Ref(known.name, obj.pk)
    raise ValueError(f"{label} is not a registered kind")


def lines(wanted: Iterable[Ref], named: Collection[str] = ()) -> dict[Ref, str]:
    """Return what tells rows apart and is about nobody: one query for each kind or part that says it.

    Of the kinds in ``named`` it is the title, which whoever is to read it may see of every row.
    """
    ids: dict[str, set[UUID]] = defaultdict(set)
    for ref in wanted:
        ids[ref.kind].add(ref.id)
    found: dict[Ref, str] = {}
    known: list[Kind | Part] = [*kinds(), *_parts.values()]
    for one in known:
        words = one.title if isinstance(one, Kind) and one.name in named else one.line
        if words is None or one.name not in ids:
            continue
        rows = one.model._default_manager.all()
        rows = rows.select_related(*one.joins) if one.joins else rows
        found |= {Ref(one.name, row.pk): words(row) for row in rows.filter(pk__in=ids[one.name])}
    return found
