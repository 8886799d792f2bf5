"""Dates as offices write them (令和8年11月23日（月）, R8.11.23, あと2日), written and read back."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from . import clock
from .errors import DomainError

WEEKDAYS = "月火水木金土日"
YEARS_AHEAD = 50  # nobody plans further; 令和99年 is a slip of the finger
_BARE_YEARS_AHEAD = 3  # "8/11/23" without an era is read as 令和 only when it is about now


class BadDate(DomainError):
    """The text is no date; the message says how to write one."""


@dataclass(frozen=True, slots=True)
class Era:
    """One era. ``last`` is inclusive: on 1912-07-30 and 1926-12-25 both names are in use."""

    name: str
    letter: str
    first: date
    last: date | None

    def year_of(self, d: date) -> int:
        return d.year - self.first.year + 1


ERAS = (
    Era("令和", "R", date(2019, 5, 1), None),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
)

_ERA_BY_NAME = {name: era for era in ERAS for name in (era.name, era.letter, era.name[0])}
_KANJI_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")}
_DATE = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM令平昭大明])?\s*(?P<year>元|\d{1,4})\s*(?:年|[./-])\s*"
    r"(?P<month>\d{1,2})\s*(?:月|[./-])\s*(?P<day>\d{1,2})\s*日?"
    rf"\s*(?:\((?P<weekday>[{WEEKDAYS}])(?:曜日?)?\))?"
)
_COMPACT = re.compile(
    r"(?:(?P<era>[RHSTM])(?P<era_year>\d{2})|(?P<year>\d{4}))(?P<month>\d{2})(?P<day>\d{2})"
)
_NO_YEAR = re.compile(r"\d{1,2}\s*(?:月|[./-])\s*\d{1,2}\s*日?")
HOW_TO = "「令和8年11月23日」「R8.11.23」「2026-11-23」のように入れてください。"


def era_of(d: date) -> Era | None:
    """Return the era ``d`` falls in, or None before 明治."""
    return next((era for era in ERAS if d >= era.first), None)


def format_year(d: date) -> str:
    """Return 令和8年, 令和元年, or 1850年 before 明治."""
    era = era_of(d)
    if era is None:
        return f"{d.year}年"
    year = era.year_of(d)
    return f"{era.name}{'元' if year == 1 else year}年"


def format_wareki(d: date, weekday: bool = True) -> str:
    """Return 令和8年11月23日（月）."""
    text = f"{format_year(d)}{d.month}月{d.day}日"
    return f"{text}（{WEEKDAYS[d.weekday()]}）" if weekday else text


def format_wareki_short(d: date) -> str:
    """Return R8.11.23."""
    era = era_of(d)
    if era is None:
        return f"{d.year}.{d.month}.{d.day}"
    return f"{era.letter}{era.year_of(d)}.{d.month}.{d.day}"


def format_short(when: date | datetime) -> str:
    """Return R8.11.23 for a day, or for the day of an instant in the municipality's time."""
    return format_wareki_short(clock.today(when) if isinstance(when, datetime) else when)


def format_datetime(dt: datetime) -> str:
    """Return 令和8年11月23日（月）14:05 in the municipality's time (Asia/Tokyo)."""
    local = timezone.localtime(dt)
    return f"{format_wareki(local.date())}{local:%H:%M}"


