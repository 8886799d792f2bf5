"""Who is away on a day and who stands in for them, as told by the rooms above."""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

# Given a day, return everybody who is away with the one who really stands in (None: nobody does).
Away = Callable[[date], Mapping[UUID, UUID | None]]

_sources: list[Away] = []


def register(source: Away) -> None:
    """Add a source at start-up."""
    if source not in _sources:
        _sources.append(source)


def away_on(on: date) -> dict[UUID, UUID | None]:
    """Return everybody who is away with who stands in for them."""
    return {user: deputy for source in _sources for user, deputy in source(on).items()}
