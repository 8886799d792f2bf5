"""お知らせ are told in the same town as everywhere."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from tests.cast import Cast, build_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def at() -> datetime:
    """Tuesday 2026-11-24, 10:00 in Tokyo: an ordinary working day (the 23rd is a holiday)."""
    return datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def frozen(at: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at
