"""町丁目 as lists write them: 「荏原1〜7丁目」「2・4丁目」「2丁目の一部」「（3丁目を除く）」「全域」.

What is not understood is asked about, never guessed: one 丁目 too few is a household nobody visits.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from .addresses import PART, TownBook, checked_lots, town_key
from .models import Town

_KANJI = "一二三四五六七八九十"
_RANGE_MARK = re.compile(r"[~〜～‐‑‒–—―−ー－-]|から")
_LIST_MARK = re.compile(r"[、,，・/／;；]|及び|および|並びに")
_NUMERAL = re.compile(
    rf"[{_KANJI}]+(?=丁目|(?:丁目)?[~、](?:\d+|[{_KANJI}]+)(?:(?:丁目)?[~、](?:\d+|[{_KANJI}]+))*丁目)"
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_HEAD = re.compile(
    r"^(?P<name>[^\d~]*)(?:(?P<low>\d+)(?:(?:丁目)?~(?P<high>\d+)(?=丁目|$))?(?P<cho>丁目)?)?"
)
_CHOME = re.compile(r"^(\d+)(?:丁目)?(?:~(\d+))?(?:丁目)?$")
_ALL = re.compile(r"^の?(全域|全部|全体|すべて)$")
_SOME = re.compile(r"^の?一部(地域|区域)?$")
_TAIL = re.compile(r"の?(全域|全部|全体|すべて|一部(地域|区域)?)$")
_BUT = re.compile(r"^(.+?)(?:を|は)?(?:除く|除き|のぞく)$")
_LOT = re.compile(r"^の?(\d+)(?:番地?)?(?:~(\d+))?番地?$")


@dataclass(frozen=True, slots=True)
class TownPart:
    """A town, or the 番地 of it in ``lots`` such as ``1-20,35``; empty means all of it.

    ``PART`` (一部) in ``lots`` says that only some of it belongs and nobody has said which.
    """

    town: Town
    lots: str = ""


@dataclass(frozen=True, slots=True)
class TownWords:
    """What one cell was read as; ``note`` says so when it was more than a plain name."""

    parts: tuple[TownPart, ...]
    note: str = ""


class BadTowns(ValueError):
    """The words cannot be read for certain; the message asks for what is missing."""


def read_town_words(book: TownBook, text: str, lots: str = "") -> TownWords:
    """Return the towns the words mean, with 番地 from ``lots`` when one town is named.

    Raises BadTowns.
    """
    plain = book.exact(text)
    found = (TownPart(plain),) if plain else _Reader(book, text).read()
    if lots:
        if len(found) != 1 or found[0].lots:
            raise BadTowns(
                f"「{text}」と番地「{lots}」がいっしょです。町丁目ごとに行を分けてください。"
            )
        try:
            found = (TownPart(found[0].town, checked_lots(lots)),)
        except ValueError:
            raise BadTowns(f"番地「{lots}」は 1-20,35 のように書いてください。") from None
    return TownWords(found, _note(text, found))


def _note(text: str, parts: Iterable[TownPart]) -> str:
    parts = list(parts)
    said = "、".join(f"{p.town.name}{f'（{p.lots}）' if p.lots else ''}" for p in parts)
    if any(PART in part.lots for part in parts):
        return f"「{text}」は、どの番地かわからないので「一部」として入れます: {said}"
    if len(parts) > 1 or any(part.lots for part in parts):
        return f"「{text}」は次のように読みました: {said}"
    return ""


class _Reader:
    """Reads one cell from left to right; 「2丁目」 alone goes on with the name before it."""

    def __init__(self, book: TownBook, text: str) -> None:
        self.book = book
        self.text = text
        self.base = ""
        self.parts: dict[str, TownPart] = {}

    def read(self) -> tuple[TownPart, ...]:
        for token in _tokens(self.text):
            self._token(token)
        if not self.parts:
            raise BadTowns(f"「{self.text}」に入る町丁目がありません。")
        return tuple(self.parts.values())

    def _token(self, token: str) -> None:
        brackets = _BRACKET.findall(token)
        said = _BRACKET.sub("", token)
        but = _BUT.match(said)
        head = _HEAD.match(but[1] if but else said)
        assert head is not None  # every part of the pattern may be empty
        name, rest = head["name"], (but[1] if but else said)[head.end() :]
        if head["low"] is None and (tail := _TAIL.search(name)):
            name, rest = name[: tail.start()], tail[0]
        self.base = self.book.local_part(town_key(name)) if name else self.base
        low, high = head["low"], head["high"] or head["low"]
        if low and self.base in self.book.by_key and self._are_lots(head["cho"] or "", rest):
            low, rest = None, said[len(name) :]
        if low is not None:
            chosen = self._numbered(self.base, int(low), int(high))
        else:
            chosen = self._whole(name, rest, brackets)
        if but:
            self._leave_out(chosen)
            return
        self.parts |= {town.key: TownPart(town) for town in chosen}
        for words in [rest, *brackets]:
            if words:
                self._qualify(chosen, words)

    def _are_lots(self, chome: str, rest: str) -> bool:
        """Say whether the number behind a name is 番地: 本町5番, or a town without 丁目."""
        return not chome and (rest.startswith("番") or self.base not in self.book.chome)

    def _whole(self, name: str, rest: str, brackets: list[str]) -> list[Town]:
        """Return the towns of a name without a number; it must be one, or all of them in words."""
        chome, bare = self.book.chome.get(self.base, {}), self.book.by_key.get(self.base)
        every = ([bare] if bare else []) + [chome[n] for n in sorted(chome)]
        if not every:
            raise BadTowns(
                f"「{self.text}」は町丁目の一覧にないか、1つに決まりません。"
                "先に町丁目を取り込んでください。"
            )
        if bare and rest.startswith(tuple("0123456789")):
            return [bare]
        is_all = _ALL.match(rest) or any(_BUT.match(words) for words in brackets)
        if len(every) > 1 and not is_all:
            raise BadTowns(
                f"「{self.text}」は{'・'.join(town.name for town in every)}があり、"
                f"1つに決まりません。全部なら「{name}全域」のように書いてください。"
            )
        return every

    def _numbered(self, base: str, low: int, high: int) -> list[Town]:
        chome = self.book.chome.get(base, {})
        missing = [n for n in range(low, min(high, low + 99) + 1) if n not in chome]
        if low > high or missing:
            named = "・".join(f"{n}丁目" for n in missing) or f"{low}〜{high}丁目"
            raise BadTowns(f"「{self.text}」の{named}は町丁目の一覧にありません。")
        return [chome[n] for n in range(low, high + 1)]

    def _qualify(self, chosen: list[Town], words: str) -> None:
        """Apply what stands behind a town or in brackets: 全域, 一部, 1〜20番, 3丁目を除く."""
        if _ALL.match(words):
            return
        if _SOME.match(words):
            self._set_lots(chosen, PART)
            return
        if but := _BUT.match(words):
            self._leave_out_words(chosen, but[1])
            return
        lots = [_LOT.match(part) for part in words.split("、")]
        if len(chosen) == 1 and all(lots):
            said = ",".join(f"{m[1]}-{m[2]}" if m[2] else m[1] for m in lots if m)
            self._set_lots(chosen, checked_lots(said))
            return
        raise BadTowns(
            f"「{self.text}」の「{words}」の意味がわかりません。番地なら「1〜20番」のように書いてください。"
        )

    def _set_lots(self, chosen: list[Town], lots: str) -> None:
        for town in chosen:
            known = self.parts[town.key].lots
            # 「2丁目の一部（1〜20番）」: once the 番地 are said, nothing is left open.
            self.parts[town.key] = TownPart(
                town, lots if known in ("", PART) else f"{known},{lots}"
            )

    def _leave_out_words(self, chosen: list[Town], words: str) -> None:
        base, wanted = self.base, []
        for part in words.split("、"):
            found = _CHOME.match(part)
            if found is None:
                break
            wanted += self._numbered(base, int(found[1]), int(found[2] or found[1]))
        else:
            self._leave_out(wanted)
            return
        self._set_lots(chosen, PART)  # some 番地 are left out: what remains is a part

    def _leave_out(self, towns: list[Town]) -> None:
        for town in towns:
            if self.parts.pop(town.key, None) is None:
                raise BadTowns(
                    f"「{self.text}」の「除く」が、どこから除くのかわかりません。"
                    "入る町丁目を1行に1つずつ書いてください。"
                )


def _tokens(text: str) -> list[str]:
    """Split at 、・ and their like outside brackets, with widths, marks and numerals made one."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"[〔［\[【]", "(", plain)
    plain = re.sub(r"[〕］\]】]", ")", plain)
    plain = _LIST_MARK.sub("、", plain)
    plain = re.sub(rf"(?<=[\d{_KANJI}目番地])(?:{_RANGE_MARK.pattern})(?=[\d{_KANJI}])", "~", plain)
    plain = _NUMERAL.sub(lambda m: str(_number(m[0])), plain)
    return [token for token in re.split(r"、(?![^(]*\))", plain) if token]


def _number(kanji: str) -> int:
    tens, _, ones = kanji.rpartition("十") if "十" in kanji else ("", "", kanji)
    high = (_KANJI.index(tens) + 1 if tens else 1) * 10 if "十" in kanji else 0
    return high + (_KANJI.index(ones) + 1 if ones else 0)
