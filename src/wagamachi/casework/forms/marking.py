"""Ticks that cannot wait: each carries what it means, so that the page shows at once what to do."""

from typing import Any

from django import forms

from wagamachi.core.forms import Chips
from wagamachi.core.words import local_lazy

from ..danger import danger_in
from ..enums import Restriction, Urgency
from ..queries.statutory import means, meant_by

YES, NO, ASKED = "yes", "no", "asked"
_SAME = frozenset({*Restriction.values, *Urgency.values})


class _Marked(forms.widgets.ChoiceWidget):
    """Put ``data-means`` on every option that has an instruction of its own (see work.css)."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        code = str(value)
        meant = code if code in _SAME else means(code) if code else None
        if meant:
            option["attrs"]["data-means"] = str(meant)
        return option


class MarkedChips(_Marked, Chips):
    """Themes and tags."""


class MarkedBoxes(_Marked, forms.CheckboxSelectMultiple):
    """Signs of urgency."""


class MarkedRadios(_Marked, forms.RadioSelect):
    """Special handling, one of a few."""


class MarkedSelect(_Marked, forms.Select):
    """Special handling, as a list that takes one line."""


def urgency_field() -> forms.MultipleChoiceField:
    """Return 急ぎのしるし, the same wherever a worry is written down."""
    return forms.MultipleChoiceField(
        label="急ぎのしるし",
        choices=Urgency.choices,
        required=False,
        widget=MarkedBoxes,
        help_text="あてはまるものがあれば選びます。チームに、夜や休みの日でもすぐに知らせます。",
    )


def restriction_field(widget: type[forms.Widget] = MarkedRadios) -> forms.ChoiceField:
    """Return 特別な取り扱い, the same wherever a worry is written down."""
    return forms.ChoiceField(
        label="特別な取り扱い",
        choices=[("", "なし"), *Restriction.choices],
        required=False,
        widget=widget,
        help_text=local_lazy(
            "選ぶと、すぐに連絡する窓口が出ます。区市町村圏域のチームに直接届き、読める人が限られます。"
        ),
    )


class AsksWhetherUrgent(forms.Form):
    """A form with ``situation`` and ``urgency`` that asks once about a word of danger, and blocks nothing.

    ``casework/_whether_urgent.html`` draws the two answers beside the field. An answer stays with the
    page while other mistakes are mended; who goes past the question is not asked again.
    """

    whether_urgent = forms.CharField(required=False, widget=forms.HiddenInput)
    asks_whether_urgent = False

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        before = self.initial.get("situation")
        if before and before == said.get("situation"):  # a digit elsewhere is mended
            return said
        ticked = said.get("urgency"), said.get("restriction", "")
        answer, found = said.get("whether_urgent"), danger_in(said.get("situation", ""))
        if "urgency" not in self.fields or any(ticked) or meant_by(said.get("themes", ())):
            return said
        if answer == YES:
            said["urgency"] = [found[1] if found else Urgency.LIFE]
        elif found and answer not in (NO, ASKED):
            self.asks_whether_urgent = True
            self.add_error("situation", f"「{found[0]}」とあります。急ぎの相談ですか。")
        return said
