"""Forms that let a text leave, and the form of who looks it through."""

from typing import Any

from django import forms

from wagamachi.core.errors import DomainError

from .checking import Telling, messages_of
from .enums import ReleaseState
from .models import Release

SURE = "is_sure"
NAMES = "しるしのついた言葉で、だれのことかわかります。書きなおしてください。"


class TellingForm(forms.Form):
    """A form some texts of which others read who may not know whom they are about."""

    def tell(self, error: DomainError) -> bool:
        """Put what was found beside its fields, with its marks."""
        if not isinstance(error, Telling):
            return False
        for field in error.found:
            target = field if field in self.fields else None
            self.add_error(target, [forms.ValidationError(m) for m in messages_of(error, field)])
        return True


class OutgoingForm(TellingForm):
    """A form some texts of which leave. The box 「確かめました」 is there once something was found."""

    is_sure = forms.BooleanField(
        label="しるしのついた言葉は、だれのことかわかるものではないと確かめました",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sure = self.fields.pop(SURE)
        if self.is_bound and self.data.get(SURE):
            self.fields[SURE] = self.sure

    @property
    def said_sure(self) -> bool:
        return bool(self.cleaned_data.get(SURE))

    def tell(self, error: DomainError) -> bool:
        """Put what was found beside its fields, and offer to say that it names nobody."""
        if isinstance(error, Telling) and not error.is_certain:
            self.fields[SURE] = self.sure
        return super().tell(error)


class DecideForm(forms.Form):
    """確かめる: out with it, or back with a reason."""

    action = forms.ChoiceField(
        label="どうしますか",
        choices=[
            ("let_out", "外に出してよい（だれのことかわからない）"),
            ("send_back", "書いた人に戻す"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="直してほしいところ（戻すとき）",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="書いた人だけが読みます。",
    )

    def __init__(self, *args: Any, names_somebody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names_somebody and not self.is_bound:
            self.fields["action"].choices = self.fields["action"].choices[1:]  # type: ignore[attr-defined]
            self.initial = {"action": "send_back", "reason": NAMES}


class TakeBackForm(forms.Form):
    """出すのをやめる, with a reason."""

    reason = forms.CharField(label="やめる理由", widget=forms.Textarea({"rows": 3}))


def answer_form(data: Any, *, release: Release, names_somebody: bool) -> forms.Form:
    """Return the form with which a second person answers: once it is out it can only be taken back."""
    if release.state == ReleaseState.LET_OUT:
        return TakeBackForm(data)
    return DecideForm(data, names_somebody=names_somebody)
