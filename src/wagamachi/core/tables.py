"""A table of figures: made once, shown on the screen and written into the file alike.

Every room that counts draws its tables this way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

Cell = int | float | str | None
HIDDEN = "非表示"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``style`` is ``""``, ``group`` for a heading line with subtotals, or ``total``."""

    label: str
    cells: tuple[Cell, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``corner`` names the first column; ``key`` is how the file is asked for."""

    key: str
    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to count."""
        return not any(cell for row in self.rows for cell in row.cells)


def threshold() -> int:
    """Return the number below which a figure about one area is not shown; 0 shows everything."""
    limit: Any = settings.WAGAMACHI.get("SMALL_CELL", 5)
    return int(limit)


def suppress(cells: Sequence[int], limit: int) -> tuple[Cell, ...]:
    """Hide what is so small that it could point at somebody (R007, R021).

    Figures from 1 to ``limit - 1`` become 「5未満」. When that hides a single figure of the line,
    the next smallest is hidden as well, since the line's total would give the first one away.
    """
    small = {i for i, n in enumerate(cells) if 0 < n < limit}
    if len(small) == 1 and len(cells) > 1:
        others = [i for i in range(len(cells)) if i not in small]
        small.add(min(others, key=lambda i: (cells[i] == 0, cells[i])))
    return tuple(_hidden(n, limit) if i in small else n for i, n in enumerate(cells))


def _hidden(number: int, limit: int) -> str:
    return f"{limit}未満" if number < limit else HIDDEN


def percent(part: float, whole: float) -> float | None:
    """Return ``part`` in ``whole`` as a percentage with one decimal; None without a whole."""
    return round(100 * part / whole, 1) if whole else None
