"""One field for the moment something happened: a day in 和暦 and a time beside it."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from wagamachi.core.fields import WarekiDateField, WarekiDateInput


class WhenWidget(forms.MultiWidget):
    """A day box and a time box under one label."""

    template_name = "records/_when.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__(
            widgets={
                "on": WarekiDateInput({"aria-label": "日"}),
                "time": forms.TimeInput({"type": "time", "aria-label": "時刻"}, format="%H:%M"),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, datetime):
            return [None, None]
        local = timezone.localtime(value)
        return [local.date(), local.time()]


class WhenField(forms.MultiValueField):
    """Gives an aware datetime in the municipality's time."""

    widget = WhenWidget

    def __init__(self, **kwargs: Any) -> None:
        bad_time = {"invalid": "時刻は「14:05」のように入れてください。"}
        fields = (WarekiDateField(), forms.TimeField(error_messages=bad_time))
        super().__init__(fields=fields, **kwargs)

    def compress(self, data_list: list[Any]) -> datetime | None:
        if not data_list:
            return None
        day, at = data_list
        if day is None or not isinstance(at, time):
            raise ValidationError(self.error_messages["required"], code="required")
        return timezone.make_aware(datetime.combine(day, at))
