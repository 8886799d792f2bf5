"""What must be finished before an organisation or a team may close, as told by the rooms above."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from .models import Team

Guard = Callable[[Sequence[Team], date], Iterable[str]]

_guards: list[Guard] = []


def register(guard: Guard) -> None:
    """Add a guard at start-up.

    It is given the teams that would close and the day, and returns one Japanese sentence for each
    thing that is still open there (nothing when they may close).
    """
    if guard not in _guards:
        _guards.append(guard)


def open_work(teams: Sequence[Team], on: date) -> list[str]:
    """Return every sentence of every guard."""
    return [sentence for guard in _guards for sentence in guard(teams, on)]
