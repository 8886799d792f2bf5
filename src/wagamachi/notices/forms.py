"""The form of 受け取り方."""

from typing import Any

from django import forms

from .enums import Mail
from .models import Preference
from .services import PreferenceDraft

_HOURS = [(str(hour), f"{hour}時") for hour in range(24)]


def _hour(label: str, help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=_HOURS, coerce=int, help_text=help_text)


class PreferenceForm(forms.Form):
    """How one person wants to hear by e-mail, and when they want to be left alone."""

    address = forms.EmailField(
        label="お知らせの送り先（メールアドレス）",
        required=False,
        help_text="書かなければ、所属が登録したアドレスに届きます。ログインには使いません。",
    )
    mail = forms.ChoiceField(label="メール", choices=Mail.choices, widget=forms.RadioSelect)
    digest_hour = _hour("まとめて届く時刻", "「1日1回まとめて」のとき、この時刻ごろに届きます。")
    quiet_from = _hour("夜など、メールを止める（から）")
    quiet_until = _hour(
        "夜など、メールを止める（まで）",
        "夜をまたいでもかまいません。同じ時刻にすると、止めません。",
    )
    workdays_only = forms.BooleanField(label="土日・祝日・年末年始はメールを止める", required=False)

    @classmethod
    def showing(cls, chosen: Preference, data: Any = None) -> "PreferenceForm":
        """Return the form with what was chosen so far."""
        return cls(data, initial={name: getattr(chosen, name) for name in cls.base_fields})

    def draft(self) -> PreferenceDraft:
        return PreferenceDraft(**{**self.cleaned_data, "mail": Mail(self.cleaned_data["mail"])})
