"""Months and years as plain SQL conditions: the database counts, whichever engine it is."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, Value, When

from wagamachi.core.fiscal import months
from wagamachi.records.periods import Period, month_period


def months_of(year: int) -> list[Period]:
    """Return the twelve months of a 年度."""
    return [month_period(day) for day in months(year)]


def number_of(periods: Sequence[Period], column: str) -> Case:
    """Return the index of the period that ``column`` lies in.

    ``periods`` follow one another without a gap and the rows are already narrowed to them, so one
    comparison for each is enough, and no engine has to work out a calendar row by row.
    """
    return Case(
        *(
            When(**{f"{column}__lt": period.ends_at}, then=Value(number))
            for number, period in enumerate(periods)
        ),
        output_field=IntegerField(),
    )
