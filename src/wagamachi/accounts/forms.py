"""The account forms, in words a volunteer understands."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

NEW = _("新しいパスワード")
NEW_HELP = _("12文字以上。数字だけ、名前や利用者名に近いもの、よく使われるものは使えません。")
AGAIN = _("新しいパスワード（もう一度）")


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth has no stubs
    """Takes the username or the e-mail address, whichever a person remembers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("利用者名 または メールアドレス"), autocomplete="username")
        _say(self, "password", _("パスワード"))
        for name in ("login", "password"):
            self.fields[name].error_messages["required"] = _("入れてください。")


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]  # allauth has no stubs
    """Asks for the present password first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("いまのパスワード"))
        _say(self, "password1", NEW, NEW_HELP)
        _say(self, "password2", AGAIN)


class SetPasswordForm(AllauthSetPasswordForm):  # type: ignore[misc]  # allauth has no stubs
    """For an account the office made without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", NEW, NEW_HELP)
        _say(self, "password2", AGAIN)


def _say(
    form: forms.Form, name: str, label: Any, help_text: Any = "", autocomplete: str | None = None
) -> None:
    """Replace the library's words; a placeholder would vanish while one types."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    if autocomplete:
        field.widget.attrs["autocomplete"] = autocomplete
