"""From what somebody typed to the 町丁目 it means: 都・市 optional, any width, any numerals."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wagamachi.core.text import fold

from .models import Town

_KANJI = "一-龥々〆"
_KE = re.compile(rf"(?<=[{_KANJI}])[けかゖゕ](?=[{_KANJI}])")
_NO = re.compile(rf"(?<=[{_KANJI}])[之乃](?=[{_KANJI}])")
_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_CHOME_END = re.compile(r"^(.+?)(\d+)丁目$")
_POSTAL = re.compile(r"^〒?\d{3}-?\d{4}")
_LOT = re.compile(r"(\d+)(番地の?|番の?|号|-|の)?")
PART = "一部"  # among 番地: some of the town belongs, and nobody has said which
_ABOVE = re.compile(r"^(東京都)?(西多摩郡|(大島|三宅|八丈|小笠原)支庁)?")


@dataclass(frozen=True, slots=True)
class TownMatch:
    """What the text may mean. ``lots`` are the numbers after the town: 番地, 号.

    ``note`` says in Japanese why there is no town or more than one; it is empty otherwise.
    """

    towns: tuple[Town, ...] = ()
    lots: tuple[int, ...] = ()
    note: str = ""


def town_key(name: str) -> str:
    """Return the form under which a 町丁目 name is stored and looked up (``Town.key``)."""
    text = _SPACE.sub("", fold(name)).removeprefix("大字")
    return _NO.sub("の", _KE.sub("が", text))


@dataclass(slots=True)
class TownBook:
    """All the towns of the municipality, ready to be looked up by what people type."""

    municipality: str
    by_key: dict[str, Town] = field(default_factory=dict)
    chome: dict[str, dict[int, Town]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, towns: Iterable[Town], municipality: str) -> "TownBook":
        book = cls(municipality=town_key(municipality))
        for town in towns:
            book.by_key[town.key] = town
            if found := _CHOME_END.match(town.key):
                book.chome[found[1]][int(found[2])] = town
        return book

    def find(self, text: str) -> TownMatch:
        """Return the towns the text may mean: one, several when it is not exact enough, or none."""
        typed = self.local_part(town_key(text))
        if not typed:
            return TownMatch(note="町の名前から入れてください。例: 本町三丁目1-1")
        for length in range(len(typed), 0, -1):
            name, rest = typed[:length], typed[length:]
            if rest[:1] in {"町", "村"}:
                continue  # 大塚 is not 大塚町
            if name in self.chome:
                return self._among_chome(name, rest)
            if name in self.by_key:
                return TownMatch((self.by_key[name],), _lots(rest))
        return TownMatch(
            note="この住所の町丁目が見つかりません。町の名前を確かめるか、地図で場所を選んでください。"
        )

    def exact(self, name: str) -> Town | None:
        """Return the town called just ``name``, with or without the city; nothing may follow."""
        return self.by_key.get(self.local_part(town_key(name)))

    def local_part(self, typed: str) -> str:
        """Drop postal code, 東京都, 郡 and the municipality's own name from the front."""
        typed = _ABOVE.sub("", _POSTAL.sub("", typed), count=1)
        if self.municipality and typed.startswith(self.municipality):
            return typed[len(self.municipality) :]
        return typed

    def _among_chome(self, name: str, rest: str) -> TownMatch:
        """Choose between 暁町一丁目, 二丁目, … and a bare 暁町 by the numbers that follow."""
        numbered, bare = self.chome[name], self.by_key.get(name)
        every = tuple(([bare] if bare else []) + [numbered[n] for n in sorted(numbered)])
        lots = _lots(rest)
        said = re.match(r"(\d+)(丁目)?(番)?", rest)
        number = int(said[1]) if said else 0
        if said and said[2]:
            lots = _lots(rest[said.end() :])
            if number in numbered:
                return TownMatch((numbered[number],), lots)
            return TownMatch(
                every, (), f"{number}丁目は一覧にありません。どの町丁目か選んでください。"
            )
        if said and not said[3] and number in numbered:
            if bare and len(lots) > 1:
                return TownMatch(
                    (numbered[number], bare),
                    lots[1:],
                    "丁目とも番地とも読めます。どちらか選んでください。",
                )
            return TownMatch((numbered[number],), lots[1:])
        if said and bare:
            return TownMatch((bare,), lots)
        return TownMatch(
            every, (), "何丁目かわからないので、あてはまる町丁目をすべて出しています。"
        )


def in_lots(ranges: str, lots: Sequence[int]) -> bool:
    """Say whether the first of ``lots`` (番地) lies in ``ranges`` such as ``1-20,35``."""
    return bool(lots) and any(low <= lots[0] <= high for low, high in lot_ranges(ranges))


def checked_lots(text: str) -> str:
    """Return 番地 in the form they are stored; raise ValueError for what is not a range of them."""
    ranges = [f"{low}-{high}" if high > low else f"{low}" for low, high in lot_ranges(text)]
    return ",".join(ranges + ([PART] if PART in _lot_words(text) else []))


def lot_ranges(ranges: str) -> list[tuple[int, int]]:
    """Read ``1-20,35`` into pairs, leaving out 一部; raise ValueError for anything else."""
    found = []
    for part in _lot_words(ranges):
        if part == PART:
            continue
        match = re.fullmatch(r"(\d+)(?:番地?)?(?:[-~〜～ー](\d+))?(?:番地?)?", part)
        if not match:
            raise ValueError(part)
        low, high = int(match[1]), int(match[2] or match[1])
        if low > high:
            raise ValueError(part)
        found.append((low, high))
    return found


def _lot_words(text: str) -> list[str]:
    return [part.removeprefix("の") for part in re.split(r"[,、，・\s]+", fold(text).strip())]


def _lots(rest: str) -> tuple[int, ...]:
    """Read the numbers straight after a town name: ``1-1``, ``515番地1``."""
    numbers: list[int] = []
    position = 0
    rest = rest.removeprefix("-")
    while (found := _LOT.match(rest, position)) and len(numbers) < 4:
        numbers.append(int(found[1]))
        position = found.end()
        if not found[2]:
            break
    return tuple(numbers)
