"""What hangs on an area's page: rooms above register what they know about an area (R001).

This room does not know cases, places or meetings; each room that does registers one
``AttachmentProvider`` when it starts, and every area page shows all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wagamachi.access.actor import Actor

# Each takes the ids of the area and of the areas below it; both must respect what the actor sees.
Count = Callable[[Actor, Sequence[UUID], date], int]
Items = Callable[[Actor, Sequence[UUID], date, int], Sequence[tuple[str, str]]]
ListUrl = Callable[[UUID], str]


@dataclass(frozen=True, slots=True)
class AttachmentProvider:
    """One kind of thing attached to areas.

    ``count_fn(actor, area_ids, on)`` counts each thing once, however many of the areas hold it
    (R003). ``items_fn(actor, area_ids, on, limit)`` returns the first ``(title, url)`` pairs.
    ``url_fn(area_id)`` is the full list, or None when there is none.
    """

    label: str
    url_fn: ListUrl | None
    count_fn: Count
    items_fn: Items


@dataclass(frozen=True, slots=True)
class Attached:
    """What one provider found, ready to be shown."""

    label: str
    count: int
    items: Sequence[tuple[str, str]]
    url: str


_providers: dict[str, AttachmentProvider] = {}


def register(provider: AttachmentProvider) -> None:
    """Add a provider at start-up; registering the same label again replaces it."""
    _providers[provider.label] = provider


def providers() -> Sequence[AttachmentProvider]:
    return tuple(_providers.values())


def attached_to(
    *, actor: Actor, area_id: UUID, area_ids: Sequence[UUID], on: date, limit: int = 5
) -> list[Attached]:
    """Ask every provider about an area (``area_ids`` is the area and all below it)."""
    found = []
    for provider in _providers.values():
        count = provider.count_fn(actor, area_ids, on)
        items = provider.items_fn(actor, area_ids, on, limit) if count else ()
        url = provider.url_fn(area_id) if provider.url_fn else ""
        found.append(Attached(provider.label, count, items, url))
    return found
