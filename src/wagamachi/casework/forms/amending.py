"""直す・書きたす: what whoever took a worry in does with it afterwards."""

from copy import deepcopy
from typing import Any

from django import forms

from wagamachi.core.forms import Kept

from ..enums import IntakeState, Urgency
from ..models import Intake
from ..services.amending import CORRECTABLE
from .cases import VersionMixin
from .intakes import IntakeForm
from .marking import AsksWhetherUrgent, urgency_field


class _Amending(AsksWhetherUrgent):
    """Signs of urgency can be added while the worry waits; what the law wants has a page of its own."""

    urgency = urgency_field()

    def _offer_signs(self, intake: Intake) -> None:
        field: Any = self.fields["urgency"]
        taken = {*intake.urgency, Urgency.ABUSE}
        field.choices = [(sign, words) for sign, words in Urgency.choices if sign not in taken]
        field.label = "急ぎのしるしをふやす"
        if intake.state != IntakeState.WAITING or intake.cannot_wait:
            del self.fields["urgency"]

    def signs(self) -> list[str]:
        """Return the signs to add."""
        return list(self.cleaned_data.get("urgency", ()))


class CorrectForm(VersionMixin, _Amending):
    """直す: the answers as they are, each as on the page they were written on."""

    heading, button = "書きまちがいを直す", "直す"
    lead = "まだだれも受けとめていないあいだ、直せます。前に書いてあったことも残り、届いたチームに知らせます。"
    field_order = CORRECTABLE

    def __init__(self, data: Any = None, *, intake: Intake) -> None:
        known = {name: getattr(intake, name) for name in (*CORRECTABLE, "version")}
        super().__init__(data, initial=known)
        for name in CORRECTABLE:
            self.fields[name] = deepcopy(IntakeForm.base_fields[name])
        self._offer_signs(intake)
        self.order_fields([*CORRECTABLE, "urgency"])

    def said(self) -> dict[str, Any]:
        """Return what is right, for the service."""
        right = {name: self.cleaned_data[name] for name in CORRECTABLE}
        return {"version": self.cleaned_data["version"], "said": right, "urgency": self.signs()}


class UrgencyForm(VersionMixin):
    """急ぎのしるしを直す: more signs or fewer, and why."""

    heading, button = "急ぎのしるしを直す", "直す"
    lead = "ふやすことも、はずすこともできます。前のしるしとわけは、相談のページに残ります。"

    urgency = urgency_field()
    reason = forms.CharField(
        label="わけ",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="例: 電話で無事を確かめた。／ 玄関で倒れていたと、あとから聞いた。",
    )

    def __init__(self, data: Any = None, *, intake: Intake) -> None:
        super().__init__(data, initial={"urgency": intake.urgency, "version": intake.version})
        field: Any = self.fields["urgency"]
        field.choices = [one for one in Urgency.choices if one[0] != Urgency.ABUSE]
        field.help_text = (
            "ふやすと、チームに、夜や休みの日でもすぐに知らせます。はずすと、担当に知らせます。"
        )


class AddForm(Kept, _Amending):
    """書きたす: something more, with the day and the name of whoever says so."""

    heading, button = "書きたす", "書きたす"
    lead = "前に書いたことは、そのまま残ります。書いた日時と名前がつき、いまの担当に知らせます。"

    situation = forms.CharField(
        label="書きたすこと",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text="例: さっき本人から電話があり、あしたの午前なら家にいるとのこと。",
    )
    field_order = ("situation", "urgency")

    def __init__(self, data: Any = None, *, intake: Intake) -> None:
        super().__init__(data)
        self._offer_signs(intake)

    def said(self) -> dict[str, Any]:
        """Return what is added, for the service."""
        data = self.cleaned_data
        return {"id": data["token"], "text": data["situation"], "urgency": self.signs()}
