"""Form fields that take what people type: dates in 和暦, time spent in quarter hours."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from .ids import uuid7
from .wareki import BadDate, format_duration, format_wareki, parse_date

QUARTER = 15  # minutes
LONGEST = 12 * 60  # minutes in one record


class PageId(forms.UUIDField):
    """The id of what a page will make, hidden in it: the same page sent twice makes one row.

    A page that lost it says so and carries another, so that pressing again is all there is to do.
    """

    widget = forms.HiddenInput
    default_error_messages = dict.fromkeys(
        ("required", "invalid"),
        "この画面の番号が届かなかったので、まだ保存していません。"
        "書いたものを確かめて、もう一度押してください。",
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "画面の番号")
        kwargs.setdefault("initial", uuid7)
        super().__init__(**kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return UUID(str(data))
        except ValueError:
            return initial

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False  # it belongs to the page, not to the person


class TickInput(forms.CheckboxInput):
    """A box that hands its field what the address says; Django's takes every word for a tick."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, False)


class TickField(forms.BooleanField):
    """A box that narrows a list: ticked or not, and nothing else in an address that was changed."""

    widget = TickInput
    default_error_messages = {"invalid": "しるしをつけるか、はずしてください。"}

    def to_python(self, value: Any) -> bool:
        if value not in (True, False, None, "", "on", "1", "0"):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


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
