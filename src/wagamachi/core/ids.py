"""Identifiers: UUIDv7, so that a phone can create a row offline and a URL cannot be guessed."""

from uuid import UUID

import uuid_utils.compat


def uuid7() -> UUID:
    """Return a new time-ordered UUID (RFC 9562, version 7)."""
    return uuid_utils.compat.uuid7()
