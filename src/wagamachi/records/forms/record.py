"""The form of the unified record, the same for everybody and every kind of work (R029, R045)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.fields import GroupedChoiceField
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.areas.models import Area
from wagamachi.areas.municipality import tier_choices
from wagamachi.core import clock
from wagamachi.core.fields import QuarterHourField
from wagamachi.core.forms import Chips, Kept
from wagamachi.core.models import Code
from wagamachi.organizations.models import Team

from ..definitions import FUNCTIONS
from ..models import STEP_MINUTES, ActivityRecord
from ..queries import last_method
from ..services import RecordDraft
from .when import WhenField

SPLIT = "split"
_SHARES = tuple(f"{key}_share" for key, _, _ in FUNCTIONS)
# Who does this unpaid is asked what happened, with whom, when and what comes next; the rest is folded.
VOLUNTEERS = frozenset({Role.MINSEI_IIN, Role.RESIDENT})
ASKED_FIRST = ("content", "counterpart", "occurred_at", "next_step")
_VISIT, _AS_SAID = "SHUDAN-03", "内容に書いたとおり"


def area_field() -> GroupedChoiceField:
    """Return a field to choose one area under the name of its zoning; 圏域不明 comes last."""
    return GroupedChoiceField(
        Area.objects.none(),
        caption="圏域",
        heading=lambda area: "わからないとき" if area.is_unknown else area.zoning.name,
        label=lambda area: area.name,
        empty_label="えらんでください",
    )


def areas_on_offer(actor: Actor, *, keep: UUID | None = None) -> Any:
    """Return the areas in force today, base zonings first, and ``keep`` even if it has ended."""
    live = Area.objects.live(actor.on).values("pk")
    return (
        Area.objects.filter(Q(pk__in=live) | Q(pk=keep))
        .select_related("zoning")
        .order_by("is_unknown", "-zoning__is_base", "tier", "zoning__name", "code", "name")
    )


class RecordForm(Kept):
    """Everything a record holds; what it is about is up to the page it stands on.

    ``area`` is the area to start with (a case's, say) and ``function`` the function. ``record``
    fills the form with a record that is to be corrected. After ``is_valid()`` give ``draft()`` and
    ``record_id`` to the service, so that a double click saves once. Draw it with
    ``records/_fields.html``.
    """

    may_be_brief = True  # a page that draws its own items says no

    occurred_at = WhenField(label="日時")
    minutes = QuarterHourField(label="所要時間")
    method = forms.ModelChoiceField(
        Code.objects.none(), label="手段", empty_label="えらんでください"
    )
    function = forms.ChoiceField(
        label="どの機能の仕事ですか",
        choices=[
            *((key, label) for key, label, _ in FUNCTIONS),
            (SPLIT, "いくつかにまたがる（時間を割合で分ける）"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "３つの機能のうち、あてはまるものを１つ以上選んでください。"},
    )
    individual_share = forms.IntegerField(label="① 個別支援（％）", min_value=0, max_value=100)
    community_share = forms.IntegerField(label="② 地域支援（％）", min_value=0, max_value=100)
    system_share = forms.IntegerField(label="③ しくみづくり（％）", min_value=0, max_value=100)
    counterpart = forms.CharField(
        label="だれと（対象）",
        max_length=120,
        help_text="名前がわからなければ、呼び名でかまいません。",
    )
    area = area_field()
    content = forms.CharField(label="内容", widget=forms.Textarea({"rows": 4, "class": "short"}))
    result = forms.CharField(label="結果", widget=forms.Textarea({"rows": 2, "class": "short"}))
    next_step = forms.CharField(
        label="次回・これから", widget=forms.Textarea({"rows": 2, "class": "short"}), required=False
    )
    place = forms.CharField(label="場所", max_length=80, required=False)
    tier = forms.ChoiceField(
        label="対象の階層", choices=lambda: [("", "圏域と同じ"), *tier_choices()], required=False
    )
    team = forms.ModelChoiceField(Team.objects.none(), label="チーム", empty_label=None)
    staff = forms.ModelMultipleChoiceField(
        User.objects.none(), label="いっしょに対応した人", widget=Chips, required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        actor: Actor,
        area: UUID | None = None,
        function: str = "",
        record: ActivityRecord | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.actor, self.is_corrected = actor, record is not None
        self._offer(keep_area=record.area_id if record else area, record=record)
        start = _from_record(record) if record else self._usual(area, function)
        self.initial = {**start, **self.initial}
        if self.is_brief:
            self._ask_little()
        for name, field in self.fields.items():
            if name in _SHARES:
                field.required = False
            elif name not in ("function", "token") and field.required:
                field.error_messages["required"] = f"「{field.label}」を入れてください。"

    def _offer(self, *, keep_area: UUID | None, record: ActivityRecord | None) -> None:
        """Fill in the choices: what is in use today, and what the record already says."""
        choices: Any = self.fields
        methods = Code.objects.of("SHUDAN").live(self.actor.on).values("pk")
        kept = [record.method_id] if record else []
        choices["method"].queryset = Code.objects.filter(Q(pk__in=methods) | Q(pk__in=kept))
        choices["area"].queryset = areas_on_offer(self.actor, keep=keep_area)
        teams = _teams_of(self.actor)
        if record:
            teams = Team.objects.filter(pk=record.team_id)
        choices["team"].queryset = teams.select_related("organization")
        choices["team"].label_from_instance = lambda t: f"{t.organization.name} {t.name}"
        colleagues = Assignment.objects.live(self.actor.on).filter(team__in=teams.values("pk"))
        before = record.staff.values("pk") if record else User.objects.none().values("pk")
        choices["staff"].queryset = (
            User.objects.filter(Q(pk__in=colleagues.values("user")) | Q(pk__in=before))
            .exclude(pk__in=[self.actor.user_id])
            .order_by("kana", "name")
        )
        choices["staff"].label_from_instance = lambda person: person.name

    def _ask_little(self) -> None:
        """Say what is meant under the names of the items, and start the folded ones as is most likely."""
        self.fields["content"].help_text = "何がありましたか。"
        self.fields["next_step"].help_text = "次にすること。決まっていなければ空けておきます。"
        self.initial["result"] = self.initial.get("result") or _AS_SAID
        self.initial["function"] = self.initial.get("function") or "individual"
        if not self.is_corrected:
            self.initial["method"] = _VISIT

    @property
    def usual(self) -> str:
        """Return in words what the folded items say when nobody opens them."""
        choices: Any = self.fields
        labels = (
            dict(choices[name].choices).get(self[name].value()) for name in ("minutes", "function")
        )
        method = choices["method"].queryset.filter(pk=self["method"].value()).first()
        return "・".join(str(one) for one in (*labels, method) if one)

    def _usual(self, area: UUID | None, function: str) -> dict[str, Any]:
        """Return what is most likely: a quarter of an hour just now, as last time, in my area."""
        now = clock.now()
        team = self.fields["team"].queryset.first()  # type: ignore[attr-defined]
        return {
            "occurred_at": now.replace(
                minute=now.minute - now.minute % STEP_MINUTES, second=0, microsecond=0
            ),
            "minutes": str(STEP_MINUTES),
            "method": last_method(self.actor),
            "function": function,
            "area": area or self._usual_area(team),
            "team": team.pk if team else None,
        }

    def _usual_area(self, team: Team | None) -> UUID | None:
        """Return the area of my posts, or of my team when that is one area only."""
        offered: Any = self.fields["area"].queryset  # type: ignore[attr-defined]
        mine = Q(pk__in=self.actor.area_ids) if self.actor.area_ids else Q(teams=team)
        found = list(offered.filter(mine).values_list("pk", flat=True)[:2])
        return found[0] if found and (self.actor.area_ids or len(found) == 1) else None

    @property
    def is_brief(self) -> bool:
        """Say whether the first screen asks only ASKED_FIRST: of a 委員 or a 協力員."""
        return self.may_be_brief and bool(self.actor.roles) and self.actor.roles <= VOLUNTEERS

    @property
    def has_rest_open(self) -> bool:
        """Say whether 「くわしく書く」 must be open: something in it is wrong, has no usual answer, or is corrected."""
        rest = [field for field in self.visible_fields() if field.name not in ASKED_FIRST]
        needed = (field for field in rest if field.field.required)
        return (
            self.is_corrected
            or any(field.errors for field in rest)
            or any(field.value() in (None, "") for field in needed)
        )

    @property
    def only_team(self) -> Team | None:
        """Return my team when there is no choice to make."""
        teams = list(self.fields["team"].queryset[:2])  # type: ignore[attr-defined]
        return teams[0] if len(teams) == 1 else None

    @property
    def has_more_open(self) -> bool:
        """Say whether the items below the fold must be shown: one of them is filled or wrong."""
        names = ("place", "tier", "staff", "team")
        return any(self[name].errors or (self[name].value() and name != "team") for name in names)

    @property
    def has_split_open(self) -> bool:
        """Say whether the percentages must be shown."""
        return self["function"].value() == SPLIT or any(self[name].errors for name in _SHARES)

    @property
    def record_id(self) -> UUID:
        """Return the id the browser was given for this save."""
        token: UUID = self.cleaned_data["token"]
        return token

    def draft(self) -> RecordDraft:
        """Return what was filled in; call after ``is_valid()``."""
        said = self.cleaned_data
        others = [person.pk for person in said["staff"]]
        me = [self.actor.user_id] if self.actor.user_id else []
        return RecordDraft(
            occurred_at=said["occurred_at"],
            minutes=said["minutes"],
            method_id=said["method"].pk,
            counterpart=said["counterpart"],
            shares=_shares(said),
            tier=said["tier"] or said["area"].tier,
            area_id=said["area"].pk,
            team_id=said["team"].pk,
            content=said["content"],
            result=said["result"],
            place=said["place"],
            next_step=said["next_step"],
            staff_ids=[*me, *others],
        )


def _shares(said: dict[str, Any]) -> tuple[int, int, int]:
    """Return the percentages: all of it for one function, or as they were split."""
    if said["function"] == SPLIT:
        return (
            said["individual_share"] or 0, said["community_share"] or 0, said["system_share"] or 0,
        )  # fmt: skip
    first, second, third = (100 if key == said["function"] else 0 for key, _, _ in FUNCTIONS)
    return first, second, third


def _teams_of(actor: Actor) -> Any:
    """Return the teams one writes for: those of one's posts, else all of the organisation."""
    at_large = {post.organization_id for post in actor.posts if post.team_id is None}
    return Team.objects.live(actor.on).filter(
        Q(pk__in=actor.team_ids) | Q(organization__in=at_large)
    )


def _from_record(record: ActivityRecord) -> dict[str, Any]:
    """Return the form's values for a record that is to be corrected."""
    shares = {name: getattr(record, name) for name in _SHARES}
    whole = next((key for key, _, _ in FUNCTIONS if shares[f"{key}_share"] == 100), SPLIT)
    occurred_at: datetime = record.occurred_at
    return {
        "occurred_at": occurred_at,
        "minutes": str(record.minutes),
        "method": record.method_id,
        "function": whole,
        "counterpart": record.counterpart,
        "area": record.area_id,
        "content": record.content,
        "result": record.result,
        "next_step": record.next_step,
        "place": record.place,
        "tier": record.tier,
        "team": record.team_id,
        "staff": [person.pk for person in record.staff.all()],
    } | (shares if whole == SPLIT else {})
