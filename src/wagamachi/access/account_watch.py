"""Who is told when power over an account is used, as arranged by the rooms above."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from wagamachi.accounts.models import User

from .actor import Actor


class Matter(StrEnum):
    """What somebody did with an account that its owner or the auditors must hear of."""

    PASSWORD_RENEWED = "password_renewed"
    POWER_GIVEN = "power_given"
    POST_TO_ONESELF = "post_to_oneself"


class Watcher(Protocol):
    """What a room above does about it."""

    def __call__(self, *, matter: Matter, user: User, actor: Actor, at: datetime) -> None: ...


_watchers: list[Watcher] = []


def register(watcher: Watcher) -> None:
    """Add a watcher at start-up. It is called inside the transaction of what happened."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell(matter: Matter, *, user: User, actor: Actor, at: datetime) -> None:
    """Let it be known that ``actor`` did this with the account of ``user``."""
    for watcher in _watchers:
        watcher(matter=matter, user=user, actor=actor, at=at)
