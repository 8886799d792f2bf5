"""The one clock. Views ask it; services are given ``at``; tests freeze it."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return the current instant, aware, in UTC."""
    return timezone.now()


def today(at: datetime | None = None) -> date:
    """Return the calendar day in the municipality (Asia/Tokyo) at ``at`` or now."""
    return timezone.localdate(at)
