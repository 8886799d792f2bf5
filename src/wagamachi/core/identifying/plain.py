"""A text folded letter by letter, so that every place in it can be shown in the text as it was typed."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..text import KANJI, fold, number_of

_VOICED = frozenset("\u3099\u309a\uff9e\uff9f")
_LEFT_OUT = re.compile(
    r"[\s\u0000-\u0008\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_KE_IN_NAME = re.compile(rf"(?<=[{KANJI}])[けかゖゕ](?=[{KANJI}])")
_NUMERALS = "〇一二三四五六七八九十百"
_DASHES = re.compile(rf"(?<=[\d{_NUMERALS}])[‐‑‒–—―−ーｰ~〜](?=[\d{_NUMERALS}])")
# Numerals that count something, or are written one by one as in a phone number; 三 in 三浦 is none.
_COUNTED = re.compile(
    rf"[{_NUMERALS}]+(?=丁目|番地|番(?!町)|号|歳|才|さい|になる|になった|代|階|年|月|日|-|の[\d{_NUMERALS}])|(?<=[目番地\-])[{_NUMERALS}]+"
    rf"|(?<=の)[{_NUMERALS}]+(?![{KANJI}{_NUMERALS}])|[{_NUMERALS[:10]}]{{7,}}"
    rf"|(?<![{KANJI}])[{_NUMERALS}]{{2,}}(?=の(?:男性|女性|人|母|父|妻|夫|娘|息子))|(?<=齢)[{_NUMERALS}]{{2,}}"
    rf"|[{_NUMERALS[:10]}]{{2,5}}(?=[・()./])|(?<=[・()./])[{_NUMERALS[:10]}]{{2,5}}"
)
_AGE = re.compile(r"(?<=\d)才")
# すゞかけ is すずかけ, 佐佐木 is 佐々木; a numeral twice is a number.
_AGAIN = re.compile(r"(?<=[ぁ-ゖ])[ゝゞヽヾ]+")
_TWICE = re.compile(rf"(?P<one>(?![{_NUMERALS}々])[{KANJI}])(?P=one)")
_ONES = {
    "いち": 1, "いっ": 1, "に": 2, "さん": 3, "よん": 4, "し": 4, "ご": 5, "ろく": 6, "ろっ": 6, "なな": 7, "しち": 7,
    "はち": 8, "はっ": 8, "きゅう": 9, "く": 9,
}  # fmt: skip
_ONE = "|".join((*_ONES, "[1-9一二三四五六七八九]"))
# よんじゅういち歳, 四じゅう一さい: numbers as they are said, before what makes an age of them.
_SAID = re.compile(
    rf"(?:(?P<tens>{_ONE})?(?P<ten>じゅう|じゅっ|じっ|十)(?P<ones>{_ONE})?(?=歳|才|さい|になる|になった)"
    rf"|(?P<only>{'|'.join(_ONES)})(?=歳|才))"
)
# ぜろきゅうぜろの一二三四の五六七八: a phone read aloud. Short words end it only where a sentence does.
_DIGITS = {"ぜろ": 0, "れい": 0, "まる": 0, "きゅー": 9, **_ONES}
_LONG_DIGIT = "ぜろ|れい|まる|いち|さん|よん|ろく|なな|しち|はち|きゅう|きゅー"
_ALOUD = re.compile(
    rf"(?:[\d{_NUMERALS[:10]}]{{1,4}}[-・の]?)?(?:{_LONG_DIGIT})"
    rf"(?:[-・の]?(?:{_LONG_DIGIT}|[にしごく\d{_NUMERALS[:10]}])){{4,9}}"
    rf"[-・の]?(?:{_LONG_DIGIT}|[\d{_NUMERALS[:10]}]|[にしごく](?![ぁ-ん{KANJI}]))"
)
_EACH_ALOUD = re.compile(rf"{_LONG_DIGIT}|.")


@dataclass(frozen=True, slots=True)
class Plain:
    """``text`` is folded and has no spaces; ``at`` holds the (start, end) of each letter as typed."""

    text: str
    at: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of ``text`` stands in the text as it was typed."""
        return self.at[start][0], self.at[end - 1][1]

    def found(self, pattern: "re.Pattern[str]") -> Iterator["re.Match[str]"]:
        """Return the places of a pattern, none of them empty."""
        return (match for match in pattern.finditer(self.text) if match.end() > match.start())


def plain(text: str) -> Plain:
    """Fold a text: widths, case, katakana, old kanji, spaces, dashes and numerals that count something."""
    letters = [
        (letter, start, end)
        for start, end in _clusters(text)
        for letter in _folded(text[start:end])
        if not _LEFT_OUT.match(letter)
    ]
    for pattern, value in _REPLACED:
        letters = _replaced(letters, pattern, value)
    return Plain("".join(one[0] for one in letters), tuple((one[1], one[2]) for one in letters))


def key(text: str) -> str:
    """Return a text as ``plain`` spells it, to look for in one."""
    return plain(text).text


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    return fold(letter)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Return (start, end) of each letter with the marks that belong to it."""
    start = 0
    for place in range(1, len(text) + 1):
        if place < len(text) and _belongs(text[place]):
            continue
        yield start, place
        start = place


def _belongs(letter: str) -> bool:
    return letter in _VOICED or unicodedata.combining(letter) > 0


Letters = list[tuple[str, int, int]]


def _numeral(found: "re.Match[str]") -> str:
    written = found[0]
    if "十" in written or "百" in written:
        return str(number_of(written))
    return "".join(str(_NUMERALS.index(c)) for c in written)


def _again(found: "re.Match[str]") -> str:
    """Return the letter before once more for each mark, voiced where it says so."""
    letter, said = found.string[found.start() - 1], ""
    for mark in found[0]:
        bare = unicodedata.normalize("NFD", letter)[0]
        voiced = unicodedata.normalize("NFC", bare + "\u3099")
        said += voiced if mark in "ゞヾ" and len(voiced) == 1 else bare
    return said


def _aloud(found: "re.Match[str]") -> str:
    """Return the digits of a phone that was read aloud, with what stands between them."""
    words = _EACH_ALOUD.findall(found[0])
    return "".join(
        str(_DIGITS[word]) if word in _DIGITS
        else str(_NUMERALS.index(word)) if word in _NUMERALS else word
        for word in words
    )  # fmt: skip


def _said(found: "re.Match[str]") -> str:
    if found["only"]:
        return str(_one(found["only"]))
    return str(_one(found["tens"] or "1") * 10 + _one(found["ones"] or "0"))


def _one(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return _ONES[word] if word in _ONES else _NUMERALS.index(word)


_REPLACED: tuple[tuple["re.Pattern[str]", Callable[["re.Match[str]"], str]], ...] = (
    (_AGAIN, _again),
    (_TWICE, lambda found: found["one"] + "々"),
    (_DASHES, lambda found: "-"),
    (_ALOUD, _aloud),
    (_COUNTED, _numeral),
    (_SAID, _said),
    (_KE_IN_NAME, lambda found: "が"),
    (_AGE, lambda found: "歳"),
)


def _replaced(
    letters: Letters, pattern: "re.Pattern[str]", value: Callable[["re.Match[str]"], str]
) -> Letters:
    """Put other letters in the place of a pattern; they stand where the pattern stood."""
    text = "".join(one[0] for one in letters)
    made: Letters = []
    done = 0
    for found in pattern.finditer(text):
        made += letters[done : found.start()]
        start, end = letters[found.start()][1], letters[found.end() - 1][2]
        made += [(letter, start, end) for letter in value(found)]
        done = found.end()
    return made + letters[done:]
