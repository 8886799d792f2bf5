"""相談したい・中圏域へつなぐ: what somebody close to home asks of the area's team (R010, R174)."""

from typing import Any
from uuid import UUID

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.areas.models import Area, Tier
from wagamachi.core import clock
from wagamachi.core.forms import Kept
from wagamachi.core.words import local_lazy
from wagamachi.records.models import ActivityRecord

from ..enums import IntakeAsk
from ..services import IntakeDraft
from .marking import restriction_field, urgency_field
from .offering import RowChoiceField, offer


class AskForm(Kept):
    """相談したい: one field. Where it is comes from the record, or from the post's own area."""

    ask = IntakeAsk.ADVICE

    situation = forms.CharField(
        label="相談したいこと",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        help_text="まとまっていなくて大丈夫です。名前は書かなくてもかまいません。",
    )
    place = forms.CharField(
        label="どこのことですか", max_length=160, help_text="「二丁目のあたり」でもかまいません。"
    )
    urgency = urgency_field()
    restriction = restriction_field()
    area = RowChoiceField(
        Area, called=lambda area: area.name, label="圏域", required=False,
        empty_label="場所から決める",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, actor: Actor, record: ActivityRecord | None, **kwargs: Any
    ) -> None:
        self.actor, self.record = actor, record
        super().__init__(data, initial=self._start(), **kwargs)
        areas = Area.objects.live(clock.today()).filter(is_unknown=False)
        offer(self, area=areas.base().order_by("tier", "code", "name"))

    def _start(self) -> dict[str, Any]:
        """Return what is known already: from the record, else from the actor's own areas."""
        known: dict[str, Any] = {}
        if self.record is not None:
            area = self.record.area
            known["place"] = self.record.place or area.name
            return known if area.is_unknown else known | {"area": area.pk}
        home = (
            Area.objects.filter(pk__in=self.actor.area_ids).exclude(tier=Tier.MUNICIPALITY).first()
        )
        return known | {"place": home.name, "area": home.pk} if home else known

    @property
    def token_id(self) -> UUID:
        token: UUID = self.cleaned_data["token"]
        return token

    def draft(self) -> IntakeDraft:
        """Return what is asked, for the service; whoever asks is the one who noticed."""
        data = self.cleaned_data
        return IntakeDraft(
            noticed_by=self.actor.name,
            situation=data["situation"],
            place=data["place"],
            area_id=data["area"].pk if data["area"] else None,
            urgency=data["urgency"],
            restriction=data["restriction"],
            ask=self.ask,
            raised_from_id=self.record.pk if self.record else None,
            tried=data.get("tried", ""),
            asked=data.get("asked", ""),
        )


class RaiseForm(AskForm):
    """中圏域へつなぐ: 理由・試したこと・求めること, all three needed."""

    ask = IntakeAsk.RAISE

    situation = forms.CharField(
        label="つなぐ理由",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=8000,
        help_text=local_lazy("どんな様子で、なぜ小地域だけではむずかしいか。"),
    )
    tried = forms.CharField(
        label="試したこと",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text="まだなければ「なし」と書きます。",
    )
    asked = forms.CharField(
        label="求めること",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text="例: いっしょに訪ねてほしい、専門の人に見てほしい",
    )
    field_order = ("situation", "tried", "asked", "place", "urgency", "restriction", "area")
