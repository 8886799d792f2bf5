"""A table of figures: made once, shown on the screen and written into the file alike.

Every room that counts draws its tables this way.
"""

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

    @property
    def labelled(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Return each row with its cells under the names of their columns, as cards show them."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


def threshold() -> int:
    """Return the number below which a figure about one area is not shown; 0 shows everything."""
    limit: Any = settings.WAGAMACHI.get("SMALL_CELL", 5)
    return int(limit)


def hidden_note(limit: int) -> str:
    """Return the sentence under a table some of whose figures are not shown (R007, R021)."""
    if not limit:
        return ""
    return (
        f"圏域や建物ごとの{limit}件未満の数は、だれのことかわからないように「{HIDDEN}」にしています。"
        "引き算やほかの表とのつきあわせでわかってしまう数も、同じように伏せています。"
    )


def percent(part: float, whole: float) -> float | None:
    """Return ``part`` in ``whole`` as a percentage with one decimal; None without a whole."""
    return round(100 * part / whole, 1) if whole else None
