"""Tables people upload: no letter lost unnoticed, and of two headings for one thing neither hidden.

Every importer of the house reads its file here, so that what is refused or taken is the same.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .errors import DomainError

LOST = "\ufffd"  # what software writes where it has lost a letter
_SHOWN = 5


class UnreadableFile(DomainError):
    """The file as a whole cannot be used; the message says why and what to do."""


def decode(raw: bytes) -> tuple[str, str]:
    """Return (encoding, text) of UTF-8, CP932 or UTF-16 with its mark; never guess a letter.

    Raises UnreadableFile for anything else, and for text in which letters were lost before, naming
    the lines: nobody can bring those letters back.
    """
    marked = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp932"]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            refuse_lost_letters(enumerate(text.split("\n"), start=1))
            return encoding, text.lstrip("\ufeff")
    raise UnreadableFile(
        "文字が読めません。「CSV UTF-8」か「CSV（Shift_JIS）」で保存し直してください。",
        field="file",
    )


def refuse_lost_letters(lines: Iterable[tuple[int, str]]) -> None:
    """Raise UnreadableFile naming the lines in which a letter was lost."""
    broken = [number for number, text in lines if LOST in text]
    if broken:
        more = f"ほか{len(broken) - _SHOWN}行" if len(broken) > _SHOWN else ""
        named = "・".join(f"{number}行目" for number in broken[:_SHOWN])
        raise UnreadableFile(
            f"{named}{more}の文字が壊れています（「{LOST}」）。"
            "壊れる前の元のファイルから、「CSV UTF-8」で書き出し直してください。",
            field="file",
        )


def csv_rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows with the line each ends on; a tab in the first line means tabs throughout.

    Raises UnreadableFile naming the line that is no CSV.
    """
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise UnreadableFile(
            f'{reader.line_num}行目がCSVとして読めません。引用符（"）の数を確かめてください。',
            field="file",
        ) from error


def plain_heading(text: str) -> str:
    """Fold a heading: widths, case, spaces and marks do not matter."""
    return re.sub(r"[\s_・/／\-ー（）()?]", "", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True, slots=True)
class Columns:
    """What each heading was taken for. ``places`` are positions, the one to ask first first."""

    headings: Sequence[str]
    places: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, headings: Sequence[str], known: Mapping[str, Sequence[str]]) -> "Columns":
        """Take headings for what ``known`` says they may be called, the best word first.

        Several headings may mean one thing (名称 and 団体名, or the same twice): all are kept.
        """
        plain = [plain_heading(text) for text in headings]
        places = {
            what: tuple(
                n
                for word in dict.fromkeys(map(plain_heading, words))
                for n, text in enumerate(plain)
                if text == word
            )
            for what, words in known.items()
        }
        return cls(headings, {what: found for what, found in places.items() if found})

    def __contains__(self, what: str) -> bool:
        return what in self.places

    def value(self, what: str, row: Sequence[str]) -> str:
        """Return the first cell that is not blank among the headings taken for ``what``."""
        cells = (row[n].strip() for n in self.places.get(what, ()) if n < len(row))
        return next((cell for cell in cells if cell), "")

    def without(self, what: str) -> "Columns":
        """Return the same with one meaning given up; its headings are then ignored."""
        return Columns(self.headings, {k: v for k, v in self.places.items() if k != what})

    @property
    def ignored(self) -> list[str]:
        """The headings that were taken for nothing."""
        taken = {n for found in self.places.values() for n in found}
        return [h.strip() for n, h in enumerate(self.headings) if n not in taken and h.strip()]

    def said(self, what: str) -> str:
        """Return the heading taken for ``what``, and those asked when its cell is blank."""
        first, *others = (self.headings[n].strip() for n in self.places[what])
        return f"{first}（空のときは {'、'.join(others)}）" if others else first
