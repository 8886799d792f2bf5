"""Forms of the case itself: who holds it, what comes next, how it ends."""

from typing import Any

from django import forms

from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.core.codes import choices
from wagamachi.core.forms import Kept
from wagamachi.core.words import local_lazy

from ..enums import Achievement, Aftercare, Restriction
from ..models import Case
from ..services import EvaluationDraft
from .intakes import UNSAID, NextActionMixin
from .marking import MarkedSelect, restriction_field
from .offering import RowChoiceField, offer


class VersionMixin(forms.Form):
    """Carries the version the form was opened with, so that a stale save is noticed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NextActionForm(VersionMixin, NextActionMixin):
    """次にすること."""


class DescribeForm(VersionMixin):
    """What the case is called and its outline."""

    label = forms.CharField(label="呼び名", max_length=60)
    kana = forms.CharField(label="ふりがな", max_length=80, required=False)
    household_type = forms.ChoiceField(label="世帯のかたち", required=False)
    summary = forms.CharField(
        label="あらまし",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        required=False,
        help_text="協力機関にも伝わる内容です。経過の細かいことは記録に書きます。",
    )
    keeps_from_neighbours = forms.BooleanField(
        label="近隣・担当委員に知らせない",
        required=False,
        help_text=local_lazy(
            "民生委員や住民の関与は終わり、ケースをさがしても見つけられなくなります。自分が受けた相談だけは、受けた人に残ります。"
        ),
    )
    restriction = restriction_field(MarkedSelect)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        kwargs["initial"] = self.of(case)
        super().__init__(*args, **kwargs)
        offer(self, household_type=[UNSAID, *choices("SETAI", clock.today())])
        if case.restriction:
            offer(self, restriction=Restriction.choices)

    @classmethod
    def of(cls, case: Case) -> dict[str, Any]:
        """Return the initial values of a case."""
        return {
            "version": case.version,
            "label": case.label,
            "kana": case.kana,
            "household_type": case.household_type_id,
            "summary": case.summary,
            "keeps_from_neighbours": case.keeps_from_neighbours,
            "restriction": case.restriction,
        }

    def columns(self) -> dict[str, Any]:
        """Return the model columns."""
        data = self.cleaned_data
        return {
            "label": data["label"],
            "kana": data["kana"],
            "household_type_id": data["household_type"] or None,
            "summary": data["summary"],
            "keeps_from_neighbours": data["keeps_from_neighbours"],
            "restriction": data["restriction"],
        }


class AssignForm(VersionMixin):
    """主担当 and 副担当: people on the team, or the team's inbox (R141)."""

    holder_user = RowChoiceField(
        User,
        called=lambda user: user.name,
        label="主担当",
        required=False,
        empty_label="決めずに、チームの受信箱に置く",
    )
    second_user = RowChoiceField(
        User,
        called=lambda user: user.name,
        label="副担当",
        required=False,
        empty_label="決めない",
        help_text="主担当がいないときに、かわりに動ける人です。",
    )
    is_gone_through = forms.BooleanField(
        label="新しい主担当の人と、上の一覧を確かめました", required=False
    )

    def __init__(self, *args: Any, members: Any, goes_along: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, holder_user=members, second_user=members)
        if not goes_along:
            del self.fields["is_gone_through"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        before, after = self.initial["holder_user"], data.get("holder_user")
        is_new = bool(before and after and after.pk != before)
        if is_new and data.get("is_gone_through") is False:
            self.add_error(
                "is_gone_through",
                "主担当がかわります。上の一覧を新しい主担当の人と確かめて、しるしをつけてください。",
            )
        return data

    def named(self) -> dict[str, Any]:
        """Return the version and whom it names, for the service."""
        data = self.cleaned_data
        return {
            "version": data["version"],
            "holder_user_id": data["holder_user"].pk if data["holder_user"] else None,
            "second_user_id": data["second_user"].pk if data["second_user"] else None,
        }


class EvaluationForm(Kept):
    """評価: one page, one common scale."""

    achievement = forms.TypedChoiceField(
        label="目標は、どこまで達成しましたか",
        choices=Achievement.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    changes = forms.MultipleChoiceField(
        label="見られた変化", widget=forms.CheckboxSelectMultiple, help_text="いくつでも選べます。"
    )
    wish = forms.CharField(
        label="本人の思い（本人のことばで）",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    remaining = forms.CharField(
        label="残っている課題",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="なければ「なし」と書きます。",
    )
    next_step = forms.CharField(
        label="次の対応",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="なければ「なし」と書きます。",
    )
    aftercare = forms.ChoiceField(
        label="終えたあと", choices=Aftercare.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, changes=choices("HENKA", clock.today()))

    def draft(self) -> EvaluationDraft:
        """Return the evaluation, for the service."""
        data = self.cleaned_data
        return EvaluationDraft(
            achievement=data["achievement"],
            change_ids=data["changes"],
            wish=data["wish"],
            remaining=data["remaining"],
            next_step=data["next_step"],
            aftercare=data["aftercare"],
        )


class CloseForm(forms.Form):
    """おわりにする: the reason, chosen from the list."""

    close_reason = forms.ChoiceField(label="終える理由", widget=forms.RadioSelect)
    follow_up = forms.BooleanField(label="寄り添い", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, close_reason=choices("SHUKETSU", clock.today()))


class ReopenForm(NextActionMixin):
    """もう一度ひらく: why, and what comes next."""

    reason = forms.CharField(
        label="もう一度ひらく理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )
    field_order = ("reason", "next_action", "next_action_on")


class UnrestrictForm(VersionMixin):
    """特別な取り扱いをやめる: never without saying why."""

    reason = forms.CharField(
        label="やめる理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=200,
        help_text="だれと、何を確かめたか。やめると、ふつうのケースと同じ人が読めるようになります。",
    )
