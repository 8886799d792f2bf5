"""Forms of this room: a proposal, handing it in, the answer, what came of it."""

from typing import Any

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.areas.models import Area
from wagamachi.casework.forms.offering import RowChoiceField, offer
from wagamachi.core import clock
from wagamachi.core.codes import choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.organizations.models import Team
from wagamachi.support.forms.plans import text
from wagamachi.support.queries.gaps import middle_areas

from .enums import OutcomeKind, ProposalState, Receiver, Verdict
from .models import Proposal
from .queries.proposals import writing_teams
from .services import AnswerDraft, OutcomeDraft, ProposalDraft, SubmissionDraft

NO_NAMES = "名前や住所など、だれのことかわかることは書かないでください。"
ANY = ("", "（しぼらない）")


class BoardForm(forms.Form):
    """Which proposals are listed."""

    which = forms.ChoiceField(
        label="どれを",
        required=False,
        choices=[
            ("", "動いているもの"),
            ("late", "返事のないもの"),
            *ProposalState.choices,
            ("all", "ぜんぶ"),
        ],
    )

    @property
    def chosen(self) -> str:
        """Return what was chosen; nothing for what cannot be."""
        return str(self.cleaned_data["which"]) if self.is_bound and self.is_valid() else ""


class ProposalForm(forms.Form):
    """しくみの提案: what is missing, what was tried, what is asked for."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="何を変えたいか", max_length=80, help_text="例: 介護保険の手前の人の、ごみ出しの支え"
    )
    need = text("足りないもの・困っていること", required=True, help_text=NO_NAMES)
    tried = text("これまでに試したこと", help_text=NO_NAMES)
    ask = text("提案すること", required=True)
    reason = forms.ChoiceField(
        label="根拠にする「使えなかった理由」",
        required=False,
        help_text="ここから下でえらんだことで、制度の狭間の台帳を数えます。",
    )
    theme = forms.ChoiceField(label="根拠にする課題", required=False)
    area = RowChoiceField(
        Area, called=lambda area: area.name, label="圏域", required=False, empty_label="市全体"
    )
    team = RowChoiceField(
        Team, called=lambda team: f"{team.organization.name} {team.name}", label="まとめるチーム"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        offer(
            self,
            reason=[ANY, *choices("HAZAMA", today)],
            theme=[ANY, *choices("KADAI_T", today)],
            area=middle_areas(actor.on),
            team=writing_teams(actor),
        )

    @classmethod
    def of(cls, proposal: Proposal) -> dict[str, Any]:
        """Return the initial values of a proposal."""
        names = ("version", "title", "need", "tried", "ask", "area", "team")
        return {name: getattr(proposal, name) for name in names} | {
            "reason": proposal.reason_id or "",
            "theme": proposal.theme_id or "",
        }

    def draft(self) -> ProposalDraft:
        """Return the proposal, for the service."""
        said = self.cleaned_data
        return ProposalDraft(
            title=said["title"], need=said["need"], tried=said["tried"], ask=said["ask"],
            reason_id=said["reason"] or None, theme_id=said["theme"] or None,
            area_id=said["area"].pk if said["area"] else None, team_id=said["team"].pk,
        )  # fmt: skip


class SubmitForm(forms.Form):
    """提案を出す: to which body, and when."""

    receiver = forms.ChoiceField(label="どこへ", choices=Receiver.choices, widget=forms.RadioSelect)
    body = forms.CharField(
        label="会議や部署の名前", max_length=80, help_text="例: 地域共生のしくみづくり協議会"
    )
    submitted_on = WarekiDateField(label="出した日")

    def draft(self) -> SubmissionDraft:
        """Return it, for the service."""
        return SubmissionDraft(**self.cleaned_data)


class AnswerForm(forms.Form):
    """返事を書く: what the body said, and when."""

    verdict = forms.ChoiceField(label="返事", choices=Verdict.choices, widget=forms.RadioSelect)
    answered_on = WarekiDateField(label="返事の日")
    answer = text("返事の中身", help_text="見送るときは、理由をかならず書きます。")

    def draft(self) -> AnswerDraft:
        """Return it, for the service."""
        return AnswerDraft(**self.cleaned_data)


class OutcomeForm(forms.Form):
    """できたしくみを書く: what it became, where, from when."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label="何になったか", choices=OutcomeKind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label="名前", max_length=120, help_text="例: ごみ出し支援の対象を広げる"
    )
    place = forms.CharField(
        label="どの計画・どこの事業か", max_length=120, help_text="例: 地域福祉計画 基本目標2"
    )
    from_on = WarekiDateField(label="いつから")
    note = text("くわしく")

    def draft(self) -> OutcomeDraft:
        """Return it, for the service."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "token"}
        return OutcomeDraft(**said)


class WithdrawForm(forms.Form):
    """取り下げる: why."""

    reason = forms.CharField(
        label="取り下げるわけ", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
