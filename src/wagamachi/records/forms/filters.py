"""Narrowing the list of records, and taking the same rows away as a file."""

from typing import Any

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.areas.models import Area
from wagamachi.areas.municipality import tier_choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.organizations.models import Team

from ..definitions import FUNCTIONS
from ..periods import days_period, parse_period, period_choices
from ..queries import MINE, SEEN, Criteria, teams_read_by
from ..services import FileFormat
from .record import area_field, areas_on_offer


class RecordFilter(forms.Form):
    """Whose records, from when, of which function, tier and area. Left empty: mine, this 年度.

    Days, where given, take the place of the month or 年度.
    """

    whose = forms.ChoiceField(label="だれの記録", required=False)
    period = forms.ChoiceField(label="いつ", required=False)
    function = forms.ChoiceField(
        label="機能",
        choices=[("", "すべて"), *((key, label) for key, label, _ in FUNCTIONS)],
        required=False,
    )
    tier = forms.ChoiceField(
        label="対象の階層", choices=lambda: [("", "すべて"), *tier_choices()], required=False
    )
    area = area_field()
    first = WarekiDateField(label="この日から", required=False)
    last = WarekiDateField(label="この日まで", required=False)

    def __init__(self, data: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.actor = actor
        fields: Any = self.fields
        teams = Team.objects.filter(pk__in=teams_read_by(actor)).select_related("organization")
        fields["whose"].choices = [
            (MINE, "わたしの記録"),
            *((str(team.pk), f"{team.organization.name} {team.name}") for team in teams),
            (SEEN, "見られる記録ぜんぶ（圏域を選びます）"),
        ]
        fields["period"].choices = period_choices(actor.on)
        fields["area"].queryset = areas_on_offer(actor)
        fields["area"].required = False
        fields["area"].empty_label = "すべて"

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("whose") == SEEN and not said.get("area") and "area" not in self.errors:
            self.add_error("area", "「見られる記録ぜんぶ」を見るときは、圏域を選んでください。")
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", "「この日まで」は「この日から」より後の日にしてください。")
        return said

    @property
    def criteria(self) -> Criteria:
        """Return what was asked for; a form nobody filled in asks for mine of this 年度."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        area: Area | None = said.get("area")
        first, last = said.get("first"), said.get("last")
        return Criteria(
            period=days_period(first, last)
            if first or last
            else parse_period(said.get("period", ""), self.actor.on),
            whose=said.get("whose", MINE),
            function=said.get("function", ""),
            area_id=area.pk if area else None,
            tier=said.get("tier", ""),
        )


class ExportForm(RecordFilter):
    """The same conditions as the list, and the kind of file."""

    format = forms.ChoiceField(
        label="ファイルの種類",
        choices=FileFormat.choices,
        initial=FileFormat.XLSX,
        widget=forms.RadioSelect,
    )
