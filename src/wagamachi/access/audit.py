"""The audit log: append-only, hash-chained, written in the transaction of what it tells.

A change and its event stand or fall together. Reads of personal data and denials are events too.
Each event kind declares what erasure of a person does to it. ``data`` holds codes, ids and
numbers only: never a name, an address or free text.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from wagamachi.core import clock
from wagamachi.core.refs import Ref

from .actor import Actor
from .perms import Perm

GENESIS = "0" * 64
_CHAIN_LOCK = 0x57414741  # "WAGA": the advisory lock that orders the chain on PostgreSQL


class Erasure(StrEnum):
    """What erasing a person does to an event of a kind."""

    KEEP = "keep"  # holds no pointer to a person
    UNLINK = "unlink"  # the target's id stops resolving; the event itself stays


class EventKind(StrEnum):
    """Every kind of event."""

    CHANGED = "changed"
    CREATED = "created"
    DENIED = "denied"
    EXPORTED = "exported"
    LOGGED_IN = "logged_in"
    MOVED = "moved"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RENEWED = "password_renewed"
    POST_TO_ONESELF = "post_to_oneself"
    READ = "read"
    SEARCHED = "searched"


ERASURE: dict[EventKind, Erasure] = {
    EventKind.CHANGED: Erasure.UNLINK,
    EventKind.CREATED: Erasure.UNLINK,
    EventKind.DENIED: Erasure.UNLINK,
    EventKind.EXPORTED: Erasure.UNLINK,
    EventKind.LOGGED_IN: Erasure.KEEP,
    EventKind.MOVED: Erasure.UNLINK,
    EventKind.PASSWORD_CHANGED: Erasure.UNLINK,
    EventKind.PASSWORD_RENEWED: Erasure.UNLINK,
    EventKind.POST_TO_ONESELF: Erasure.UNLINK,
    EventKind.READ: Erasure.UNLINK,
    EventKind.SEARCHED: Erasure.KEEP,
}


def record(
    *,
    actor: Actor,
    kind: EventKind,
    ref: Ref | None = None,
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Append one event to the chain, in the caller's transaction (or one of its own)."""
    from .models import AuditEvent

    with transaction.atomic():
        _hold_chain()
        previous = AuditEvent.objects.order_by("-seq").values_list("hash", flat=True).first()
        event = AuditEvent(
            at=at or clock.now(),
            user_id=actor.user_id,
            kind=EventKind(kind),
            target_kind=ref.kind if ref else "",
            target_id=ref.id if ref else None,
            data=data or {},
            previous_hash=previous or GENESIS,
        )
        event.hash = digest(event)
        event.save(force_insert=True)


def read(*, actor: Actor, ref: Ref, level: str) -> None:
    """Write down that personal data was looked at, and how much of it."""
    record(actor=actor, kind=EventKind.READ, ref=ref, data={"level": level})


def denied(*, actor: Actor, perm: Perm, ref: Ref | None) -> None:
    """Write down that a row was asked for and refused."""
    record(actor=actor, kind=EventKind.DENIED, ref=ref, data={"perm": str(perm)})


def digest(event: Any) -> str:
    """Return the SHA-256 over the event's contents and the hash before it."""
    body = json.dumps(
        [
            event.previous_hash,
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            str(event.user_id or ""),
            str(event.kind),
            event.target_kind,
            str(event.target_id or ""),
            event.data,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """The first event at which the chain no longer holds."""

    seq: int
    why: str


def verify() -> Break | None:
    """Walk the whole chain in constant memory; return the first break or None."""
    from .models import AuditEvent

    previous = GENESIS
    for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
        if event.previous_hash != previous:
            return Break(event.seq, "前の出来事とつながっていません")
        if digest(event) != event.hash:
            return Break(event.seq, "中身が書きかえられています")
        previous = event.hash
    return None


def _hold_chain() -> None:
    """Order writers of the chain. SQLite has one writer anyway; PostgreSQL takes a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
