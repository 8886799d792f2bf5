"""Places: the known addresses however they are written, and what looks like an address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..text import KANJI, Piece, address_key, reading
from .known import Known
from .mixed import mixtures
from .plain import Plain, key
from .sort import Sort, Spot

_STEM = 2  # letters of a name of a building or town that stand for it before a number
_LONG = 4  # letters of a reading that stand for a building wherever they stand
_BETWEEN = r"(?:丁目|番地の|番地|番の|番|号|-|の|・)+"
_ROOM_AT_END = re.compile(r"\d+(?:号室?|室|階)?$")
_ANY_ADDRESS = re.compile(
    rf"[{KANJI}]{{1,5}}\d{{1,2}}丁目(?:\d+(?:番地?(?:の?\d+号?)?|号|-\d+)?)?|\d+番地?の?\d+号|(?<![\d-])\d{{1,4}}番地"
    rf"|\d{{1,2}}丁目(?:\d{{1,3}}(?:番|-\d)|の角)"
    rf"|[{KANJI}]{{1,4}}町\d{{1,2}}-\d{{1,3}}(?:-\d{{1,3}})?(?![\d-])"
    rf"|(?!令和|平成|昭和)[{KANJI}]{{2,5}}\d{{1,2}}-\d{{1,3}}-\d{{1,3}}(?![\d-])"
)
# 第二さくら荘, メゾン暁, コーポ青葉; アパート, 団地 and 分譲マンション are everybody's.
_HOUSE = (
    "(?:ハイツ|コーポ(?!ラティブ|レ)|メゾン|パレス|レジデンス|ヒルズ|ハイム|シャトー|カーサ|ヴィラ)"
)
_ANY_BUILDING = re.compile(
    rf"(?:[ぁ-ゖ]{{2,5}}|[ァ-ヺー]{{2,8}}|[{KANJI}]{{1,4}})(?<![別山])荘(?![{KANJI}])"
    rf"|[ァ-ヺー{KANJI}]{{2,8}}{_HOUSE}(?![ァ-ヺー])"
    rf"|[ぁ-ゖ]{{2,6}}(?<![のいなたるをはがでとも]){_HOUSE}(?![ァ-ヺー])|{_HOUSE}・?[{KANJI}ァ-ヺー]{{1,8}}"
    rf"|[A-Za-zＡ-Ｚａ-ｚ]{{3,12}}(?:荘|{_HOUSE})"
    r"|[ァ-ヺー]{2,8}(?<!ルーム)マンション|\d{1,3}号棟"
)
# What a building is beside its own name: みぎわの201 is みぎわ荘 201.
_KINDS = tuple(map(key, ("荘", "ハイツ", "コーポ", "メゾン", "パレス", "レジデンス", "ヒルズ", "ハイム", "シャトー",
                         "カーサ", "ヴィラ", "コート", "アパート", "マンション", "団地", "住宅")))  # fmt: skip
_TOWN_TAIL = re.compile(r"(?:町|まち|ちょう)$")
_SOUND = str.maketrans("はへをぢづ", "わえおじず")  # みぎは荘 is read like みぎわ荘
_ANY_ROOM = re.compile(r"(?<!\d)\d{2,4}号室")


def spots(text: str, folded: Plain, known: Known, words: list[Piece]) -> Iterator[Spot]:
    """Return where places stand: the known ones, and any address, building or room."""
    for one in (way for address in known.addresses for way in _ways(address)):
        if all(word in folded.text for word in one.words):
            for found in folded.found(re.compile(one.pattern)):
                yield Spot(found.start(), found.end(), one.sort, one.is_certain)
    yield from _read_alike(words, {read for one in known.addresses if (read := _read(one))})
    for found in folded.found(_ANY_ADDRESS):
        yield Spot(found.start(), found.end(), Sort.PLACE, False)
    for found in folded.found(_ANY_ROOM):
        yield Spot(found.start(), found.end(), Sort.BUILDING, False)
    for found in _ANY_BUILDING.finditer(text):
        yield Spot(found.start(), found.end(), Sort.BUILDING, False, as_typed=True)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One way an address is written. Where not all ``words`` stand there is no need to look for it."""

    words: tuple[str, ...]
    pattern: str
    sort: Sort
    is_certain: bool


