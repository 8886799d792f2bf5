"""Accounts are made by the office, never by a visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import User

WRONG = _("利用者名（メールアドレス）かパスワードがちがいます。もう一度入れてください。")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no stubs
    """Closes signup and says what went wrong in plain words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "enter_current_password": _("いまのパスワードがちがいます。もう一度入れてください。"),
        "incorrect_password": _("パスワードがちがいます。もう一度入れてください。"),
        "rate_limited": _("続けて何度も送られました。少し待ってから、もう一度試してください。"),
        "too_many_login_attempts": _(
            "まちがいが続いたので、しばらく入れません。5分ほど待ってから、もう一度試してください。"
        ),
        "username_password_mismatch": WRONG,
    }

    def set_password(self, user: User, password: str) -> None:
        """Set the password somebody chose; from now on a one-time password is behind them."""
        user.must_change_password = False
        super().set_password(user, password)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
