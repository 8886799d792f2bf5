"""Japanese as people really type it, folded so that the same word, address or phone is the same.

高橋 is 髙橋, ひきこもり is 引きこもり, 暁町三丁目5番1号 is 暁町3-5-1. Folding is for matching only:
what a person wrote is stored and shown untouched.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"
KANJI = r"\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NUMERAL = "〇一二三四五六七八九十百"
_DASHES = r"[-‐‑‒–—―−ーｰ]"
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_NUMERAL_IN_ADDRESS = re.compile(rf"[{_NUMERAL}]+(?=丁目|番地|番(?!町)|号|-[\d{_NUMERAL}])")
_DASH_IN_NUMBER = re.compile(rf"(?<=[0-9{_NUMERAL}]){_DASHES}(?=[0-9{_NUMERAL}])")
_COUNTER = re.compile(rf"(?<=[0-9{_NUMERAL}数何])[ヶケヵカか](?=[月所国年条])")
_KE_IN_NAME = re.compile(rf"(?<=[{KANJI}])[ヶケ](?=[{KANJI}])")
_AGE = re.compile(r"(?<=\d)才")
_SPACES = re.compile(r"\s+")
_CHUNK = 8000  # characters; the analyser refuses texts beyond about 16 000


def _variants() -> dict[int, str]:
    lines = (DATA / "kanji_variants.txt").read_text(encoding="utf-8").splitlines()
    groups = " ".join(line for line in lines if not line.startswith("#")).split()
    return {ord(old): group[0] for group in groups for old in group[1:]}


_KANA = {ord("ァ") + i: chr(ord("ぁ") + i) for i in range(ord("ヶ") - ord("ァ") + 1)}
_FOLD = _variants() | _KANA


def fold(text: str) -> str:
    """Return the one spelling that all ways of typing ``text`` share.

    Widths, case, katakana, old kanji, dashes between digits, ヶ and ケ, 才 and 歳, and numerals
    before 丁目・番・号 become one. Length may change.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()
    plain = _DASH_IN_NUMBER.sub("-", plain)
    plain = _NUMERAL_IN_ADDRESS.sub(lambda m: str(number_of(m[0])), plain)
    plain = _COUNTER.sub("か", plain)
    plain = _KE_IN_NAME.sub("が", plain)
    plain = _AGE.sub("歳", plain)
    return _SPACES.sub(" ", plain.translate(_FOLD)).strip()


def says_something(text: str) -> bool:
    """Say whether a reason is words: two different letters at least, not 「。」, 「あああ」 or a number."""
    letters = {c for c in _INVISIBLE.sub("", text) if unicodedata.category(c).startswith("L")}
    return len(letters - set("ーｰ")) > 1


def phone_key(text: str) -> str:
    """Return the digits of a phone number, +81 and (0) written as people dial it: 0426240000."""
    plain = unicodedata.normalize("NFKC", text).replace("(0)", "0", 1)
    digits = "".join(c for c in plain if c.isascii() and c.isdigit())
    if plain.lstrip().startswith("+81"):
        return "0" + digits[2:].removeprefix("0")
    return digits


def number_of(numeral: str) -> int:
    """Return 23 for 二十三 and for 二三, 105 for 百五."""
    total, current, positional = 0, 0, True
    for c in numeral:
        if c in "十百":
            total += max(current, 1) * (10 if c == "十" else 100)
            current, positional = 0, False
        else:
            digit = _NUMERAL.index(c)
            current = current * 10 + digit if positional else digit
    return total + current


# --- addresses ------------------------------------------------------------------------------------