def format_duration(minutes: int) -> str:
    """Return 1時間15分 for 75 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours}時間"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}分")
    return "".join(parts)


def relative_day(d: date, today: date) -> str:
    """Return きょう, あした, きのう, あと2日 or 3日すぎ."""
    days = (d - today).days
    names = {0: "きょう", 1: "あした", -1: "きのう"}
    return names.get(days) or (f"あと{days}日" if days > 0 else f"{-days}日すぎ")


def parse_date(text: str, today: date | None = None) -> date:
    """Read a date as people type it; raise BadDate with a message that says what to do.

    Accepts eras in full or by initial, 元年, full-width and kanji numerals, ``.``, ``-``, ``/`` and
    年月日, ISO dates and 20261123. A date without a year is refused: guessing it would be worse.
    """
    today = today or clock.today()
    plain = _plain(text)
    match = _DATE.fullmatch(plain)
    if match is not None:
        found = _build(match["era"], match["year"], match["month"], match["day"], today)
        _check_weekday(found, match["weekday"])
        return found
    match = _COMPACT.fullmatch(plain)
    if match is not None:
        year = match["era_year"] or match["year"]
        return _build(match["era"], year, match["month"], match["day"], today)
    if _NO_YEAR.fullmatch(plain):
        raise BadDate(f"年も入れてください。{HOW_TO}")
    raise BadDate(f"日付として読めません。{HOW_TO}")


def _plain(text: str) -> str:
    """Fold widths, dashes and kanji numerals so that one pattern reads them all."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    plain = re.sub(r"[‐‑‒–—―−ー]", "-", plain)
    plain = plain.replace("。", ".").replace("、", ".").replace(",", ".")
    return re.sub(r"[〇一二三四五六七八九十]+(?=[年月日])", lambda m: str(_kanji(m[0])), plain)


def _kanji(text: str) -> int:
    """Return 23 for 二十三, 23 for 二三, 10 for 十."""
    if "十" not in text:
        return int("".join(str(_KANJI_DIGITS[c]) for c in text))
    tens, _, ones = text.partition("十")
    if "十" in ones:
        raise BadDate(f"日付として読めません。{HOW_TO}")
    return (_kanji(tens) if tens else 1) * 10 + (_kanji(ones) if ones else 0)


def _build(era_name: str | None, year: str, month: str, day: str, today: date) -> date:
    era = _ERA_BY_NAME[era_name] if era_name else None
    number = 1 if year == "元" else int(year)
    if era is None and (year == "元" or len(year) <= 2):
        return _bare(number, int(month), int(day), today)
    if era is not None:
        if number > 99:
            raise BadDate(f"{era.name}{number}年はありません。年をもう一度確かめてください。")
        found = _date(era.first.year + number - 1, int(month), int(day), number)
        _check_era(era, number, found)
    else:
        found = _date(number, int(month), int(day), number)
    if found < ERAS[-1].first:
        raise BadDate(f"明治より前の日付は入れられません。{HOW_TO}")
    if found.year > today.year + YEARS_AHEAD:
        raise BadDate(
            f"{format_year(found)}（{found.year}年）は先すぎます。年をもう一度確かめてください。"
        )
    return found


def _bare(number: int, month: int, day: int, today: date) -> date:
    """Read 8/11/23 as the current era, but only when that is about now (元年 names no era)."""
    era = ERAS[0]
    found = _date(era.first.year + number - 1, month, day, number)
    if number == 1 or found < era.first or found.year > today.year + _BARE_YEARS_AHEAD:
        raise BadDate(f"元号（令和・平成・昭和など）か西暦4けたの年を入れてください。{HOW_TO}")
    return found


def _date(year: int, month: int, day: int, shown: int) -> date:
    if shown == 0:
        raise BadDate(f"0年はありません。{HOW_TO}")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(
            f"{month}月{day}日という日はありません。月と日をもう一度確かめてください。"
        ) from None


def _check_era(era: Era, number: int, found: date) -> None:
    if found >= era.first and (era.last is None or found <= era.last):
        return
    typed = f"{era.name}{number}年{found.month}月{found.day}日"
    hint = ""
    if found >= ERAS[-1].first:
        hint = f"{format_wareki(found, weekday=False)}ではありませんか。"
    raise BadDate(f"{typed}はありません。{hint}年をもう一度確かめてください。")


def _check_weekday(found: date, typed: str | None) -> None:
    actual = WEEKDAYS[found.weekday()]
    if typed is not None and typed != actual:
        raise BadDate(
            f"{format_wareki(found, weekday=False)}は{actual}曜日です。"
            "日付か曜日をもう一度確かめてください。"
        )
