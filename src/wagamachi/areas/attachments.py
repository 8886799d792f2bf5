"""What hangs on an area's page: rooms above register what they know about an area (R001).

This room does not know cases, places or meetings; each room that does registers one
``AttachmentProvider`` when it starts, and every area page shows all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.core.paging import first_of

from .municipality import is_used


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as a list shows it; ``act`` is (words, URL) of what the reader can do about it."""

    title: str
    url: str = ""
    note: str = ""
    act: tuple[str, str] | None = None


# Takes the ids of the area and of the areas below it; must respect what the actor sees, and return
# each row once, however many of the areas hold it (R003).
Rows = Callable[[Actor, Sequence[UUID], date], "QuerySet[Any]"]
Show = Callable[[Actor, Sequence[Any]], Sequence[Shown]]


@dataclass(frozen=True, slots=True)
class AttachmentProvider:
    """One kind of thing attached to areas; the number shown is the number of its rows.

    ``by`` sorts them, ``show_fn`` turns a page of them into words. ``perm`` is what they are seen by, for
    none that one may see is not none; without it everybody sees them all. Where the municipality does
    not use the view named ``door`` (R005), nothing of it is shown.
    """

    slug: str
    label: str
    rows_fn: Rows
    show_fn: Show
    by: tuple[str, ...]
    perm: Perm | None = None
    door: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """What one provider found, ready to be shown."""

    slug: str
    label: str
    count: int
    items: Sequence[Shown]
    perm: Perm | None = None


_providers: dict[str, AttachmentProvider] = {}


def register(provider: AttachmentProvider) -> None:
    """Add a provider at start-up; registering the same slug again replaces it."""
    _providers[provider.slug] = provider


def provider(slug: str) -> AttachmentProvider | None:
    one = _providers.get(slug)
    return one if one is not None and is_used(one.door) else None


def attached_to(
    *, actor: Actor, area_ids: Sequence[UUID], on: date, limit: int = 5
) -> list[Attached]:
    """Ask every provider about an area (``area_ids`` is the area and all below it)."""
    found = []
    for one in _providers.values():
        if not is_used(one.door):
            continue
        rows, count = first_of(one.rows_fn(actor, area_ids, on).order_by(*one.by), limit)
        found.append(Attached(one.slug, one.label, count, one.show_fn(actor, rows), one.perm))
    return found
