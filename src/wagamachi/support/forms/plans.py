"""Forms of assessments, plans, goals and the agreement."""

from collections.abc import Iterable
from typing import Any

from django import forms

from wagamachi.casework.forms.offering import RowChoiceField, offer
from wagamachi.casework.models import CaseMember
from wagamachi.core import clock
from wagamachi.core.codes import theme_choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.organizations.models import Organization

from ..enums import Handbook, Insurance, Pension
from ..models import DOMAINS, FACTS, TICKED, Assessment, PlanGoal, SupportPlan
from ..services import Agreement, AssessmentDraft, GoalDraft, PlanDraft

LONG = 4000


def text(label: str, *, rows: int = 3, help_text: str = "", required: bool = False) -> Any:
    """Return a field for some lines of text."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=LONG,
        required=required,
        help_text=help_text,
    )


def ticked(label: str, choices: Any) -> Any:
    """Return a field of boxes, of which none has to be ticked."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


def _called(member: CaseMember) -> str:
    return f"{member.person.label}（{member.relation}）"


def member_field(label: str, empty_label: str) -> RowChoiceField:
    return RowChoiceField(
        CaseMember, called=_called, label=label, required=False, empty_label=empty_label
    )


class AssessmentForm(Kept):
    """One sheet. Nobody has to be 高齢, 障害 or 児童: every side of life may stay empty."""

    assessed_on = WarekiDateField(label="聞きとった日")
    member = member_field("だれについて", "世帯のみんな")
    complaint = text("主訴（いま困っていること）", required=True)
    words = text("本人の言葉", help_text="言われたことばのまま書きます。")
    wish = text("本人の望む暮らし")
    strengths = text("強み", help_text="できること、好きなこと、頼れる人。")
    insurance = forms.ChoiceField(
        label="健康保険", required=False, choices=[("", "（聞いていない）"), *Insurance.choices]
    )
    pensions = ticked("年金", Pension.choices)
    handbooks = ticked("手帳", Handbook.choices)
    handbook_note = forms.CharField(
        label="手帳の等級など", max_length=60, required=False, help_text="例: 2級、令和9年3月まで"
    )
    income = forms.IntegerField(
        label="収入（月・円）", required=False, min_value=0, max_value=99_999_999
    )
    income_note = forms.CharField(
        label="何の収入か", max_length=120, required=False, help_text="例: 年金とパート、世帯で"
    )
    health = text("健康・医療", rows=2)
    disability = text("障害・認知", rows=2)
    living = text("暮らし・住まい", rows=2)
    money = text("家計・お金", rows=2)
    work = text("仕事・学び", rows=2)
    family = text("家族", rows=2)
    ties = text("人づきあい・地域", rows=2)
    readiness = text("支援を受けることへの気持ち", rows=2)
    view = text("見立て", help_text="どうしてこうなっているか、どこから始められるか。")
    urgent = text("急いですること", rows=2)

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, member=members)

    @classmethod
    def after(cls, last: Assessment | None) -> dict[str, Any]:
        """Return the initial values: the text of the sheet before, today's date."""
        start: dict[str, Any] = {"assessed_on": clock.today()}
        if last is not None:
            kept = ("complaint", "words", "wish", "strengths", *FACTS, *DOMAINS, "view", "urgent")
            start |= {name: getattr(last, name) for name in kept}
            start["member"] = last.member_id
        return start

    @property
    def facts(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in FACTS]

    @property
    def domains(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in DOMAINS]

    def draft(self) -> AssessmentDraft:
        """Return the sheet, for the service."""
        data = dict(self.cleaned_data)
        data.pop("token", None)
        member = data.pop("member")
        data |= {name: tuple(data[name]) for name in TICKED}
        return AssessmentDraft(member_id=member.pk if member else None, **data)


class PlanForm(Kept):
    """The plan besides its goals. ``version`` is only there when a draft is rewritten."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = text(
        "本人の言葉（どうしたいか）",
        help_text="言われたことばのまま書きます。合意するときに要ります。",
    )
    unheard_reason = text(
        "本人の言葉を聞けていないとき、その理由",
        rows=2,
        help_text="例: まだ会えていない。手紙を入れて返事を待っている。",
    )
    strengths = text("強み", rows=2, help_text="できること、好きなこと、頼れる人。")
    vision = text("目指す姿", rows=2, help_text="この計画の先に、どんな暮らしがあるか。")
    starts_on = WarekiDateField(label="計画のはじめ")
    ends_on = WarekiDateField(label="計画のおわり", required=False)
    next_review_on = WarekiDateField(
        label="次に見直す日（モニタリング）", required=False, help_text="合意するときに決めます。"
    )

    @classmethod
    def of(cls, plan: SupportPlan) -> dict[str, Any]:
        """Return the initial values of a draft."""
        said = ("words", "unheard_reason", "strengths", "vision")
        dates = ("starts_on", "ends_on", "next_review_on")
        return {name: getattr(plan, name) for name in ("version", *said, *dates)}

    def draft(self) -> PlanDraft:
        """Return the plan, for the service."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in {"token", "version"}}
        return PlanDraft(**data)


class GoalForm(Kept):
    """One goal: what somebody does, not what is done to them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    theme = forms.ChoiceField(label="課題")
    member = member_field("だれの目標", "世帯のみんな")
    goal = forms.CharField(
        label="目標（行動で書く）",
        max_length=200,
        help_text="例: 週に1回、サロンでお茶を飲む",
    )
    own_part = text("本人がすること", rows=2)
    support = text("支援（まわりがすること）", rows=2)
    organization = RowChoiceField(
        Organization,
        called=lambda row: row.name,
        label="支える機関",
        required=False,
        empty_label="（選ばない）",
    )
    helper = forms.CharField(
        label="機関のほかに支える人",
        max_length=80,
        required=False,
        help_text="例: となりの人、サロンのみなさん",
    )
    due_on = WarekiDateField(label="いつまでに", required=False)

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        offer(
            self,
            theme=[("", "えらんでください"), *theme_choices(today)],
            member=members,
            organization=Organization.objects.live(today).order_by("kana", "name"),
        )

    @classmethod
    def of(cls, goal: PlanGoal) -> dict[str, Any]:
        """Return the initial values of a goal."""
        said = ("version", "goal", "own_part", "support", "helper", "due_on")
        return {name: getattr(goal, name) for name in said} | {
            "theme": goal.theme_id,
            "member": goal.member_id,
            "organization": goal.organization_id,
        }

    def draft(self) -> GoalDraft:
        """Return the goal, for the service."""
        data = self.cleaned_data
        member, organization = data["member"], data["organization"]
        return GoalDraft(
            theme_id=data["theme"],
            goal=data["goal"],
            member_id=member.pk if member else None,
            own_part=data["own_part"],
            support=data["support"],
            organization_id=organization.pk if organization else None,
            helper=data["helper"],
            due_on=data["due_on"],
        )


class AgreeForm(forms.Form):
    """合意する: the talk, whether the person was there, the day of the first review."""

    meeting_on = WarekiDateField(label="話し合った日")
    person_present = forms.TypedChoiceField(
        label="話し合いに、本人はいましたか",
        choices=[("yes", "いた"), ("no", "いなかった")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    next_review_on = WarekiDateField(label="次に見直す日（モニタリング）")
    signed_on = WarekiDateField(
        label="署名の日", required=False, help_text="紙に署名をもらったときに書きます。"
    )
    signed_by = forms.CharField(label="署名した人", max_length=80, required=False)

    def agreement(self) -> Agreement:
        """Return how it was agreed, for the service."""
        return Agreement(**self.cleaned_data)
