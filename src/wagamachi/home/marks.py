"""What is kept of a calendar's secret, and what it lives as long as: a password and some posts."""

import hashlib

from django.utils.crypto import salted_hmac

from wagamachi.access.actor import Actor
from wagamachi.accounts.models import User


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def mark_of(user: User) -> str:
    """Return what tells one password from the next and nothing else about it."""
    return salted_hmac("wagamachi.home.calendar", user.password, algorithm="sha256").hexdigest()


def places_of(actor: Actor) -> list[str]:
    """Return where somebody works today, each organisation with its team."""
    return sorted({f"{post.organization_id}/{post.team_id or ''}" for post in actor.posts})
