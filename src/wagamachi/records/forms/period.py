"""Choosing which months or years a paper or a table is about."""

from datetime import date
from typing import Any

from django import forms

from ..periods import Period, parse_period, period_choices


class PeriodForm(forms.Form):
    """A month, a 年度 or everything. Left empty it is this 年度."""

    period = forms.ChoiceField(label="いつの分", required=False)

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data)
        self.on = on
        field: Any = self.fields["period"]
        field.choices = period_choices(on)

    @property
    def span(self) -> Period:
        """Return what was chosen; anything else than a choice is this 年度."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return parse_period(said.get("period", ""), self.on)
