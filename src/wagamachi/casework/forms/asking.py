"""相談したい・中圏域へつなぐ・聞いた話: what somebody close to home brings to the area's team (R010, R143, R174)."""

from typing import Any
from uuid import UUID

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area, Tier
from wagamachi.areas.models.area import AreaQuerySet
from wagamachi.core import clock
from wagamachi.core.codes import choices
from wagamachi.core.forms import Kept
from wagamachi.core.words import local_lazy
from wagamachi.records.models import ActivityRecord

from ..enums import IntakeAsk
from ..services import IntakeDraft
from .marking import AsksWhetherUrgent, restriction_field, urgency_field
from .offering import RowChoiceField, offer


class AskForm(AsksWhetherUrgent, Kept):
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
        offer(self, area=self._areas().order_by("tier", "code", "name"))

    def _areas(self) -> AreaQuerySet:
        return Area.objects.live(clock.today()).filter(is_unknown=False).base()

    def _start(self) -> dict[str, Any]:
        """Return what is known already: from the record, else from the actor's own areas."""
        known: dict[str, Any] = {}
        if self.record is not None:
            area = self.record.area
            known["place"] = self.record.place or area.name
            return known if area.is_unknown else known | {"area": area.pk}
        home = self._home()
        return known | {"place": home.name, "area": home.pk} if home else known

    def _home(self) -> Area | None:
        """Return the area of the actor's posts that the form begins with."""
        own = Area.objects.filter(pk__in=self.actor.area_ids)
        return own.exclude(tier=Tier.MUNICIPALITY).first()

    @property
    def token_id(self) -> UUID:
        token: UUID = self.cleaned_data["token"]
        return token

    def draft(self) -> IntakeDraft:
        """Return what is asked, for the service; whoever asks is the one who noticed."""
        data = self.cleaned_data
        return IntakeDraft(
            noticed_by=data.get("noticed_by") or self.actor.name,
            route_id=self._route(),
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

    def _route(self) -> str | None:
        return None


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


class HeardForm(AskForm):
    """聞いた話: what somebody told a 地区担当 in their district; its coordinators answer (R143)."""

    ask = IntakeAsk.HEARD
    ROUTE = "KEIRO_L-10"  # 社協内他部署（地区担当含む）

    situation = forms.CharField(
        label="聞いた話",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=8000,
        help_text="聞いたままで大丈夫です。名前は、要るときだけ書いてください。",
    )
    noticed_by = forms.CharField(
        label="だれから聞きましたか", max_length=80, help_text="例: 町会の方、サロンで会った方"
    )
    area = RowChoiceField(Area, called=lambda area: area.name, label="受け持ちの地区")
    field_order = ("situation", "noticed_by", "area", "place", "urgency", "restriction")

    def _areas(self) -> AreaQuerySet:
        districts = self.actor.areas_as(Role.DISTRICT_STAFF)
        return Area.objects.live(clock.today()).filter(pk__in=districts)

    def _home(self) -> Area | None:
        """Return the district, when there is only one to choose."""
        found = list(self._areas()[:2])
        return found[0] if len(found) == 1 else None

    def _route(self) -> str | None:
        return self.ROUTE if self.ROUTE in dict(choices("KEIRO_L", clock.today())) else None
