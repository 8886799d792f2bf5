"""Names of which one part is written in kanji and the other as it is read: なぎ代 and 凪しろ for 凪代."""

import re
from collections.abc import Iterable, Iterator, Mapping

from ..text import KANJI
from .plain import Plain

_LONGEST = 6  # letters on either side of where kanji and kana meet
_SURE = 2  # kana that stand for a part of a name where no さん follows
_MEET = re.compile(rf"(?<=[ぁ-ゖ])(?=[{KANJI}])|(?<=[{KANJI}])(?=[ぁ-ゖ])")


def mixtures(name: str, read: str) -> Iterator[str]:
    """Return the ways to write a part of a name half in kanji, half as it is read.

    Which kanji is read how is not known, so every beginning of one goes with every end of the other.
    """
    for letters in range(1, len(name)):
        for kana in range(1, len(read)):
            if kana > 1:
                yield read[:kana] + name[letters:]
            yield name[:letters] + read[kana:]


def mixed(
    folded: Plain, wanted: Mapping[str, bool], called: "re.Pattern[str]"
) -> Iterator[tuple[int, int, bool, bool]]:
    """Return (start, end, is certain, is a family name) of the ``wanted`` where kanji and kana meet.

    Certain is what is ``called`` somebody; the rest only where enough of it is kana.
    """
    text = folded.text
    for meet in _MEET.finditer(text) if wanted else ():
        for start, end in _around(meet.start(), len(text)):
            word = text[start:end]
            if word not in wanted:
                continue
            title = called.match(text, end)
            kana = sum("ぁ" <= letter <= "ゖ" for letter in word)
            if title:
                yield start, title.end(), True, wanted[word]
            elif kana >= _SURE:
                yield start, end, False, wanted[word]


def _around(place: int, length: int) -> Iterable[tuple[int, int]]:
    return (
        (start, end)
        for start in range(max(0, place - _LONGEST), place)
        for end in range(place + 1, min(length, place + _LONGEST) + 1)
    )
