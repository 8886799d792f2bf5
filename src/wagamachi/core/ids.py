"""Identifiers: UUIDv7, so that a phone can create a row offline and a URL cannot be guessed."""

from datetime import UTC, date, datetime
from uuid import UUID

import uuid_utils.compat
from django.utils.timezone import localdate


def uuid7() -> UUID:
    """Return a new time-ordered UUID (RFC 9562, version 7)."""
    return uuid_utils.compat.uuid7()


def made_on(pk: UUID) -> date | None:
    """Return the day a UUID of version 7 was made; None of any other."""
    if pk.version != 7:
        return None
    return localdate(datetime.fromtimestamp((pk.int >> 80) / 1000, tz=UTC))


def paper_number(pk: UUID) -> str:
    """Return eight letters of an id, by which a paper or a call can be laid to its row."""
    last = pk.hex[-8:].upper()
    return f"{last[:4]}-{last[4:]}"


def spellings_of_number(pk: UUID) -> tuple[str, str]:
    """Return a 受付番号 as it is printed and as people type it, for whoever looks for it."""
    number = paper_number(pk)
    return number, number.replace("-", "")
