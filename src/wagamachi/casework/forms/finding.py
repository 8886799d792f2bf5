"""届いた相談をさがす: when, by which door, where and how it stands. Nothing typed is personal data."""

from datetime import timedelta
from typing import Any

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.areas.models import Area
from wagamachi.core.codes import choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.words import local
from wagamachi.organizations.models import Organization

from ..enums import IntakeAsk
from ..queries.finding_worries import DAYS, HELD, OVER, WAITING, Wanted
from .offering import RowChoiceField, offer

ALL = ("", "すべて")
EARLIEST = 1989  # 平成元年


class WorryFilter(forms.Form):
    """The last 30 days unless said otherwise."""

    first_on = WarekiDateField(label="受けた日（から）", required=False)
    last_on = WarekiDateField(label="受けた日（まで）", required=False)
    window = RowChoiceField(
        Organization, called=lambda one: one.name, label="受けた窓口", required=False,
        empty_label="すべて",
    )  # fmt: skip
    window_kind = forms.ChoiceField(label="窓口の種別", required=False)
    area = RowChoiceField(
        Area, called=lambda area: area.name, label="圏域", required=False, empty_label="すべて"
    )
    state = forms.ChoiceField(
        label="いまの状況",
        choices=[
            ALL,
            (WAITING, "未受領"),
            (HELD, "受領・対応中"),
            (OVER, "お返事あり（戻し）・完了"),
        ],
        required=False,
    )
    ask = forms.ChoiceField(
        label="求めていること",
        required=False,
        choices=lambda: [ALL, *((ask, local(name)) for ask, name in IntakeAsk.choices)],
    )

    def __init__(self, data: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.on = actor.on
        offer(
            self,
            window=Organization.objects.filter(is_intake_point=True).order_by("kana", "name", "pk"),
            window_kind=[ALL, *choices("TSUNAGISAKI", actor.on)],
            area=Area.objects.live(actor.on).base().order_by("tier", "code", "name"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, and days nobody can mean."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("first_on", "last_on"):
            day = said.get(name)
            if day and not EARLIEST <= day.year <= self.on.year + 1:
                self.add_error(name, "この日は、さがせません。年を確かめてください。")
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error(
                "last_on", "終わりの日が、はじめの日より前です。日を入れ直してください。"
            )
        return said

    @property
    def wanted(self) -> Wanted:
        """Return what is looked for; what was typed wrongly does not narrow."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        first, last = said.get("first_on"), said.get("last_on")
        last = last or max(self.on, first or self.on)
        window, area = said.get("window"), said.get("area")
        return Wanted(
            first_on=first or last - timedelta(days=DAYS),
            last_on=last,
            window_id=window.pk if window else None,
            window_kind_id=said.get("window_kind") or "",
            area_id=area.pk if area else None,
            state=said.get("state") or "",
            ask=said.get("ask") or "",
        )
