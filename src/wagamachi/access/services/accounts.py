"""Opening and closing the way in for a person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from wagamachi.accounts.models import User
from wagamachi.accounts.services import check_is_free, one_time_password, renew_password
from wagamachi.core import clock
from wagamachi.core.refs import ref_of

from .. import audit
from ..account_watch import Matter, tell
from ..actor import Actor
from ..keeping import change, keep_new
from ..leaving_guards import check_leaving
from ..models import Assignment
from ..perms import Perm
from .assignments import tell_of_power
from .guards import keep_an_admin, not_oneself


def open_account(
    *,
    actor: Actor,
    username: str,
    name: str,
    kana: str,
    email: str,
    at: datetime,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> tuple[User, str]:
    """Make an account, once for one ``id``, and return it with the one-time password to hand over.

    The password is kept nowhere: when the same comes again it is empty. What the account may do comes
    from its posts. Raises DomainError for a username or mail address that is taken.
    """
    said = {"username": username, "name": name, "kana": kana, "email": email}
    password = one_time_password(User(**said))
    handed: list[str] = []

    def first() -> dict[str, Any]:
        check_is_free(username=username, email=email)
        return {"password": make_password(password), "must_change_password": True}

    user = keep_new(
        User, id=id, actor=actor, at=at, perm=Perm.ROLE_EDIT, said=said, first=first,
        then=lambda user: handed.append(password),
    )  # fmt: skip
    return user, "".join(handed)


@transaction.atomic
def renew_account_password(*, actor: Actor, user: User, at: datetime) -> str:
    """Give an account a new one-time password and return it; its owner and the auditors are told."""
    password = renew_password(user=user)
    audit.record(actor=actor, kind=audit.EventKind.PASSWORD_RENEWED, ref=ref_of(user), at=at)
    tell(Matter.PASSWORD_RENEWED, user=user, actor=actor, at=at)
    return password


@transaction.atomic
def set_account_active(
    *, actor: Actor, user: User, is_active: bool, at: datetime, version: int | None = None
) -> None:
    """Let a person log in, or no longer; what they wrote stays. A post with power that is back is told of.

    Raises NotAllowed for one's own account, DomainError for the last administrator or somebody who
    has not handed over what they hold, Stale when somebody changed it after ``version``.
    """
    not_oneself(actor=actor, user_id=user.pk)
    if not is_active:
        keep_an_admin(without_user=user.pk, on=clock.today(at))
        check_leaving(user.pk, None, clock.today(at))
    change(user, actor=actor, at=at, version=version, is_active=is_active)
    if is_active:
        for post in Assignment.objects.of(user.pk).live(clock.today(at)):
            tell_of_power(actor=actor, post=post, at=at)
