"""Identifiers: UUIDv7, so that a phone can create a row offline and a URL cannot be guessed."""

from uuid import UUID

import uuid_utils.compat


def uuid7() -> UUID:
    """Return a new time-ordered UUID (RFC 9562, version 7)."""
    return uuid_utils.compat.uuid7()


def paper_number(pk: UUID) -> str:
    """Return eight letters of an id, by which a paper or a call can be laid to its row."""
    last = pk.hex[-8:].upper()
    return f"{last[:4]}-{last[4:]}"
