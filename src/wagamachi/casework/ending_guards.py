"""What must be finished before a case may end, as told by the rooms above."""

from collections.abc import Callable, Iterable

from .models import Case

Guard = Callable[[Case], Iterable[str]]

_guards: list[Guard] = []


def register(guard: Guard) -> None:
    """Add a guard at start-up.

    It is given the case that would end and returns one Japanese sentence for each thing that is
    still open there, saying what to do (nothing when the case may end).
    """
    if guard not in _guards:
        _guards.append(guard)


def open_work(case: Case) -> list[str]:
    """Return every sentence of every guard."""
    return [sentence for guard in _guards for sentence in guard(case)]
