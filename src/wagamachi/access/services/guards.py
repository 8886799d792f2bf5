"""Two rules that keep power in check: nobody serves themselves, and somebody can always let in."""

from datetime import date
from uuid import UUID

from wagamachi.core.errors import DomainError, NotAllowed

from ..actor import Actor
from ..models import Assignment
from ..roles import Role


def not_oneself(*, actor: Actor, user_id: UUID) -> None:
    """Raise NotAllowed when the actor would change what they may do themselves."""
    if actor.user_id == user_id:
        raise NotAllowed("自分の配置やログインは変えられません。ほかの管理担当に頼んでください。")


def keep_an_admin(
    *, on: date, without_user: UUID | None = None, without_post: UUID | None = None
) -> None:
    """Raise DomainError when no administrator who can log in would be left from ``on``."""
    admins = Assignment.objects.live(on).filter(role=Role.ADMIN, user__is_active=True)
    left = admins.exclude(user__in=[without_user]).exclude(pk__in=[without_post])
    if admins.exists() and not left.exists():
        raise DomainError(
            "システム管理をする人が1人もいなくなります。先に、ほかの人をシステム管理に配置してください。"
        )
