"""Which rows lie in areas: rooms above register what they place, and are placed anew with the areas.

This room does not know cases or resources; each room that keeps where its rows lie registers one
``Placed`` when it starts::

    placed.register(Placed("casework.case", Case.objects.all, spots_of_case))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .lying import Spot


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows with the columns ``town``, ``longitude``, ``latitude`` and, in ``areas``, where they lie.

    A row may have several spots, as a case has that took in another one; it lies where any does.
    """

    name: str
    rows_fn: Callable[[], "QuerySet[Any]"]
    spots_fn: Callable[[Any], Sequence[Spot]]
    areas: str = "areas"


_kinds: dict[str, Placed] = {}


def register(kind: Placed) -> None:
    """Add a kind of rows at start-up; registering the same name again replaces it."""
    _kinds[kind.name] = kind


def kinds() -> list[Placed]:
    return list(_kinds.values())
