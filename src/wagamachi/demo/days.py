"""When things happen: office hours, workdays, busy months; all in the municipality's time."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from wagamachi.core.workdays import add_workdays, is_workday

TOKYO = ZoneInfo("Asia/Tokyo")

# How busy the months are: new school year, heat, year-end money.
MONTHS = {1: 1.05, 2: 0.92, 3: 1.1, 4: 1.15, 5: 0.95, 6: 1.0, 7: 1.1, 8: 1.08, 9: 0.98,
          10: 1.0, 11: 0.98, 12: 1.12}  # fmt: skip
_HOURS = (9, 9, 10, 10, 10, 11, 11, 13, 13, 14, 14, 15, 15, 16, 16, 17)


def moment(day: date, rng: random.Random) -> datetime:
    """Return some moment of office hours on ``day``, in UTC."""
    local = datetime(day.year, day.month, day.day, rng.choice(_HOURS), rng.randrange(60),
                     rng.randrange(60), tzinfo=TOKYO)  # fmt: skip
    return local.astimezone(UTC)


def day_of(at: datetime) -> date:
    """Return the calendar day of a moment in the municipality."""
    return at.astimezone(TOKYO).date()


def workday_after(day: date, count: int) -> date:
    """Return the ``count``-th workday after ``day``; for 0 the day itself or the next workday."""
    return add_workdays(day, count)


def later(at: datetime, rng: random.Random, low: float, high: float) -> datetime:
    """Return office hours of a workday ``low`` to ``high`` days after ``at``, never before it."""
    day = day_of(at) + timedelta(days=int(rng.uniform(low, high)))
    if not is_workday(day):
        day = add_workdays(day, 1)
    then = moment(day, rng)
    return then if then > at else at + timedelta(minutes=rng.randint(10, 50))


def arrivals(first: date, last: date, per_year: float, rng: random.Random) -> list[date]:
    """Return the days on which intakes come in, in order; weekends bring a few."""
    found: list[date] = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        share = (1.0 if is_workday(day) else 0.12) * MONTHS[day.month] / (365 * 0.78)
        expected = per_year * share
        count = int(expected) + (rng.random() < expected - int(expected))
        if rng.random() < 0.3 and count:
            count += rng.choice((-1, 1))
        found += [day] * count
    return found
