"""Names written partly in kanji, partly as they are read: なぎ代 and 凪しろ for 凪代, すず掛ふみ夫 whole."""

import re
from collections.abc import Iterable, Iterator, Mapping

from ..text import KANJI
from .plain import Plain

_LONGEST = 6  # letters on either side of where kanji and kana meet
_ENOUGH = 4  # letters of a whole name that stand for somebody wherever they stand
_SURE = 2  # kana that stand for a part of a name where no さん follows
_KANJI = re.compile(rf"[{KANJI}]")
_ALONE = re.compile(r"[のがはをとも、。]|$")
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

    Certain is what is ``called`` somebody; the rest where enough of it is kana, or it stands alone: 文お。
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
            elif kana >= _SURE or (
                _ALONE.match(text, end) and not _is_kanji(text[start - 1 : start])
            ):
                yield start, end, False, wanted[word]


def whole(
    folded: Plain, names: Mapping[str, Iterable[tuple[str, str]]]
) -> Iterator[tuple[int, int]]:
    """Return where a whole name stands, each kanji of it as it is or as it is read.

    ``names`` holds (name, reading) under each letter that one may begin with.
    """
    text = folded.text
    for start, letter in enumerate(text):
        within = _is_kanji(letter) and start > 0 and _is_kanji(text[start - 1])
        for name, read in names.get(letter, ()) if not within else ():
            end = max(_ends(text, start, name, read), default=0)
            if end - start >= _ENOUGH:
                yield start, end


def _ends(text: str, start: int, name: str, read: str) -> set[int]:
    """Return where (name, reading) that begins at ``start`` may end.

    Which kanji is read how is not known: each takes one kana of the reading or more.
    """
    reached = {(0, start)}  # (kana read, place in the text) after each kanji
    for kanji in name:
        after: set[tuple[int, int]] = set()
        for done, at in reached:
            at += text.startswith("・", at) and at > start
            if text.startswith(kanji, at):
                after |= {(kana, at + 1) for kana in range(done + 1, len(read) + 1)}
            kana = done
            while kana < len(read) and text.startswith(read[kana], at + kana - done):
                kana += 1
                after.add((kana, at + kana - done))
        reached = after
    return {at for done, at in reached if done == len(read)}


def _is_kanji(letter: str) -> bool:
    return _KANJI.match(letter) is not None


def _around(place: int, length: int) -> Iterable[tuple[int, int]]:
    return (
        (start, end)
        for start in range(max(0, place - _LONGEST), place)
        for end in range(place + 1, min(length, place + _LONGEST) + 1)
    )
