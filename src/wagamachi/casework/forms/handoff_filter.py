"""The filter of the hand-off list: which kind, and only those past their day or with a question to us."""

from datetime import date

from django import forms
from django.db.models import QuerySet

from ..enums import HandoffKind
from ..models import Handoff
from ..queries.lists import asking


class HandoffFilter(forms.Form):
    """Which hand-offs; an unknown value falls back to all of them."""

    kind = forms.ChoiceField(
        label="種類", choices=[("", "すべて"), *HandoffKind.choices], required=False
    )
    due = forms.ChoiceField(
        label="返事の期日",
        required=False,
        choices=[("", "すべて"), ("over", "期日を過ぎた"), ("asked", "聞かれて、答えていない")],
    )

    def narrow(self, rows: QuerySet[Handoff], on: date) -> QuerySet[Handoff]:
        """Return those of ``rows`` that are asked for."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if kind := chosen.get("kind"):
            rows = rows.filter(kind=kind)
        if chosen.get("due") == "asked":
            return asking(rows)
        return rows.filter(due_on__lt=on) if chosen.get("due") == "over" else rows
