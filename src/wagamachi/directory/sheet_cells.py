"""Reading one cell of a 社会資源 table the way people fill it in: 月〜金, 500円, ○, R8.4.1."""

import re
import unicodedata
from datetime import date

from wagamachi.core.wareki import WEEKDAYS, BadDate, parse_date

from .models import Sector

YES = frozenset({"○", "〇", "◯", "はい", "有", "あり", "可", "1", "yes", "true", "公開", "出す"})
NO = frozenset({"×", "✕", "いいえ", "無", "なし", "不可", "0", "no", "false", "非公開", "出さない"})
_FREE = frozenset({"無料", "なし", "タダ", "ただ"})
_UNKNOWN = frozenset({"わからない", "不明", "未定"})
_RANGE = re.compile(rf"([{WEEKDAYS}])曜?日?[~-]([{WEEKDAYS}])曜?日?")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


class BadCell(ValueError):
    """The cell cannot be read; the message says what to write instead."""


def plain(text: str) -> str:
    """Fold widths, so that ５００円 reads as 500円."""
    return unicodedata.normalize("NFKC", unguarded(text)).strip()


def unguarded(text: str) -> str:
    """Take off the mark that ``safe`` put before a cell."""
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_START) else text


def safe(text: str) -> str:
    """Return a cell that a spreadsheet shows and never runs as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_START) else text


def weekdays(text: str) -> str:
    """Return digits 0 (Monday) to 6 for 月水金, 月〜金, 平日, 毎日."""
    rest = re.sub(r"[‐–—―−ー〜～]", "-", plain(text))
    rest = rest.replace("毎日", WEEKDAYS).replace("平日", WEEKDAYS[:5]).replace("土日祝", "土日")
    rest = _RANGE.sub(lambda m: _between(m[1], m[2]), rest)
    rest = re.sub(r"[\s・、,/／]|曜日?|毎週", "", rest)
    if strange := set(rest) - set(WEEKDAYS):
        raise BadCell(
            f"曜日「{text}」の「{''.join(sorted(strange))}」が読めません。"
            "「月水金」「月〜金」「毎日」のように書いてください。"
        )
    return "".join(str(n) for n, day in enumerate(WEEKDAYS) if day in rest)


def _between(first: str, last: str) -> str:
    start, stop = WEEKDAYS.index(first), WEEKDAYS.index(last)
    days = WEEKDAYS + WEEKDAYS
    return days[start : (stop if stop >= start else stop + 7) + 1]


def yen(text: str) -> int | None:
    """Return the price in yen: 0 for 無料, None for わからない."""
    folded = plain(text).replace(",", "").lstrip("¥").removesuffix("円")
    if folded in _FREE:
        return 0
    if folded in _UNKNOWN or not folded:
        return None
    return _count(
        folded, f"費用「{text}」が読めません。「無料」か「500円」のように書いてください。"
    )


def people(text: str) -> int | None:
    """Return a number of people: 20 for 20名."""
    folded = plain(text)
    if not folded:
        return None
    return _count(
        folded.removesuffix("名").removesuffix("人"),
        f"定員「{text}」が読めません。「20」のように人数だけを書いてください。",
    )


def _count(text: str, message: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > 9_999_999:
        raise BadCell(message)
    return int(text)


def yes_or_no(text: str) -> bool | None:
    """Return True for ○ or はい, False for × or いいえ, None for an empty cell."""
    folded = text.strip() if text.strip() in YES | NO else plain(text).lower()
    if not folded:
        return None
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise BadCell(f"「{text}」が読めません。「○」か「×」を書いてください。")


def day(text: str) -> date | None:
    """Return a date written as 令和8年4月1日, R8.4.1 or 2026/4/1."""
    if not text.strip():
        return None
    try:
        return parse_date(text)
    except BadDate as error:
        raise BadCell(f"「{text}」: {error.message}") from None


def sector(text: str) -> str:
    """Return the sector for フォーマル, インフォーマル, ボランタリー or the full label."""
    folded = plain(text)
    for one in Sector:
        short = {"formal": "フォーマル", "informal": "インフォーマル", "voluntary": "ボランタリー"}
        if folded in {one.value, str(one.label), plain(str(one.label)), short[one.value]}:
            return one.value
    raise BadCell(
        f"成り立ち「{text}」が読めません。"
        "「フォーマル」「インフォーマル」「ボランタリー」のどれかを書いてください。"
    )


def degrees(text: str, low: float, high: float) -> float | None:
    """Return a longitude or latitude in degrees, within Japan."""
    folded = plain(text)
    if not folded:
        return None
    try:
        value = float(folded)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise BadCell(
            f"「{text}」は日本の経度・緯度ではありません。「139.3」のように度で書いてください。"
        )
    return value
