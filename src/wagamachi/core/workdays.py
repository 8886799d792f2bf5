"""営業日: weekdays that are neither national holidays nor the year-end closing (12/29–1/3)."""

from datetime import date, timedelta
from functools import lru_cache

import jpholiday

_CLOSED = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
_DAY = timedelta(days=1)


@lru_cache(maxsize=8192)
def is_workday(d: date) -> bool:
    """Say whether offices are open on ``d``."""
    if d.weekday() >= 5 or (d.month, d.day) in _CLOSED:
        return False
    return not jpholiday.is_holiday(d)


def add_workdays(d: date, n: int) -> date:
    """Return the ``n``-th workday after ``d`` (before it when negative).

    For 0 the answer is ``d`` itself, or the next workday when offices are closed on it.
    """
    step = -_DAY if n < 0 else _DAY
    left = abs(n)
    while left or (n == 0 and not is_workday(d)):
        d += step
        if is_workday(d):
            left -= bool(left)
    return d


def workdays_between(start: date, end: date) -> int:
    """Count the workdays after ``start`` up to and including ``end``; negative when it is earlier.

    ``workdays_between(d, add_workdays(d, n)) == n`` for every ``n`` above 0.
    """
    if end < start:
        return -workdays_between(end, start)
    return sum(is_workday(start + _DAY * i) for i in range(1, (end - start).days + 1))
