"""One section of 今日: a list, how many there are of it, and where the rest is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Section:
    """One list on the home page. ``count`` is exact; SHOWN rows are drawn, and all that cannot wait.

    ``draw`` gives more of the rows that were counted, for the section's own page (``name``).
    """

    title: str
    why: str
    template: str
    rows: Sequence[Any]
    count: int
    more_url: str
    empty: str
    tone: str = ""
    claimable: bool = False
    draw: Callable[[int], Sequence[Any]] | None = None
    name: str = ""
