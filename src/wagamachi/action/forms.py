"""Forms of this room: a proposal, handing it in, the answer, what came of it."""

from typing import Any
from uuid import UUID

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.areas.models import Area
from wagamachi.casework.forms.offering import RowChoiceField, RowsChoiceField, offer
from wagamachi.core import clock
from wagamachi.core.codes import choices, theme_choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.core.refs import ref_of
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team
from wagamachi.publishing.forms import OutgoingForm
from wagamachi.support.forms.plans import text
from wagamachi.support.models import Gap
from wagamachi.support.queries.gaps import middle_areas, public_gaps

from .enums import OutcomeKind, ProposalState, Receiver, Verdict
from .models import Outcome, Proposal, Submission
from .queries.proposals import writing_teams
from .services import AnswerDraft, OutcomeDraft, ProposalDraft, SubmissionDraft

NO_NAMES = "名前や住所など、だれのことかわかることは書かないでください。"
ANY = ("", "（しぼらない）")


def _is_id(text: object) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True


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


class ProposalForm(OutgoingForm, Kept):
    """しくみの提案: what is missing, what was tried, what is asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="何を変えたいか", max_length=80, help_text="例: 介護保険の手前の人の、ごみ出しの支え"
    )
    need = text("足りないもの・困っていること", required=True, help_text=NO_NAMES)
    tried = text("これまでに試したこと", help_text=NO_NAMES)
    ask = text("提案すること", required=True)
    gaps = RowsChoiceField(
        Gap, called=lambda gap: gap.public_note, label="束ねる制度の狭間", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    reason = forms.ChoiceField(
        label="根拠にする「使えなかった理由」",
        required=False,
        help_text="ここから下でえらんだことで、制度の狭間の台帳を数えます。",
    )
    theme = forms.ChoiceField(label="根拠にする課題", required=False)
    area = RowChoiceField(
        Area,
        called=lambda area: area.name,
        label="圏域",
        required=False,
        empty_label="区市町村全体",
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
            theme=[ANY, *theme_choices(today)],
            area=middle_areas(actor.on),
            team=writing_teams(actor),
            gaps=public_gaps().filter(pk__in=self._bundled()),
        )
        if not self.fields["gaps"].queryset:  # type: ignore[attr-defined]  # a RowsChoiceField
            del self.fields["gaps"]

    def _bundled(self) -> list[str]:
        """Return the gaps that were chosen in the register or are in the proposal; no broken ids."""
        data: Any = self.data
        came = data.getlist("gaps") if self.is_bound else self.initial.get("gaps", ())
        return [str(one) for one in came if _is_id(one)]

    @classmethod
    def of(cls, proposal: Proposal) -> dict[str, Any]:
        """Return the initial values of a proposal."""
        names = ("version", "title", "need", "tried", "ask", "area", "team")
        return {name: getattr(proposal, name) for name in names} | {
            "reason": proposal.reason_id or "",
            "theme": proposal.theme_id or "",
            "gaps": list(proposal.gaps.values_list("pk", flat=True)),
        }

    def draft(self) -> ProposalDraft:
        """Return the proposal, for the service."""
        said = self.cleaned_data
        return ProposalDraft(
            title=said["title"], need=said["need"], tried=said["tried"], ask=said["ask"],
            reason_id=said["reason"] or None, theme_id=said["theme"] or None,
            area_id=said["area"].pk if said["area"] else None, team_id=said["team"].pk,
            gap_ids=tuple(gap.pk for gap in said.get("gaps", ())), is_sure=self.said_sure,
        )  # fmt: skip


class SubmitForm(OutgoingForm, Kept):
    """提案を出す: to which body, and when."""

    receiver = forms.ChoiceField(label="どこへ", choices=Receiver.choices, widget=forms.RadioSelect)
    body = forms.CharField(
        label="会議や部署の名前", max_length=80, help_text="例: 地域共生のしくみづくり協議会"
    )
    submitted_on = WarekiDateField(label="出した日")

    def draft(self) -> SubmissionDraft:
        """Return it, for the service."""
        names = ("receiver", "body", "submitted_on")
        said = {name: self.cleaned_data[name] for name in names}
        return SubmissionDraft(**said, is_sure=self.said_sure)


def why(label: str) -> Any:
    """Return a field for the reason of a step; only the team reads it."""
    return forms.CharField(
        label=label, max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="この提案をまとめているチームの人だけが読みます。",
    )  # fmt: skip


class CorrectSubmissionForm(SubmitForm):
    """出した先と返事を直す: the answer too, once it came."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answered_on = WarekiDateField(label="返事の日")
    answer = text("返事の中身")
    reason = why("直すわけ")

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        names = ("version", "receiver", "body", "submitted_on", "answered_on", "answer")
        initial = {name: getattr(submission, name) for name in names}
        super().__init__(*args, initial=initial, **kwargs)
        self.submission = submission
        if not submission.verdict:
            del self.fields["answered_on"], self.fields["answer"]

    def said(self) -> dict[str, Any]:
        """Return what the service is told."""
        said = self.cleaned_data
        answer = None
        if self.submission.verdict:
            answer = AnswerDraft(
                verdict=self.submission.verdict, answered_on=said["answered_on"], answer=said["answer"]
            )  # fmt: skip
        mended = {name: said[name] for name in ("version", "reason")}
        return mended | {"draft": self.draft(), "answer": answer}


