"""Forms of what is hard: marking a case as 困難事例, and writing down a gap between schemes."""

from typing import Any

from django import forms

from wagamachi.casework.forms.offering import RowChoiceField, offer
from wagamachi.casework.models import Handoff
from wagamachi.core import clock
from wagamachi.core.codes import choices, theme_choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.publishing.forms import OutgoingForm

from ..enums import Criterion
from ..models import Gap
from ..services import GapDraft
from .plans import text


class MarkForm(Kept):
    """困難事例にする: which criteria apply, and why."""

    criteria = forms.MultipleChoiceField(
        label="あてはまること", choices=Criterion.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = text("そう考える理由", required=True)


class LiftForm(forms.Form):
    """しるしをはずす: why it is no longer one."""

    reason = text("はずす理由", required=True)


class GapForm(OutgoingForm, Kept):
    """制度の狭間を書く. Only one sentence leaves the case."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    handoff = RowChoiceField(
        Handoff,
        called=lambda row: f"{row.receiver}（{row.decline_reason}）",
        label="もとになった、戻ってきたつなぎ",
        required=False,
        empty_label="（つなぎによらない）",
    )
    scheme = forms.CharField(
        label="検討した制度・サービス",
        max_length=120,
        help_text="例: 介護保険の訪問介護、住居確保給付金",
    )
    reason = forms.ChoiceField(label="使えなかった理由", widget=forms.RadioSelect)
    theme = forms.ChoiceField(label="課題")
    found_on = WarekiDateField(label="わかった日")
    note = text("くわしく", help_text="ケースの中だけで読みます。")
    public_note = forms.CharField(
        label="台帳にのせる一文",
        max_length=200,
        required=False,
        help_text=(
            "検討した制度の名前といっしょに、話し合いの場で読まれます。名前・住所・年齢・めずらしい事情など、"
            "だれのことかわかることは書かないでください。チームのほかの人が確かめてから、台帳にのります。"
        ),
    )

    def __init__(self, *args: Any, declined: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        if declined is None or not declined.exists():
            del self.fields["handoff"]
        else:
            offer(self, handoff=declined)
        offer(
            self,
            reason=choices("HAZAMA", today),
            theme=[("", "えらんでください"), *theme_choices(today)],
        )

    @classmethod
    def of(cls, gap: Gap) -> dict[str, Any]:
        """Return the initial values of a gap."""
        said = ("version", "scheme", "found_on", "note", "public_note")
        return {name: getattr(gap, name) for name in said} | {
            "reason": gap.reason_id,
            "theme": gap.theme_id,
        }

    @classmethod
    def about(cls, handoff: Handoff | None) -> dict[str, Any]:
        """Return the initial values for a new gap: what a declined つなぎ already says."""
        start: dict[str, Any] = {"found_on": clock.today()}
        if handoff is not None:
            start |= {
                "handoff": handoff.pk,
                "scheme": handoff.receiver,
                "reason": handoff.decline_reason_id,
            }
        return start

    def draft(self) -> GapDraft:
        """Return the gap, for the service."""
        data = self.cleaned_data
        return GapDraft(
            scheme=data["scheme"],
            reason_id=data["reason"],
            theme_id=data["theme"],
            found_on=data["found_on"],
            note=data["note"],
            public_note=data["public_note"],
            is_sure=self.said_sure,
        )
