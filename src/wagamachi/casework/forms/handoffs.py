"""Asking others, in five ways: what for, what is asked, by when, and what they will see."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html

from wagamachi.access.models import Assignment
from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.core.codes import choices, theme_choices
from wagamachi.core.fields import TickField, WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team
from wagamachi.people.models import Consent
from wagamachi.publishing.forms import TellingForm

from ..enums import HandoffKind, Level
from ..services import HandoffDraft
from ..services.asking import BY_CONSENT
from .offering import RowChoiceField, offer

SEES = [
    (Level.SUMMARY.value, "あらましだけ"),
    (Level.FULL.value, "すべて（経過を読み、記録も書く）"),
]


# What a way of asking leaves out of the one form, and what it adds.
_LEAVES_OUT: dict[HandoffKind, tuple[str, ...]] = {
    HandoffKind.REFER: ("tried", "backup_kind", "external"),
    HandoffKind.TRANSFER: ("tried", "backup_kind", "external", "level"),
    HandoffKind.ESCALATE: ("backup_kind", "external", "level"),
    HandoffKind.BACKUP: (
        "tried", "external", "level", "consent", "legal_basis", "basis_reason", "is_emergency",
        "until_on",
    ),
}  # fmt: skip
_PURPOSE: dict[HandoffKind, tuple[str, str]] = {
    HandoffKind.REFER: ("なんのために", "例: 介護保険の申請を手伝ってほしい"),
    HandoffKind.TRANSFER: ("担当を移す理由", "例: となりの圏域に引っ越したため"),
    HandoffKind.ESCALATE: ("段階を上げる理由", "例: この圏域の機関だけでは受けとめきれない"),
    HandoffKind.BACKUP: ("なにに困っているか", "例: 依存症のある方への関わり方がわからない"),
}
_LEFT_OUT = (
    "{}{}の課題と、世帯のあらましは入れていません。先方に課題を伝えてよいという同意がないからです。"
    "お願いにどうしても要ることだけを、書きたしてください。"
)


class HandoffForm(TellingForm, Kept):
    """One request to one receiver. The page shows exactly what the receiver will see.

    ``way`` is the kind of request; ``is_named`` asks for a receiver outside the system in words;
    ``left_out`` are those of whom the prefilled words say nothing.
    """

    external = forms.CharField(
        label="つなぎ先の名前と連絡先", max_length=120, help_text="例: ○○病院 地域連携室 03-…"
    )
    backup_kind = forms.ChoiceField(label="どんなバックアップが要りますか")
    purpose = forms.CharField(label="なんのために", max_length=120)
    tried = forms.CharField(
        label="これまでに試したこと", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    request = forms.CharField(
        label="お願いしたいこと", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    shared_summary = forms.CharField(
        label="先方に見せる内容",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text="返事をもらうまで、先方の画面に見えるのは、目的・お願い・この欄に書いたことだけです。",
    )
    due_on = WarekiDateField(
        label="返事の期日", help_text="お休みの日にすると、次に開いている日が期日になります。"
    )
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
        help_text="法的根拠を選んだときに書きます。承認する人が読みます。お名前は書きません。",
    )
    is_emergency = forms.BooleanField(
        label="緊急（承認を待たずに、いま伝える）",
        required=False,
        help_text="命・身体・財産があぶないときだけ選びます。期限までに承認されないと、見えなくなります。",
    )
    until_on = WarekiDateField(
        label="いつまで見てよいか",
        required=False,
        help_text="同意によらないときの期間です。この日から見えなくなります。",
    )

    def __init__(
        self,
        *args: Any,
        consents: Any = None,
        way: HandoffKind = HandoffKind.REFER,
        is_named: bool = False,
        left_out: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        for name in _LEAVES_OUT[way]:
            if not (name == "external" and is_named):
                del self.fields[name]
        purpose = self.fields["purpose"]
        purpose.label, purpose.help_text = _PURPOSE[way]
        if "consent" in self.fields:
            offer(self, consent=consents, legal_basis=legal_bases())
        if way == HandoffKind.BACKUP:
            offer(self, backup_kind=[("", "えらんでください"), *choices("BACKUP", clock.today())])
            summary = self.fields["shared_summary"]
            summary.required = False
            summary.help_text = "名前や住所など、だれのことかわかることは書かないでください。"
        elif left_out:
            summary = self.fields["shared_summary"]
            summary.help_text = format_html(_LEFT_OUT, summary.help_text, "、".join(left_out))

    def draft(self, *, team: Team | None = None, resource: Resource | None = None) -> HandoffDraft:
        """Return the request to the given receiver, for the service."""
        data = self.cleaned_data
        opens = Level.STATUS if self.way == HandoffKind.BACKUP else Level.FULL
        return HandoffDraft(
            kind=self.way,
            purpose=data["purpose"],
            request=data["request"],
            tried=data.get("tried", ""),
            shared_summary=data["shared_summary"],
            due_on=data["due_on"],
            team=team,
            resource=resource,
            external=data.get("external", ""),
            level=data.get("level", opens),
            backup_kind_id=data.get("backup_kind") or None,
            consent=data.get("consent"),
            legal_basis_id=data.get("legal_basis") or None,
            basis_reason=data.get("basis_reason", ""),
            is_emergency=data.get("is_emergency", False),
            until_on=data.get("until_on"),
        )


def legal_bases() -> list[tuple[str, str]]:
    """Return the grounds on which something may be told without consent, as choices."""
    bases = [pair for pair in choices("KYOYU_KONKYO", clock.today()) if pair[0] != BY_CONSENT]
    return [("", "（選ばない）"), *bases]


class BackupForm(HandoffForm):
    """A backup request that is about no single case: the receiver is chosen on the form itself."""

    team = RowChoiceField(
        Team, called=lambda team: f"{team.organization.name} {team.name}", label="だれに頼みますか"
    )
    field_order = ("token", "team")

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, way=HandoffKind.BACKUP, **kwargs)
        offer(self, team=teams)


class PullForm(Kept):
    """引き取りを申し出る: why we, and what we would do."""

    purpose = forms.CharField(label="引き取りたい理由", max_length=120)
    request = forms.CharField(
        label="引き取ったあとにすること",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


class CompanionAskForm(TellingForm, Kept):
    """伴走をお願いする: who of which team, why this person, and by when they answer."""

    person = RowChoiceField(
        Assignment,
        called=lambda post: f"{post.team.organization.name} {post.team.name}・{post.user.name}",
        label="だれにお願いしますか",
        help_text="この人が引き受けると、伴走担当になります。見えるのは、担当と状況だけです。",
    )
    purpose = forms.CharField(
        label="この人にお願いする理由", max_length=120,
        help_text="例: 前から近くで関わりがあり、話しやすいとのこと。だれのことかは書きません。",
    )  # fmt: skip
    request = forms.CharField(
        label="お願いしたいこと", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    due_on = WarekiDateField(label="返事の期日")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, person=people)

    def draft(self) -> HandoffDraft:
        """Return the request, for the service."""
        data = self.cleaned_data
        return HandoffDraft(
            kind=HandoffKind.COMPANION,
            team=data["person"].team,
            user_id=data["person"].user_id,
            purpose=data["purpose"],
            request=data["request"],
            due_on=data["due_on"],
            level=Level.STATUS,
        )


class CompanionForm(forms.Form):
    """伴走担当を代わる: who of the team that walks beside the case, and why."""

    user = RowChoiceField(
        User, called=lambda user: user.name, label="伴走担当",
        empty_label="えらんでください", error_messages={"required": "かわりに伴走する人を選んでください。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="この人に決めた理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=300
    )

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, user=users)


class UnableForm(forms.Form):
    """伴走を引き受けられない: why, in words."""

    answer = forms.CharField(
        label="引き受けられないわけ",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="お願いした人が次に動けるように書きます。",
    )


def consent_label(consent: Consent) -> str:
    """Return a consent as one line of a choice."""
    names = "、".join(o.name for o in consent.recipients.all())
    return f"{consent.person.with_san}の{consent.answer}（{names}）"


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
    near = TickField(label="このケースの圏域にかぎる", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, theme=[("", "すべて"), *theme_choices(clock.today())])


class PlainForm(forms.Form):
    """A button that needs no words."""


class WeighForm(forms.Form):
    """検討する, and ask what one needs to know."""

    question = forms.CharField(
        label="聞きたいこと（なければ空のまま）",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )


class ExplainForm(forms.Form):
    """聞かれたことに答える."""

    explanation = forms.CharField(
        label="答え", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class AcceptForm(forms.Form):
    """引き受ける, all of it or a part, with a word to the sender."""

    answer = forms.CharField(
        label="ひとこと（いつ、だれが動くか）",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    is_partial = forms.BooleanField(
        label="一部だけ引き受ける（どの部分かを上に書きます）", required=False
    )


class YieldForm(TellingForm):
    """担当をゆずる: the holder agrees to a pull, and names what the telling rests on."""

    answer = forms.CharField(
        label="ひとこと", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )
    consent = RowChoiceField(
        Consent,
        called=lambda consent: consent_label(consent),
        label="よりどころにする本人の同意",
        required=False,
        empty_label="（同意によらない）",
    )
    legal_basis = forms.ChoiceField(label="同意のほかの法的根拠", required=False)
    basis_reason = forms.CharField(
        label="同意によらずに伝える理由",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, consents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, consent=consents, legal_basis=legal_bases())


class HeardForm(forms.Form):
    """先方の返事を書く: what they said on paper or on the phone, and who said it."""

    has_accepted = forms.TypedChoiceField(
        label="先方の返事",
        choices=[("yes", "引き受けた"), ("no", "戻ってきた")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
    )
    answered_for = forms.CharField(label="返事をくれた人", max_length=80)
    answer = forms.CharField(
        label="返事の内容", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    decline_reason = forms.ChoiceField(label="戻ってきたときの理由", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [("", "（戻ってきていない）"), *choices("HAZAMA", clock.today())]
        offer(self, decline_reason=reasons)


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
