"""Which texts of which kind leave the people they came from. Each room declares its own at start-up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from wagamachi.access.actor import Actor
from wagamachi.areas.municipality import is_used
from wagamachi.core.identifying import Known
from wagamachi.core.refs import kind

NOTHING = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One kind of row with texts that leave.

    ``fields`` are those texts; ``known`` collects what would tell whom a row is about, given who wrote
    them; ``silenced`` are the rows that must not leave whoever let them out, and that nobody is shown on the way.
    """

    kind: str
    fields: tuple[str, ...]
    known: Callable[[Any, Actor], Known]
    silenced: Q = NOTHING

    def row(self, pk: Any) -> Model:
        return kind(self.kind).model._default_manager.get(pk=pk)

    def texts(self, row: Model) -> list[tuple[str, str]]:
        """Return (label, text) of every text of the row that is not empty."""
        named = ((row._meta.get_field(name), getattr(row, name)) for name in self.fields)
        return [(str(field.verbose_name), text) for field, text in named if text]  # type: ignore[union-attr]


_declared: dict[str, Outgoing] = {}


def declare(new: Outgoing) -> None:
    """Say which texts of a kind leave; called when a room starts."""
    _declared[new.kind] = new


def outgoing(name: str) -> Outgoing:
    """Return what was declared of a kind; raise KeyError when nothing was."""
    return _declared[name]


def silenced() -> Q:
    """Return the releases of rows that must not leave, or whose page this municipality does not use."""
    found = NOTHING
    for one in _declared.values():
        rows = kind(one.kind).model._default_manager.filter(one.silenced)
        if not is_used(kind(one.kind).url_name):
            found |= Q(target_kind=one.kind)
        elif one.silenced != NOTHING:
            found |= Q(target_kind=one.kind, target_id__in=rows.values("pk"))
    return found