@lru_cache(maxsize=4096)
def _ways(address: str) -> tuple[_Wanted, ...]:
    taken = address_key(address)
    town, building = key(taken.town), _ROOM_AT_END.sub("", key(taken.building))
    if not taken.lots:
        whole = key(address)
        is_telling = len(whole) > 3
        return (_Wanted((whole,), re.escape(whole), Sort.PLACE, False),) if is_telling else ()
    ways: list[_Wanted] = []
    numbers = tuple(map(str, taken.lots))
    lots = _BETWEEN.join(numbers)
    if town and len(taken.lots) > 1:
        exact = rf"{re.escape(town)}{lots}(?:号|番地?)?(?!\d)"
        ways.append(_Wanted((town, *numbers), exact, Sort.PLACE, True))
    if len(taken.lots) > 2:
        bare = rf"(?<![\d-]){lots}(?:号|番地?)?(?![\d-])"
        ways.append(_Wanted(numbers, bare, Sort.PLACE, True))
    if len(town) > 1:
        wide = rf"{re.escape(town)}(?:\d+丁目)?"
        ways.append(_Wanted((town,), wide, Sort.PLACE, False))
    if len(building) > 2:
        spaced = "[・-]?".join(map(re.escape, building))
        ways.append(_Wanted(tuple(building), spaced, Sort.BUILDING, True))
    if taken.room:
        room = rf"(?<!\d){taken.room}(?:号室?|室)"
        ways.append(_Wanted((str(taken.room),), room, Sort.BUILDING, True))
    return (*ways, *_rooms(building, taken.room), *_towns(town, lots))


def _rooms(building: str, room: str) -> Iterator[_Wanted]:
    """Return a building by its own name alone with a room: みぎわの201; certain where it is theirs."""
    stem = building
    for kind in _KINDS:
        stem = stem.removeprefix(kind).removesuffix(kind)
    if stem == building or len(stem) < _STEM:
        return
    for called in {stem, reading(stem)}:
        if room:
            theirs = rf"{re.escape(called)}[の・-]?{room}(?:号室?|室)?(?!\d)"
            yield _Wanted((called, str(room)), theirs, Sort.BUILDING, True)
        any_room = rf"{re.escape(called)}[の・-]?\d{{3,4}}(?:号室?|室)?(?![\d年月日人件円回番])"
        yield _Wanted((called,), any_room, Sort.BUILDING, False)


def _towns(town: str, lots: str) -> Iterator[_Wanted]:
    """Return a town as it is read, whole or in part, before a number: ほしまち2丁目, ほし待の2の2."""
    name, read = _TOWN_TAIL.sub("", town), _TOWN_TAIL.sub("", reading(town))
    if town == name:
        read = reading(town)
    for called in {read, *mixtures(name, read)} - {name, town}:
        if len(called) < _STEM or (called == read and len(read) < _STEM + 1):
            continue
        head = rf"{re.escape(called)}(?:町|まち|ちょう)?の?"
        if _BETWEEN in lots:
            yield _Wanted((called,), rf"{head}{lots}(?:号|番地?)?(?!\d)", Sort.PLACE, True)
        near = rf"{head}\d{{1,2}}(?:丁目|番|-\d|の\d)"
        yield _Wanted((called,), near, Sort.PLACE, False)


@lru_cache(maxsize=4096)
def _read(address: str) -> str:
    """Return how a building is read, when that is long enough to stand for it."""
    building = _ROOM_AT_END.sub("", key(address_key(address).building))
    read = reading(building).translate(_SOUND)
    return read if len(read) > _LONG else ""


def _read_alike(found: list[Piece], buildings: set[str]) -> Iterator[Spot]:
    """Find さざ波ハイツ for さざなみハイツ: what the dictionary reads the same."""
    if not buildings:
        return
    words = [piece for piece in found if piece.pos[0] not in ("空白", "補助記号")]
    for place, first in enumerate(words):
        said = ""
        for last in words[place:]:
            said += last.reading.translate(_SOUND)
            if said in buildings:
                yield Spot(first.start, last.end, Sort.BUILDING, True, as_typed=True)
            if not any(building.startswith(said) for building in buildings):
                break
