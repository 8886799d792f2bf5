"""Rules that keep power in check: nobody serves themselves unseen, and somebody can always let in."""

from datetime import date
from uuid import UUID

from wagamachi.accounts.models import User
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.text import fold

from ..actor import Actor
from ..models import Assignment
from ..roles import Role

_ASK_ANOTHER = "ほかの管理担当に頼んでください。"


def not_oneself(*, actor: Actor, user_id: UUID) -> None:
    """Raise NotAllowed when the actor would change what they may do themselves."""
    if actor.user_id == user_id:
        raise NotAllowed(f"自分の配置やログインは変えられません。{_ASK_ANOTHER}")


def serves_oneself(*, actor: Actor, user: User, on: date) -> bool:
    """Say whether a post of ``user`` is the actor's own: their account, or a second one of theirs.

    Where another administrator could do it, that is refused with NotAllowed. Where there is none the
    work must go on, and the caller tells those who watch over it.
    """
    if actor.user_id is None:
        return False
    oneself = User.objects.get(pk=actor.user_id)
    if not _same_person(oneself, user):
        return False
    if _others_who_could(oneself, on):
        raise NotAllowed(f"自分や、自分と同じ名前の人の配置は変えられません。{_ASK_ANOTHER}")
    return True


def may_give_posts(*, actor: Actor, user: User, on: date) -> bool:
    """Say whether the actor may give ``user`` a post, as far as it is about who they are."""
    try:
        serves_oneself(actor=actor, user=user, on=on)
    except NotAllowed:
        return False
    return True


def _same_person(one: User, other: User) -> bool:
    """Say whether two accounts are one person's as far as their names or mail addresses tell."""
    if one.pk == other.pk:
        return True
    pairs = ((one.name, other.name), (one.kana, other.kana), (one.email, other.email))
    return any(_plain(a) == _plain(b) != "" for a, b in pairs)


def _plain(text: str) -> str:
    return fold(text).replace(" ", "")


def _others_who_could(oneself: User, on: date) -> bool:
    """Say whether somebody else, by account and by name, could give posts today."""
    posts = Assignment.objects.live(on).filter(role=Role.ADMIN, user__is_active=True)
    return any(not _same_person(oneself, post.user) for post in posts.select_related("user"))


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