class AnswerForm(OutgoingForm):
    """返事を書く: what the body said, and when."""

    verdict = forms.ChoiceField(label="返事", choices=Verdict.choices, widget=forms.RadioSelect)
    answered_on = WarekiDateField(label="返事の日")
    answer = text("返事の中身", help_text="見送るときは、理由をかならず書きます。")

    def draft(self) -> AnswerDraft:
        """Return it, for the service."""
        names = ("verdict", "answered_on", "answer")
        said = {name: self.cleaned_data[name] for name in names}
        return AnswerDraft(**said, is_sure=self.said_sure)


class OutcomeForm(OutgoingForm, Kept):
    """できたしくみを書く: what it became, where, from when."""

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
    resource = forms.CharField(
        label="できた社会資源の名前", required=False, max_length=80,
        help_text="社会資源の一覧にあるときは、同じ名前を書くと、その資源のページにつながります。",
    )  # fmt: skip
    note = text("くわしく")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_resource(self) -> Resource | None:
        """Return the one resource of that name this person may see."""
        name = self.cleaned_data["resource"].strip()
        rows = visible_to(self.actor, Resource, Perm.RESOURCE_READ).filter(name=name)
        found = list(rows[:2]) if name else []
        if name and len(found) != 1:
            raise forms.ValidationError(
                "この名前の資源がひとつに決まりません。社会資源の一覧で、名前を確かめてください。"
            )
        return found[0] if found else None

    def draft(self) -> OutcomeDraft:
        """Return it, for the service."""
        names = ("kind", "title", "place", "from_on", "note")
        said = {name: self.cleaned_data[name] for name in names}
        made = self.cleaned_data["resource"]
        return OutcomeDraft(**said, ref=ref_of(made) if made else None, is_sure=self.said_sure)


class CorrectOutcomeForm(OutcomeForm):
    """できたしくみを直す."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = why("直すわけ")

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        names = ("version", "kind", "title", "place", "from_on", "note")
        initial = {name: getattr(outcome, name) for name in names}
        made = Resource.objects.filter(pk=outcome.ref.id).first() if outcome.ref else None
        initial["resource"] = made.name if made else ""
        super().__init__(*args, initial=initial, **kwargs)

    def said(self) -> dict[str, Any]:
        """Return what the service is told."""
        mended = {name: self.cleaned_data[name] for name in ("version", "reason")}
        return mended | {"draft": self.draft()}


class WithdrawForm(OutgoingForm):
    """取り下げる: why."""

    reason = why("取り下げるわけ")


class CallBackForm(OutgoingForm):
    """出したことを取り消す: why."""

    reason = why("取り消すわけ")
