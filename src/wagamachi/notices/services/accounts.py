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
    """Tell the owner of a renewed password, the auditors of every matter, and of posts the administrators.

    Never whoever did it, nor whoever it was done for.
    """
    ref = Ref("account", user.pk)
    done = {actor.user_id, user.pk}
    auditors = _with(Perm.AUDIT_READ, at) - done
    others = _with(Perm.ROLE_EDIT, at) - done
    if matter == Matter.PASSWORD_RENEWED:
        notify(kind=NoticeKind.PASSWORD_RENEWED, ref=ref, at=at, users=[user.pk])
        notify(kind=NoticeKind.OTHERS_PASSWORD, ref=ref, at=at, users=auditors or others)
    else:
        notify(kind=NoticeKind(matter), ref=ref, at=at, users=auditors | others)


def _with(perm: Perm, at: datetime) -> set[UUID]:
    posts = Assignment.objects.live(clock.today(at)).filter(user__is_active=True)
    posts = posts.filter(role__in=roles_with(perm, Scope.EVERYTHING))
    return set(posts.values_list("user_id", flat=True))
