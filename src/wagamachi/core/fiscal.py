"""年度: the working year from 1 April to 31 March. Ranges start inclusive and end exclusive."""

from datetime import date

from .wareki import format_year

FIRST_MONTH = 4


def fiscal_year(d: date) -> int:
    """Return the 年度 ``d`` falls in: 2026 for 2027-03-31."""
    return d.year if d.month >= FIRST_MONTH else d.year - 1


def fiscal_label(year: int) -> str:
    """Return 令和8年度. 2019 is 令和元年度: offices name the year by its era from May on."""
    return f"{format_year(date(year, 5, 1))}度"


def fiscal_range(year: int) -> tuple[date, date]:
    """Return the first day of the 年度 and the first day after it."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1)


def month_range(d: date) -> tuple[date, date]:
    """Return the first day of the month of ``d`` and the first day after it."""
    return d.replace(day=1), _next_month(d)


def months(year: int) -> list[date]:
    """Return the first days of the twelve months, April to March."""
    return [date(year, month, 1) for month in range(FIRST_MONTH, 13)] + [
        date(year + 1, month, 1) for month in range(1, FIRST_MONTH)
    ]


def month_label(d: date) -> str:
    """Return 令和8年11月."""
    return f"{format_year(d)}{d.month}月"


def _next_month(d: date) -> date:
    return date(d.year + d.month // 12, d.month % 12 + 1, 1)