_POSTAL = re.compile(r"^〒?\s*\d{3}-?\d{4}\s+|^〒\s*\d{3}-?\d{4}\s*")
_PREFECTURE = re.compile(r"^(?:東京都|北海道|(?:京都|大阪)府|[^\d\s]{2,3}県)\s*")
_CITY = re.compile(
    r"^(?:武蔵村山市|東村山市|東久留米市|西東京市|羽村市|町田市|あきる野市|[^\d\s町村]{1,6}?市(?![町場谷])"
    r"|(?:千代田|中央|港|新宿|文京|台東|墨田|江東|品川|目黒|大田|世田谷|渋谷|中野|杉並|豊島|北|荒川|板橋|練馬"
    r"|足立|葛飾|江戸川)区"
    r"|(?:西多摩郡)?(?:瑞穂町|日の出町|檜原村|奥多摩町)|桧原村"
    r"|大島町|利島村|新島村|神津島村|三宅村|御蔵島村|八丈町|青が島村|小笠原村)\s*(?=\S)"
)
_TOWN = re.compile(r"^(?:大字|字)?([^\d]*?)\s*(?=\d|$)")
_LOT = re.compile(
    r"\s*(\d+)(丁目|番地の|番地|番の|番|号(?!室|棟)|の(?=\d)|-(?=\d)|(?![\d号室階棟f]))"
)
_ROOM = re.compile(r"(\d+)\s*(?:号室?|室)?$")


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart. ``lots`` are 丁目・番・号 as numbers, as many as were written."""

    town: str
    lots: tuple[int, ...]
    building: str
    room: str

    @property
    def building_key(self) -> str:
        """The same for every household under one roof, however the address was written."""
        return f"{self.town} {'-'.join(map(str, self.lots))}".strip()

    @property
    def household_key(self) -> str:
        """The building and the room, when one was written."""
        return f"{self.building_key} {self.room}".strip()

    @property
    def is_exact(self) -> bool:
        """Say whether it names a building: two addresses without numbers prove nothing."""
        return bool(self.town) and len(self.lots) >= 2


def address_key(text: str) -> Address:
    """Take an address apart for matching; 東京都 and the city may be missing.

    暁町三丁目5番1号 コーポ202 and 東京都八王子市暁町3-5-1 share a ``building_key``. A fourth number
    and a number at the end of the building's name are the room.
    """
    plain = _POSTAL.sub("", fold(text))
    plain = _CITY.sub("", _PREFECTURE.sub("", plain))
    match = _TOWN.match(plain)
    town = match[1] if match else plain
    lots, rest = _lots(plain[match.end() :] if match else "")
    room = ""
    if len(lots) > 3:
        lots, room = lots[:3], str(lots[3])
    elif found := _ROOM.search(rest):
        room, rest = found[1], rest[: found.start()]
    return Address(_SPACES.sub("", town), tuple(lots), rest.strip(" -"), room)


def _lots(text: str) -> tuple[list[int], str]:
    lots: list[int] = []
    at, last = 0, "-"
    while len(lots) < 4 and last not in {"", "号"} and (match := _LOT.match(text, at)):
        lots.append(int(match[1]))
        at, last = match.end(), match[2]  # after a bare number comes the room: 3-5-1 202
    return lots, text[at:].strip()


# --- words (sudachi) ------------------------------------------------------------------------------


class Piece(NamedTuple):
    """One word of a text, where it stands in it; ``pos`` is the dictionary's part of speech."""

    start: int
    end: int
    pos: tuple[str, ...]
    reading: str


class Word(NamedTuple):
    """One word of a text: as written and in the dictionary's spelling, both folded."""

    surface: str
    normal: str
    reading: str
    is_content: bool


_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞"})
_local = threading.local()


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    """Load the dictionary once per process; it takes about a third of a second."""
    from sudachipy import Dictionary

    return Dictionary(dict="core")


def _tokenizer() -> Any:
    """Return this thread's tokenizer: they share the dictionary but not each other."""
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = _dictionary().tokenizer()
    return _local.tokenizer


def _morphemes(text: str) -> Iterator[Any]:
    tokenizer = _tokenizer()
    for start in range(0, len(text), _CHUNK):
        yield from tokenizer.tokenize(text[start : start + _CHUNK])


def pieces_of(text: str) -> list[Piece]:
    """Split a text of at most 8 000 characters into words; readings are folded to hiragana."""
    return [
        Piece(m.begin(), m.end(), tuple(m.part_of_speech()), fold(m.reading_form()))
        for m in _tokenizer().tokenize(text[:_CHUNK])
    ]


def words(text: str) -> list[Word]:
    """Split a text into words with their dictionary spelling and reading, all folded."""
    return [
        Word(
            surface=fold(m.surface()),
            normal=fold(m.normalized_form()),
            reading=fold(m.reading_form()),
            is_content=_is_content(m.part_of_speech()),
        )
        for m in _morphemes(text)
    ]


def reading(text: str) -> str:
    """Return the likely reading in hiragana: たなかはなこ for 田中花子."""
    return fold("".join(m.reading_form() for m in _morphemes(text)))


def normal_forms(text: str) -> list[str]:
    """Return ``text`` folded, and in the dictionary's spelling when that differs.

    引きこもり and ひきこもり share 引き籠もり; 子ども and 子供 share 子供.
    """
    found = [fold(text), "".join(word.normal for word in words(text))]
    return list(dict.fromkeys(form for form in found if form))


def spellings(text: str) -> set[str]:
    """Return the dictionary spellings of the words of a text that is written otherwise.

    These are what a search index needs beside the text itself.
    """
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for m in _morphemes(text):
        pair = (m.surface(), m.normalized_form())
        if pair[0] == pair[1] or pair in seen or len(pair[1]) < 2:
            continue
        seen.add(pair)
        if _is_content(m.part_of_speech()) and (form := fold(pair[1])) != fold(pair[0]):
            found.add(form)
    return found


@lru_cache(maxsize=1024)
def _is_content(pos: tuple[str, ...]) -> bool:
    return pos[0] in _CONTENT and pos[1] not in {"非自立可能", "数詞"}
