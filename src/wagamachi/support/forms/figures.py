"""What the figures of this room can be narrowed to: a 年度 and a 中圏域, nothing nearer."""

from typing import Any

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.areas.models import Area
from wagamachi.casework.forms.offering import RowChoiceField, offer
from wagamachi.core.fiscal import fiscal_label, fiscal_year
from wagamachi.core.words import local_lazy

from ..queries.gaps import middle_areas

YEARS_OFFERED = 6


class FiguresForm(forms.Form):
    """The 年度, this one when nothing is chosen, and a 中圏域."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False, empty_value=None)
    area = RowChoiceField(
        Area,
        called=lambda area: area.name,
        label=local_lazy("中圏域"),
        required=False,
        empty_label="区市町村全体",
    )

    def __init__(self, data: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.this_year = fiscal_year(actor.on)
        years = range(self.this_year, self.this_year - YEARS_OFFERED, -1)
        offer(self, year=[(str(y), fiscal_label(y)) for y in years], area=middle_areas(actor.on))

    def _said(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_bound and self.is_valid() else None

    @property
    def chosen_year(self) -> int:
        return self._said("year") or self.this_year

    @property
    def chosen_area(self) -> Area | None:
        found: Area | None = self._said("area")
        return found
