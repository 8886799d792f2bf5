"""Accounts are made by the office: a username and a one-time password to hand over on paper."""

import secrets
from datetime import datetime

from django.contrib.auth.password_validation import validate_password

from wagamachi.core import nights
from wagamachi.core.errors import DomainError

from . import guessing
from .models import LoginAttempt, User

# Without 0/O, 1/l/I: people copy it from a slip of paper.
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def check_is_free(*, username: str, email: str) -> None:
    """Raise DomainError for a username or mail address that is taken."""
    if User.objects.filter(username__iexact=username).exists():
        raise DomainError(
            "このログイン名は、もう使われています。別の名前にしてください。", field="username"
        )
    if email and User.objects.filter(email__iexact=email).exists():
        raise DomainError(
            "このメールアドレスの人は、もういます。一覧から探してください。", field="email"
        )


def renew_password(*, user: User) -> str:
    """Replace a forgotten password and return the new one; open sessions of the account end.

    Whoever forgot it has tried too often: those mistakes count no more.
    """
    LoginAttempt.objects.wrong().filter(account=str(user.pk)).delete()
    password = one_time_password(user)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    return password


def one_time_password(user: User) -> str:
    """Return a password such as k3mp-x7ra-9bqe-tz4w that passes every validator of the product."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    password = "-".join(groups)
    validate_password(password, user)
    return password


def note_try(*, one: guessing.Try, is_right: bool, at: datetime) -> None:
    """Keep that somebody tried to log in, and whether the password was right."""
    LoginAttempt.objects.create(
        at=at,
        account=one.account,
        address=one.address,
        device=one.device,
        is_known=one.is_known,
        is_right=is_right,
    )


def drop_old_tries(*, at: datetime) -> int:
    """Forget tries that no count goes back to; return how many were dropped."""
    return nights.delete_in_parts(LoginAttempt.objects.filter(at__lt=at - guessing.KEEP))
