"""Phones, mail addresses, birthdays and ages, and other words that name somebody."""

import re
from collections.abc import Iterator
from datetime import date

from .. import wareki
from ..text import phone_key
from .known import Known
from .plain import Plain, key
from .sort import Sort, Spot

_RUN = re.compile(r"[+(]?\d[\d\-()./・]{5,}\d")
_MAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_DATE = re.compile(
    r"(?P<day>(?:明治|大正|昭和|平成|令和|[mtshr])?(?:元|\d{1,4})(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}日?)"
    r"(?P<born>生|うまれ|誕生)?"
)
_COMPACT = re.compile(r"(?<!\d)(?:19|20)\d{6}(?!\d)")
_BORN = re.compile(
    r"(?:(?:(?:明治|大正|昭和|平成|令和)(?:元|\d{1,2})|(?:19|20)\d{2})年(?:\d{1,2}月)?|\d{1,2}月\d{1,2}日)(?:生|うまれ)"
)
_AGE = re.compile(
    r"(?<![\d.])(?P<years>\d{1,3})(?:歳|さい)(?!代|台|以|未満|を超|まで|から|前|になる前|児)"
)
_FESTIVALS = {"還暦": 60, "古希": 70, "喜寿": 77, "傘寿": 80, "米寿": 88, "卒寿": 90, "白寿": 99}


def spots(folded: Plain, known: Known, on: date) -> Iterator[Spot]:
    """Return where numbers stand that lead to somebody."""
    yield from _phones(folded, {phone_key(phone) for phone in known.phones})
    yield from _births(folded, set(known.births))
    yield from _ages(folded, {_age(born, on) for born in known.births})
    for word in filter(None, (key(word) for word in known.words)):
        for found in folded.found(re.compile(re.escape(word))):
            yield Spot(found.start(), found.end(), Sort.OTHER, True)


def _phones(folded: Plain, phones: set[str]) -> Iterator[Spot]:
    for found in folded.found(_MAIL):
        yield Spot(found.start(), found.end(), Sort.PHONE, True)
    for found in folded.found(_RUN):
        digits = phone_key(found[0])
        is_any = digits[:1] == "0" and 10 <= len(digits) <= 11
        if is_any or (len(digits) > 5 and any(phone.endswith(digits) for phone in phones)):
            yield Spot(found.start(), found.end(), Sort.PHONE, True)


def _births(folded: Plain, births: set[date]) -> Iterator[Spot]:
    for found in folded.found(_DATE):
        if found["born"] or _read(found["day"]) in births:
            yield Spot(found.start(), found.end(), Sort.BIRTH, True)
    for found in folded.found(_COMPACT):
        if found[0] in {f"{born:%Y%m%d}" for born in births}:
            yield Spot(found.start(), found.end(), Sort.BIRTH, True)
    for found in folded.found(_BORN):
        yield Spot(found.start(), found.end(), Sort.BIRTH, False)


def _read(written: str) -> date | None:
    try:
        return wareki.parse_date(written)
    except wareki.BadDate:
        return None


def _ages(folded: Plain, ages: set[int]) -> Iterator[Spot]:
    """Find exact ages; those of the known, this year's or last year's, are certain."""
    for found in folded.found(_AGE):
        years = int(found["years"])
        is_certain = bool({years, years - 1, years + 1} & ages)
        yield Spot(found.start(), found.end(), Sort.AGE, is_certain)
    for word, years in _FESTIVALS.items():
        if years in ages and (place := folded.text.find(word)) >= 0:
            yield Spot(place, place + len(word), Sort.AGE, False)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
