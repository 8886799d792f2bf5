"""Looking through a text: what is found, where it stands, and what to write instead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..text import pieces_of
from . import names, numbers, places
from .known import Known
from .plain import Plain, plain
from .sort import Sort, Spot

LONGEST = 8000  # characters looked through; no field that leaves a case is longer


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text. ``is_certain`` says that it names the person it must not name.

    ``is_own`` says that it is a bare family name of theirs, which may be a word or somebody else's name.
    """

    start: int
    end: int
    words: str
    sort: Sort
    is_certain: bool
    is_own: bool = False

    @property
    def said(self) -> str:
        """Return what it is and what to write instead, as one sentence."""
        return f"「{self.words}」は{self.sort.label}です。{self.sort.advice}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, with what was found in it or None."""

    text: str
    finding: Finding | None


def find(text: str, known: Known, on: date) -> list[Finding]:
    """Return what a text gives away of the ``known``, and what looks like it would of anybody.

    In the order of the text, no two overlapping; ``on`` is the day that ages are counted to.
    """
    shown = text[:LONGEST]
    folded, words = plain(shown), pieces_of(shown)
    spots = [
        *names.spots(shown, folded, known, words),
        *places.spots(shown, folded, known, words),
        *numbers.spots(folded, known, on),
    ]
    found = [_finding(shown, folded, spot) for spot in spots]
    return sorted(_apart(found), key=lambda one: one.start)


def pieces(text: str, findings: Iterable[Finding]) -> Iterator[Piece]:
    """Return the whole text in pieces, so that a page can mark what was found."""
    done = 0
    for one in findings:
        if one.start > done:
            yield Piece(text[done : one.start], None)
        yield Piece(text[one.start : one.end], one)
        done = one.end
    if done < len(text):
        yield Piece(text[done:], None)


def _finding(text: str, folded: Plain, spot: Spot) -> Finding:
    start, end = (spot.start, spot.end) if spot.as_typed else folded.span(spot.start, spot.end)
    return Finding(start, end, text[start:end], spot.sort, spot.is_certain, spot.is_own)


def _apart(found: list[Finding]) -> list[Finding]:
    """Of findings in one place keep the certain one, then the longest."""
    kept: list[Finding] = []
    for one in sorted(found, key=lambda f: (not f.is_certain, f.start - f.end, f.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return kept
