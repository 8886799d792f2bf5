"""A session ends when nobody uses it any more, and after a day's work in any case.

Django ends it ``SESSION_COOKIE_AGE`` after it was last written. So that pages need not write, it is
written only now and then, and a database that cannot write does not keep anybody from reading.
The cookie itself has no end: it goes with the browser's window.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import DatabaseError, transaction

logger = logging.getLogger(__name__)

BEGAN, USED = "began", "used"  # seconds since 1970
EVERY = 60  # seconds between two writes; shorter where sessions are


@dataclass(frozen=True, slots=True)
class Left:
    """How many seconds a session has, and whether using it gives it more."""

    seconds: int
    may_stay: bool


def begin(session: SessionBase, at: datetime) -> None:
    """Let the session of somebody who just logged in begin."""
    session[BEGAN] = session[USED] = int(at.timestamp())


def keep(session: SessionBase, at: datetime) -> None:
    """Let the session go on, because it is used."""
    now = int(at.timestamp())
    if now - session.get(USED, 0) < min(EVERY, settings.SESSION_COOKIE_AGE / 10):
        return
    was_modified = session.modified
    session[USED] = now
    last = session.setdefault(BEGAN, now) + _longest() - now
    if last < settings.SESSION_COOKIE_AGE:
        session.set_expiry(max(last, 1))
    try:
        with transaction.atomic():
            session.save()
    except (DatabaseError, UpdateError):
        logger.warning("a session in use could not be written")
    session.modified = was_modified


def left(session: SessionBase, at: datetime) -> Left:
    """Return what is left of the session when it is not used from now on."""
    now = int(at.timestamp())
    idle = session.get(USED, now) + settings.SESSION_COOKIE_AGE
    last = session.get(BEGAN, now) + _longest()
    return Left(seconds=max(min(idle, last) - now, 0), may_stay=last > idle)


def _longest() -> int:
    seconds: int = settings.SESSION_HOURS * 60 * 60
    return seconds
