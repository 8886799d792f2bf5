"""Making, remaking and stopping the secret address of one's calendar."""

import secrets
from datetime import datetime

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.core.refs import Ref

from .marks import hashed, mark_of, places_of
from .models import CalendarFeed


def make_feed(*, actor: Actor, at: datetime) -> str:
    """Make a new address and return its secret, which nobody can read again; the old one ends."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _revoke(actor, at)
        CalendarFeed.objects.create(
            user_id=actor.person_id, token_hash=hashed(token), made_at=at,
            password_mark=mark_of(User.objects.get(pk=actor.person_id)), posts=places_of(actor),
        )  # fmt: skip
        _write_down(actor, at, audit.EventKind.CREATED)
    return token


def revoke_feed(*, actor: Actor, at: datetime) -> bool:
    """End the address in use; say whether there was one."""
    with transaction.atomic():
        ended = _revoke(actor, at)
        if ended:
            _write_down(actor, at, audit.EventKind.CHANGED)
    return ended


def note_reading(*, feed: CalendarFeed, at: datetime) -> None:
    """Remember the day of the last reading, so that its owner notices a stranger's; once a day."""
    today = clock.today(at)
    if feed.last_read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=today)


def _revoke(actor: Actor, at: datetime) -> bool:
    in_use = CalendarFeed.objects.filter(user_id=actor.person_id, revoked_at=None)
    return bool(in_use.update(revoked_at=at))


def _write_down(actor: Actor, at: datetime, kind: audit.EventKind) -> None:
    ref = Ref("user", actor.person_id)
    audit.record(actor=actor, kind=kind, ref=ref, at=at, data={"what": "calendar_feed"})
