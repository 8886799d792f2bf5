"""Spans of time a list or a count is about: a month, a 年度, or everything."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from wagamachi.core.fiscal import fiscal_label, fiscal_range, fiscal_year, month_label, month_range
from wagamachi.core.wareki import format_wareki

MONTHS_OFFERED = 13
YEARS_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Period:
    """From the first instant (inclusive) to the first one after it (exclusive); None is open."""

    label: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def q(self, column: str) -> Q:
        """Return the condition that ``column`` lies in the period."""
        found = Q()
        if self.starts_at:
            found &= Q((f"{column}__gte", self.starts_at))
        if self.ends_at:
            found &= Q((f"{column}__lt", self.ends_at))
        return found


def day_start(day: date) -> datetime:
    """Return the first instant of a day in the municipality (Asia/Tokyo)."""
    return timezone.make_aware(datetime.combine(day, time.min))


def year_period(year: int) -> Period:
    """Return a 年度."""
    first, after = fiscal_range(year)
    return Period(fiscal_label(year), day_start(first), day_start(after))


def month_period(day: date) -> Period:
    """Return the month of ``day``."""
    first, after = month_range(day)
    return Period(month_label(first), day_start(first), day_start(after))


def days_period(first: date | None, last: date | None) -> Period:
    """Return the days from ``first`` to ``last``, both included; None is open."""
    label = f"{format_wareki(first) if first else ''}〜{format_wareki(last) if last else ''}"
    after = day_start(last + timedelta(days=1)) if last else None
    return Period(label, day_start(first) if first else None, after)


def period_choices(today: date) -> list[tuple[str, str]]:
    """Return what a list offers, this 年度 first: ``""``, ``2026-11``, ``fy2025``, ``all``."""
    year = fiscal_year(today)
    months = _months_back(today)
    return [
        ("", f"今年度（{fiscal_label(year)}）"),
        *((f"{m:%Y-%m}", month_label(m)) for m in months),
        *((f"fy{y}", fiscal_label(y)) for y in range(year - 1, year - YEARS_OFFERED, -1)),
        ("all", "すべての期間"),
    ]


def parse_period(text: str, today: date) -> Period:
    """Return the period a choice of ``period_choices`` stands for."""
    if text == "all":
        return Period("すべての期間")
    if text.startswith("fy"):
        return year_period(int(text.removeprefix("fy")))
    if text:
        year, month = text.split("-")
        return month_period(date(int(year), int(month), 1))
    return year_period(fiscal_year(today))


def _months_back(today: date) -> list[date]:
    count = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(count, count - MONTHS_OFFERED, -1)]
