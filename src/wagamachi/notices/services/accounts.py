"""What is done with an account: its owner hears of it, and whoever looks after those who may do it."""

from datetime import datetime
from uuid import UUID

from wagamachi.access.account_watch import Matter
from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope, roles_with
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.core.refs import Ref

from ..enums import NoticeKind
from .telling import notify


def tell_of_account(*, matter: Matter, user: User, actor: Actor, at: datetime) -> None:
    """Tell the owner of a renewed password, and the auditors of every matter."""
    ref = Ref("account", user.pk)
    watching = _watching(actor, at)
    if matter == Matter.PASSWORD_RENEWED:
        notify(kind=NoticeKind.PASSWORD_RENEWED, ref=ref, at=at, users=[user.pk])
        notify(kind=NoticeKind.OTHERS_PASSWORD, ref=ref, at=at, users=watching - {user.pk})
    else:
        notify(kind=NoticeKind.POST_TO_ONESELF, ref=ref, at=at, users=watching)


def _watching(actor: Actor, at: datetime) -> set[UUID]:
    """Return the auditors, or where there is none the other administrators; never whoever did it."""
    for perm in (Perm.AUDIT_READ, Perm.ROLE_EDIT):
        posts = Assignment.objects.live(clock.today(at)).exclude(user=actor.user_id)
        posts = posts.filter(role__in=roles_with(perm, Scope.EVERYTHING), user__is_active=True)
        found = set(posts.values_list("user_id", flat=True))
        if found:
            return found
    return set()
