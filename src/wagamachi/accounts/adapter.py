"""Accounts are made by the office, never by a visitor; who guesses passwords is slowed down."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagamachi.core import clock

from .addresses import client_address
from .devices import device_of
from .guessing import account_key, not_before, try_at
from .models import User
from .services import note_try

WRONG = _("利用者名（メールアドレス）かパスワードがちがいます。もう一度入れてください。")

TOO_SOON = _(
    "まちがいが続いたので、いまは入れません。%(time)sになったら、もう一度試してください。"
    "急ぐときや、パスワードがわからないときは、所属の管理者に新しいパスワードを作ってもらってください。"
)


LONGEST_NAME = 254  # letters of an e-mail address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no stubs
    """Closes signup and says what went wrong in plain words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "enter_current_password": _("いまのパスワードがちがいます。もう一度入れてください。"),
        "incorrect_password": _("パスワードがちがいます。もう一度入れてください。"),
        "rate_limited": _("続けて何度も送られました。少し待ってから、もう一度試してください。"),
        "username_password_mismatch": WRONG,
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password it is, or None; raise ValidationError for a try that comes too soon."""
        at = clock.now()
        named = {key: credentials[key] for key in ("username", "email") if credentials.get(key)}
        if any(len(name) > LONGEST_NAME for name in named.values()):
            return None  # nobody is called that, and SQLite cannot even compare it
        account = account_key(**named)
        device = device_of(request).known_to(account)
        one = try_at(account, address=self.get_client_ip(request), device=device, at=at)
        until = not_before(one, at)
        if until is not None:
            raise ValidationError(
                TOO_SOON, "too_many_login_attempts", {"time": _minute(until), "until": until}
            )
        user: User | None = super().authenticate(request, **credentials)
        note_try(one=one, is_right=user is not None, at=at)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address the library's own limits go by: the same as ours."""
        return client_address(request)

    def set_password(self, user: User, password: str) -> None:
        """Set the password somebody chose; from now on a one-time password is behind them."""
        user.must_change_password = False
        super().set_password(user, password)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def _minute(until: datetime) -> str:
    """Return the next full minute, as the clock on the wall shows it."""
    return f"{timezone.localtime(until + timedelta(seconds=59)):%H:%M}"
