"""Phones, mail addresses, birthdays and ages, and other words that name somebody."""

import re
from collections.abc import Iterator
from datetime import date

from .. import wareki
from ..text import phone_key
from .known import Known
from .plain import Plain, key
from .sort import Sort, Spot

_RUN = re.compile(r"[+(]?\d[\d\-()./・の]{4,}\d")
_LAST_FOUR = re.compile(
    r"(?:電話|携帯|でんわ|tel|番号|末尾|下[4四](?:桁|けた))[^\d。]{0,6}(?P<last>\d{4})(?![\d年\-])"
)
_MAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_DATE = re.compile(
    r"(?P<day>(?:明治|大正|昭和|平成|令和|[mtshr])?(?:元|\d{1,4})(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}日?)"
    r"(?P<born>生|うまれ|誕生)?"
)
_COMPACT = re.compile(r"(?<!\d)(?:19|20)\d{6}(?!\d)")
# 生まれ, or 生 that ends there: 2025年生活 is no birthday.
_BIRTH = "(?:生まれ|うまれ|生(?![活計命業保徒産涯存])|の(?:生まれ|うまれ))"
_ERAS = {"m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018}
_BORN_IN = re.compile(rf"(?<![\da-z治正和成])(?P<era>[mtshr]?)(?P<year>\d{{2}}|\d{{4}})年?{_BIRTH}")
_BORN = re.compile(
    r"(?:(?:(?:明治|大正|昭和|平成|令和)(?:元|\d{1,2})|(?:19|20)\d{2})年(?:\d{1,2}月)?|\d{1,2}月\d{1,2}日)"
    + _BIRTH
)
_AGE = re.compile(
    r"(?<![\d.])(?P<years>\d{1,3})(?:歳|さい)(?!代|台|以|未満|を超|まで|から|前|になる前|児)"
)
# 母82, 娘（57）: a number beside a relation is an age when it is the age of somebody here.
_BESIDE = re.compile(
    r"(?:本人|母親?|父親?|妻|夫|娘|息子|[長次三][男女]|兄|弟|姉|妹|祖母|祖父|孫|女性|男性|齢)[(:、・は]?(?P<years>\d{2,3})"
    r"(?![\d.歳代日月年時分人回円件番号割%点度-]|さい|か月|丁目|キロ|階|%)"
)
# 41になる母, 76の父: the same the other way round.
_BEFORE = re.compile(
    r"(?<![\d.])(?P<years>\d{2,3})(?:(?:になる|になった|の)(?=本人|母|父|妻|夫|娘|息子|[長次三][男女]|兄|弟|姉|妹|祖|孫|女性|男性)"
    r"|(?:になる|になった)(?=人|方))"
)
_FESTIVALS = {"還暦": 60, "古希": 70, "喜寿": 77, "傘寿": 80, "米寿": 88, "卒寿": 90, "白寿": 99}


def spots(folded: Plain, known: Known, on: date) -> Iterator[Spot]:
    """Return where numbers stand that lead to somebody."""
    yield from _phones(folded, {phone_key(phone) for phone in known.phones})
    yield from _births(folded, set(known.births))
    yield from _ages(folded, {_age(born, on) for born in known.births})
    for word in filter(None, (key(word) for word in known.words)):
        for found in folded.found(re.compile(re.escape(word).replace(r"\-", "-?"))):
            yield Spot(found.start(), found.end(), Sort.OTHER, True)


def _phones(folded: Plain, phones: set[str]) -> Iterator[Spot]:
    for found in folded.found(_MAIL):
        yield Spot(found.start(), found.end(), Sort.PHONE, True)
    for found in folded.found(_RUN):
        digits = phone_key(found[0])
        is_any = digits[:1] == "0" and 10 <= len(digits) <= 11
        if is_any or (
            len(digits) > 5
            and any(digits in phone[3:] or phone.endswith(digits) for phone in phones)
        ):
            yield Spot(found.start(), found.end(), Sort.PHONE, True)
    for found in folded.found(_LAST_FOUR):
        if any(phone.endswith(found["last"]) for phone in phones):
            yield Spot(found.start(), found.end(), Sort.PHONE, True)


def _births(folded: Plain, births: set[date]) -> Iterator[Spot]:
    for found in folded.found(_DATE):
        if found["born"] or _read(found["day"]) in births:
            yield Spot(found.start(), found.end(), Sort.BIRTH, True)
    for found in folded.found(_COMPACT):
        if found[0] in {f"{born:%Y%m%d}" for born in births}:
            yield Spot(found.start(), found.end(), Sort.BIRTH, True)
    years = {born.year for born in births}
    for found in folded.found(_BORN_IN):
        year = int(found["year"]) + _ERAS.get(found["era"], 1900 if len(found["year"]) == 2 else 0)
        yield Spot(found.start(), found.end(), Sort.BIRTH, year in years)
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
    for found in (*folded.found(_BESIDE), *folded.found(_BEFORE)):
        if int(found["years"]) in ages:
            yield Spot(found.start(), found.end(), Sort.AGE, True)
    for word, years in _FESTIVALS.items():
        if years in ages and (place := folded.text.find(word)) >= 0:
            yield Spot(place, place + len(word), Sort.AGE, False)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
