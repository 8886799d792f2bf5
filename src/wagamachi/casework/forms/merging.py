"""The form of まとめる: which other case, and why it is the same household."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from ..models import Case
from ..queries.matching import Match


class MergeForm(forms.Form):
    """One of the likely ones, or any other by its number."""

    other = forms.ChoiceField(label="まとめるケース", widget=forms.RadioSelect, required=False)
    number = forms.CharField(
        label="ほかのケースなら、その番号",
        max_length=20,
        required=False,
        help_text="例: 2026-0042。あなたのチームが担当しているケースだけ、まとめられます。",
    )
    reason = forms.CharField(
        label="同じ世帯だとわかったわけ",
        max_length=200,
        help_text="例: 電話で本人に確かめた。",
    )

    def __init__(
        self, *args: Any, likely: list[Match], held: "QuerySet[Case]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        fields: Any = self.fields
        fields["other"].choices = [
            (str(m.case.pk), f"{m.case.number} {m.case.label}（{'・'.join(m.reasons)}）")
            for m in likely
            if m.case
        ]
        if not fields["other"].choices:
            fields["other"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        number, other = data.get("number", "").strip(), data.get("other")
        found = (
            self.held.filter(number=number).first()
            if number
            else self.held.filter(pk=other).first()
            if other
            else None
        )
        if found is None and not self.errors:
            field = "number" if number or not other else "other"
            self.add_error(
                field,
                "この番号のケースは、あなたのチームの担当には見つかりません。"
                if number
                else "まとめるケースを選ぶか、番号を書いてください。",
            )
        data["merged"] = found
        return data
