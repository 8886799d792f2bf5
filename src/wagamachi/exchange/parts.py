"""What a sheet of paper is made of: named boxes, room to write, tables, ticks and signatures.

A form is a list of these, decided in Python; ``typst/paper.typ`` draws them. All text is plain text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wagamachi.core.models import Code


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and what stands beside it; an empty value stays room to write."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """Rows of one cell (over the whole width) or two."""

    rows: Sequence[Sequence[Cell]]
    kind: str = "fields"


@dataclass(frozen=True, slots=True)
class Prose:
    """A longer text with at least so many lines of room; ruled when there is no text."""

    label: str
    value: str = ""
    lines: int = 3
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class Option:
    """One box to tick."""

    label: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """All that could be ticked, as the paper form lists it."""

    label: str
    options: Sequence[Option]
    kind: str = "choices"


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; ``widths`` are shares, ``least`` the number of rows it has at any rate."""

    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    least: int = 0
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to write or sign on; ``width`` is its share of the row."""

    label: str
    value: str = ""
    width: int = 1


@dataclass(frozen=True, slots=True)
class Signature:
    """A sentence somebody puts their name to, and the lines for it. Never parted by a page break."""

    value: str
    rows: Sequence[Sequence[Blank]]
    kind: str = "signature"


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of what follows; stays with it."""

    value: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence in small print."""

    value: str
    kind: str = "note"


@dataclass(frozen=True, slots=True)
class Group:
    """What somebody tears off or faxes back: short parts that stay on one page."""

    parts: "Sequence[Part]"
    kind: str = "group"


Part = Fields | Prose | Choices | Grid | Signature | Heading | Note | Group

EMPTY_DATE = "令和　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class Form:
    """One of the papers: its number in the set, its name, and what it is for."""

    key: str
    number: int
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form filled in. ``number`` is what it is called on paper; ``stamps`` name the boxes for seals."""

    form: Form
    number: str
    office: Sequence[Cell]
    parts: Sequence[Part]
    stamps: Sequence[str] = ()


def ticks(codes: Iterable[Code], ticked: Iterable[Any]) -> list[Option]:
    """Return every code in use as a box, and those of ``ticked`` (their keys) ticked."""
    chosen = set(ticked)
    return [Option(str(code), code.pk in chosen) for code in codes]


def chosen(choices: Iterable[tuple[Any, Any]], ticked: Iterable[Any]) -> list[Option]:
    """Return the fixed choices of a field as boxes."""
    marked = set(ticked)
    return [Option(str(label), value in marked) for value, label in choices]
