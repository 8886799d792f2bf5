"""Pictures of figures as SVG: no script, printable, and always a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from .tables import percent

# Told apart by lightness as well as by hue; every part is also labelled.
COLOURS = ("#0017c1", "#4979f5", "#c5d7fb")
TEXT_COLOURS = ("#ffffff", "#000000", "#000000")
_ROUND = 100.0


@dataclass(frozen=True, slots=True)
class Part:
    """One slice or segment; ``start`` and ``share`` are percentages of the whole."""

    label: str
    value: int
    start: float
    share: float
    colour: str
    text_colour: str

    @property
    def rest(self) -> float:
        return _ROUND - self.share

    @property
    def offset(self) -> float:
        """Return how far the stroke of a ring is moved so that the slice begins at the top."""
        return _ROUND / 4 - self.start

    @property
    def middle(self) -> float:
        return self.start + self.share / 2

    @property
    def is_wide(self) -> bool:
        """Say whether a label fits into the segment."""
        return self.share >= 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One stacked bar. ``length`` is its percentage of the longest bar."""

    label: str
    total: int
    length: float
    parts: tuple[Part, ...]


def parts(labels: Sequence[str], values: Sequence[int], *, scale: float = 1.0) -> tuple[Part, ...]:
    """Return the slices of a whole; ``scale`` shrinks them when the whole is a shorter bar."""
    whole = sum(values)
    found, start = [], 0.0
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        share = (percent(value, whole) or 0.0) * scale
        found.append(
            Part(label, value, start, share, COLOURS[number % 3], TEXT_COLOURS[number % 3])
        )
        start += share
    return tuple(found)


def bars(labels: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> tuple[Bar, ...]:
    """Return one stacked bar per row, the longest one full width."""
    longest = max((sum(values) for _, values in rows), default=0)
    found = []
    for label, values in rows:
        total = sum(values)
        length = percent(total, longest) or 0.0
        found.append(Bar(label, total, length, parts(labels, values, scale=length / _ROUND)))
    return tuple(found)
