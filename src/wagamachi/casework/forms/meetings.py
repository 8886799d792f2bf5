"""Forms of the 調整会議: calling it, keeping what was decided, calling it off (R013, R028)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from wagamachi.core import clock
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.organizations.models import Organization
from wagamachi.publishing.forms import TellingForm

from ..services import MeetingDraft
from .offering import RowsChoiceField, offer

_BAD_TIME = {
    "required": "時刻を入れてください。",
    "invalid": "時刻は「10:00」のように入れてください。",
}


class MeetingForm(TellingForm, Kept):
    """When, what for, and with whom; ``around`` are the agencies that stand at the top."""

    meets_on = WarekiDateField(label="開く日")
    from_time = forms.TimeField(
        label="はじまり", widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages=_BAD_TIME,
    )  # fmt: skip
    until_time = forms.TimeField(
        label="おわり", widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages=_BAD_TIME,
    )  # fmt: skip
    place = forms.CharField(
        label="場所", max_length=80, required=False,
        help_text="招いた機関も読みます。お宅で開くときは「ご本人のお宅」と書きます。",
    )  # fmt: skip
    purpose = forms.CharField(
        label="話し合うこと",
        max_length=200,
        help_text="例: だれがなにをするかを決める。招いた機関も読みます。だれのことかは書きません。",
    )
    organizations = RowsChoiceField(
        Organization,
        called=lambda organization: organization.name,
        label="集まる機関",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="いくつでも選べます。一覧は上下に動かせます。選んだ機関に知らせが届きます。",
    )
    others = forms.CharField(
        label="ほかに集まる人", max_length=200, required=False, help_text="例: 本人、長男、管理人"
    )

    def __init__(self, *args: Any, around: Sequence[UUID] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organization.objects.live(clock.today()).order_by("kana", "name")
        offer(self, organizations=known)
        names = dict(known.values_list("pk", "name"))
        near = [(pk, names.pop(pk)) for pk in around if pk in names]
        if near:
            groups = [("このケースに関わっている機関", near), ("ほかの機関", list(names.items()))]
            offer(self, organizations=groups)

    def draft(self) -> MeetingDraft:
        """Return the meeting, for the service."""
        data = self.cleaned_data
        return MeetingDraft(
            meets_on=data["meets_on"],
            from_time=data["from_time"],
            until_time=data["until_time"],
            place=data["place"],
            purpose=data["purpose"],
            organization_ids=[organization.pk for organization in data["organizations"]],
            others=data["others"],
        )


class OutcomeForm(forms.Form):
    """決まったこと, and whether the person was there."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.CharField(
        label="決まったこと",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text="だれが・なにを・いつまでに。役割は「だれがなにを」にも書いておくと、抜けが見えます。",
    )
    person_present = forms.TypedChoiceField(
        label="本人は同席しましたか",
        choices=[("yes", "同席した"), ("no", "同席しなかった")],
        help_text="家族や後見人だけのときは「同席しなかった」にします。",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class CallOffForm(TellingForm):
    """Why a meeting does not take place."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="取りやめる理由", max_length=200)
