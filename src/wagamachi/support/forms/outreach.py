"""The outreach form: the common record, two answers more, and a row for each new worry (R025)."""

from typing import Any

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.casework.forms.marking import (
    AsksWhetherUrgent,
    MarkedChips,
    MarkedSelect,
    restriction_field,
    urgency_field,
)
from wagamachi.casework.forms.offering import offer
from wagamachi.casework.services import IntakeDraft
from wagamachi.core import clock
from wagamachi.core.codes import choices
from wagamachi.core.forms import Kept
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code
from wagamachi.records.forms import RecordForm

from ..enums import Way
from ..queries.places import area_of_place, visited_areas
from ..services import Concern, OutreachDraft

ROUTE = "KEIRO-05"  # 当機関がアウトリーチして勧めた
WAYS = {
    Way.HOME: "SHUDAN-03",
    Way.CONDO: "SHUDAN-03",
    Way.SHOP: "SHUDAN-03",
    Way.ACTIVITY: "SHUDAN-09",
    Way.EVENT: "SHUDAN-09",
    Way.WALK: "SHUDAN-16",
    Way.POP_UP: "SHUDAN-01",
}
FIRST_ROWS, MOST_ROWS = 1, 20


class OutreachForm(RecordForm):
    """The record of an outing; its method follows from where one went, and its area from the place.

    ``asked_area`` is an area somebody asked to go out to: that is where it counts, whatever the place.
    """

    may_be_brief = False

    way = forms.ChoiceField(
        label="どこへ行きましたか", choices=Way.choices, widget=forms.RadioSelect
    )
    headcount = forms.IntegerField(label="会えた人数", min_value=0, max_value=9999)

    def __init__(
        self, data: Any = None, *, actor: Actor, asked_area: str = "", **kwargs: Any
    ) -> None:
        super().__init__(data, actor=actor, function="individual", **kwargs)
        self.asked_area = asked_area
        del self.fields["method"]
        self.fields["counterpart"].required = False
        self.fields["counterpart"].help_text = "例: ○○棟の住民、サロンの参加者"
        self.fields["content"].label = "したこと"
        self.fields["result"].label = "わかったこと・見つかったこと"
        self.fields["place"].help_text = "例: 駅前団地3号棟、朝市"
        self.fields["area"].help_text = "選びなおさなければ、場所に書いた町名のある圏域に入ります。"
        self._start_in_small_area(actor)
        if asked_area:
            self.initial["area"] = asked_area

    def _start_in_small_area(self, actor: Actor) -> None:
        """Start in the one area that can be visited below the actor's own, if it is only one."""
        mine = visited_areas(actor.on).filter(pk__in=actor.area_ids) | visited_areas(
            actor.on
        ).filter(parent__in=actor.area_ids)
        found = list(mine.values_list("pk", flat=True)[:2])
        if len(found) == 1:
            self.initial["area"] = found[0]

    def clean(self) -> dict[str, Any]:
        """Fill in what the record needs and nobody has to type here."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("way"):
            said["counterpart"] = said.get("counterpart") or Way(said["way"]).label
            said["method"] = Code(pk=WAYS[Way(said["way"])])
        self._follow_place(said)
        return said

    def _follow_place(self, said: dict[str, Any]) -> None:
        """Let the outing count where its place lies, unless somebody chose the area (R025)."""
        chosen = said.get("area")
        start = str(self.initial.get("area") or "")
        if self.asked_area or (chosen is not None and str(chosen.pk) != start):
            return
        found = area_of_place(said.get("place", ""), self.actor.on)
        if found is not None and (chosen is None or chosen.parent_id != found.pk):
            said["area"] = found
            self.errors.pop("area", None)

    def outing(self, concerns: "forms.BaseFormSet[ConcernForm]") -> OutreachDraft:
        """Return the outing with its worries, for the service."""
        return OutreachDraft(
            record=self.draft(),
            way=self.cleaned_data["way"],
            headcount=self.cleaned_data["headcount"],
            concerns=[row.concern() for row in concerns.forms if row.has_changed()],
        )


class ConcernForm(AsksWhetherUrgent, Kept):
    """One new worry; a row nobody filled in is left out."""

    situation = forms.CharField(
        label="どんな様子ですか",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=8000,
        required=False,
    )
    noticed_by = forms.CharField(
        label="だれが気づきましたか",
        max_length=80,
        required=False,
        help_text="空なら「アウトリーチで気づいた」になります。",
    )
    subject = forms.CharField(label="ご本人の名前か呼び名", max_length=60, required=False)
    place = forms.CharField(
        label="どこのことですか",
        max_length=160,
        required=False,
        help_text="空なら、行った場所になります。",
    )
    phone = forms.CharField(label="連絡先の電話", max_length=20, required=False)
    urgency = urgency_field()
    restriction = restriction_field(MarkedSelect)
    themes = forms.MultipleChoiceField(
        label="課題（わかるものだけ）", required=False, widget=MarkedChips
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, themes=choices("KADAI_T", clock.today()))

    def clean_situation(self) -> str:
        """Ask for what was seen once anything else of the row is filled in."""
        said: str = self.cleaned_data["situation"]
        if not said.strip():
            raise forms.ValidationError("どんな様子だったかを書いてください。")
        return said

    def concern(self) -> Concern:
        """Return the worry, for the service."""
        data = self.cleaned_data
        draft = IntakeDraft(
            noticed_by=data["noticed_by"] or "アウトリーチで気づいた",
            situation=data["situation"],
            place=data["place"],
            subject=data["subject"],
            phone=data["phone"],
            urgency=data["urgency"],
            restriction=data["restriction"],
            theme_ids=data["themes"],
            route_id=ROUTE,
        )
        return Concern(data["token"], draft)


ConcernRows = forms.BaseFormSet[ConcernForm]


def concern_rows(data: Any = None) -> ConcernRows:
    """Return the rows for new worries as typed, or one empty row."""
    made = forms.formset_factory(
        ConcernForm, extra=FIRST_ROWS, max_num=MOST_ROWS, validate_max=True
    )
    return made(data, prefix="concern")


def with_one_more(data: Any) -> Any:
    """Return what was typed with an empty row for one worry more."""
    typed = data.copy()
    count = typed.get("concern-TOTAL_FORMS", "0")
    rows = int(count) if count.isdigit() else 0
    if rows < MOST_ROWS:
        typed["concern-TOTAL_FORMS"] = str(rows + 1)
        typed[f"concern-{rows}-token"] = str(uuid7())
    return typed


def forgive(*typed: forms.Form) -> None:
    """Show what was typed without its mistakes: nobody asked to save it yet."""
    for form in typed:
        form.errors.clear()
