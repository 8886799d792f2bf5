"""つなぐ: to whom, what for, what is asked, by when, and what they will see."""

from typing import Any

from django import forms

from wagamachi.core import clock
from wagamachi.core.codes import choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team
from wagamachi.people.models import Consent

from ..enums import Level
from ..services import HandoffDraft
from ..services.handoffs import BY_CONSENT
from .offering import RowChoiceField, offer

SEES = [
    (Level.SUMMARY.value, "あらましだけ"),
    (Level.FULL.value, "すべて（経過を読み、記録も書く）"),
]


class HandoffForm(forms.Form):
    """One request to one receiver. The page shows exactly what the receiver will see."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    purpose = forms.CharField(
        label="なんのために", max_length=120, help_text="例: 介護保険の申請を手伝ってほしい"
    )
    request = forms.CharField(
        label="お願いしたいこと", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    shared_summary = forms.CharField(
        label="先方に見せる内容",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text="返事をもらうまで、先方に見えるのはこの欄に書いたことだけです。",
    )
    due_on = WarekiDateField(label="返事の期日")
    level = forms.TypedChoiceField(
        label="引き受けてもらったあとに見える範囲",
        choices=SEES,
        coerce=int,
        widget=forms.RadioSelect,
    )
    consent = RowChoiceField(
        Consent,
        called=lambda consent: consent_label(consent),
        label="よりどころにする本人の同意",
        required=False,
        empty_label="（同意によらない）",
    )
    legal_basis = forms.ChoiceField(
        label="同意のほかの法的根拠",
        required=False,
        help_text="同意がないときだけ選びます。",
    )
    basis_reason = forms.CharField(
        label="同意によらずに伝える理由",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
        help_text="法的根拠を選んだときに書きます。",
    )

    def __init__(self, *args: Any, consents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases = [pair for pair in choices("KYOYU_KONKYO", clock.today()) if pair[0] != BY_CONSENT]
        offer(self, consent=consents, legal_basis=[("", "（選ばない）"), *bases])

    def draft(self, *, team: Team | None, resource: Resource | None) -> HandoffDraft:
        """Return the request to the given receiver, for the service."""
        data = self.cleaned_data
        return HandoffDraft(
            purpose=data["purpose"],
            request=data["request"],
            shared_summary=data["shared_summary"],
            due_on=data["due_on"],
            team=team,
            resource=resource,
            level=data["level"],
            consent=data["consent"],
            legal_basis_id=data["legal_basis"] or None,
            basis_reason=data["basis_reason"],
        )


def consent_label(consent: Consent) -> str:
    """Return a consent as one line of a choice."""
    names = "、".join(o.name for o in consent.recipients.all())
    return f"{consent.person.label}さんの{consent.answer}（{names}）"


class ReceiverForm(forms.Form):
    """だれにつなぐか: search teams and resources by theme, area, weekday and cost (R024)."""

    text = forms.CharField(label="名前・ことば", required=False, max_length=60)
    theme = forms.ChoiceField(label="課題", required=False)
    weekday = forms.ChoiceField(
        label="曜日",
        required=False,
        choices=[("", "いつでも"), *((str(i), f"{d}曜") for i, d in enumerate("月火水木金土日"))],
    )
    max_cost = forms.IntegerField(
        label="費用（円まで）", required=False, min_value=0, max_value=1_000_000
    )
    near = forms.BooleanField(label="このケースの圏域にかぎる", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, theme=[("", "すべて"), *choices("KADAI_T", clock.today())])


class AcceptForm(forms.Form):
    """引き受ける, with a word to the sender."""

    answer = forms.CharField(
        label="ひとこと（いつ、だれが動くか）",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )


class DeclineForm(forms.Form):
    """戻す: a reason from the list, and in one's own words."""

    decline_reason = forms.ChoiceField(label="戻す理由", widget=forms.RadioSelect)
    answer = forms.CharField(
        label="くわしく",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="つないだ人が次に動けるように書きます。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, decline_reason=choices("HAZAMA", clock.today()))


class ResultForm(forms.Form):
    """結果を書く: what became of it, and when to look again."""

    result = forms.ChoiceField(label="結果", widget=forms.RadioSelect)
    result_note = forms.CharField(
        label="説明", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )
    follow_up_on = WarekiDateField(label="そのあとを確かめる日", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, result=choices("TSUNAGI_KEKKA", clock.today()))
