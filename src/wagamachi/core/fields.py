"""Form fields that take what people type: dates in 和暦, time spent in quarter hours."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .wareki import BadDate, format_duration, format_wareki, parse_date

QUARTER = 15  # minutes
LONGEST = 12 * 60  # minutes in one record


class WarekiDateInput(forms.TextInput):
    """A text box that shows a date as 令和8年11月23日 and gives back untouched what was typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "class": "input--date"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return format_wareki(value, weekday=False)
        return None if value in (None, "") else str(value)


class WarekiDateField(forms.DateField):
    """Takes 令和8年11月23日, R8.11.23, 2026-11-23, 8/11/23 …; errors say how to write it."""

    widget = WarekiDateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例: 令和8年11月23日、R8.11.23、2026/11/23")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value))
        except BadDate as error:
            raise ValidationError(error.message, code="invalid") from error


class QuarterHourField(forms.TypedChoiceField):
    """Time spent, in minutes, chosen in steps of 15 (R045). An empty choice gives None."""

    def __init__(self, *, longest: int = LONGEST, **kwargs: Any) -> None:
        steps = range(QUARTER, longest + 1, QUARTER)
        choices = [(str(m), format_duration(m)) for m in steps]
        super().__init__(
            choices=[("", "えらんでください"), *choices], coerce=int, empty_value=None, **kwargs
        )
