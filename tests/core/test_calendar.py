"""年度 and 営業日."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagamachi.core import fiscal, workdays

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 4, 1), 2026), (date(2027, 3, 31), 2026), (date(2026, 3, 31), 2025)],
)
def test_the_fiscal_year_starts_in_april(day: date, year: int) -> None:
    assert fiscal.fiscal_year(day) == year


@pytest.mark.parametrize(
    ("year", "label"),
    [(2026, "令和8年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1988, "昭和63年度")],
)
def test_the_fiscal_year_is_named_by_its_era(year: int, label: str) -> None:
    assert fiscal.fiscal_label(year) == label


@given(DAYS)
def test_every_day_lies_in_its_year_and_month(day: date) -> None:
    year = fiscal.fiscal_year(day)
    start, end = fiscal.fiscal_range(year)
    first, after = fiscal.month_range(day)
    assert start <= first <= day < after <= end
    assert first in fiscal.months(year)


def test_a_year_has_twelve_months_without_gaps() -> None:
    months = fiscal.months(2026)
    ends = [fiscal.month_range(m)[1] for m in months]
    assert months[0] == date(2026, 4, 1)
    assert ends == [*months[1:], date(2027, 4, 1)]
    assert fiscal.month_label(months[-1]) == "令和9年3月"


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), False),  # 勤労感謝の日
        (date(2026, 5, 6), False),  # 振替休日
        (date(2026, 9, 22), False),  # 国民の休日
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 1), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
    ],
)
def test_offices_are_open_on(day: date, is_open: bool) -> None:
    assert workdays.is_workday(day) is is_open


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 24)),
        (date(2026, 11, 21), 0, date(2026, 11, 24)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 12, 28), 1, date(2027, 1, 4)),
        (date(2026, 11, 24), -1, date(2026, 11, 20)),
    ],
)
def test_deadlines_count_open_days_only(start: date, n: int, end: date) -> None:
    assert workdays.add_workdays(start, n) == end


@given(DAYS, st.integers(1, 30))
def test_adding_and_counting_agree(day: date, n: int) -> None:
    end = workdays.add_workdays(day, n)
    assert workdays.is_workday(end)
    assert workdays.workdays_between(day, end) == n
    assert workdays.workdays_between(end, day) == -n


@given(DAYS, st.integers(1, 10))
def test_going_back_lands_on_an_open_day_before(day: date, n: int) -> None:
    end = workdays.add_workdays(day, -n)
    assert end < day
    assert workdays.workdays_between(end - timedelta(days=1), day - timedelta(days=1)) == n
