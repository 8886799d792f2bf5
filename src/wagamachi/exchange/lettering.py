"""Letters on paper: any text a person typed becomes text that the embedded fonts can print.

A letter that no font here has is printed as 〓, as printers have always done, and the sheet says so.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
GETA = "〓"
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_VOICED_KANA = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_LONG_WORD = re.compile(r"[^\s\u2e80-\U000e01ef]{13,}")
_BREAK_HERE = "\u200b"


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """Return first and last code points of what the fonts can print, both ascending."""
    lines = (FONTS / "coverage.txt").read_text(encoding="ascii").split()
    pairs = [line.split("-") for line in lines]
    return [int(p[0], 16) for p in pairs], [int(p[-1], 16) for p in pairs]


def is_printable(letter: str) -> bool:
    """Say whether one of the embedded fonts has this letter."""
    first, last = _ranges()
    place = bisect_right(first, ord(letter)) - 1
    return place >= 0 and ord(letter) <= last[place]


def printable(text: str) -> str:
    """Return the text with invisible letters left out and unknown ones replaced by 〓.

    Kanji are never normalised: 﨑 in a name stays 﨑. Kana with a loose voicing mark are put together.
    """
    text = _LINE_ENDS.sub("\n", text).expandtabs(4)
    text = _VOICED_KANA.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    return "".join(_letter(letter) for letter in text).strip("\n")


def _letter(letter: str) -> str:
    if letter == "\n":
        return letter
    if (
        "\U0001f1e6" <= letter <= "\U0001f1ff"
    ):  # the halves of a flag stand for the letters of its country
        return chr(ord(letter) - 0x1F1E6 + ord("A"))
    if unicodedata.category(letter) in _UNSEEN or _is_variation(letter):
        return ""
    return letter if is_printable(letter) else GETA


def _is_variation(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


def breakable(text: str) -> str:
    """Return the text with places where an over-long word may go on in the next line."""
    return _LONG_WORD.sub(lambda found: _BREAK_HERE.join(found[0]), text)
