"""The server calls the rounds every five minutes, beginning when the first page can be shown."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from wagamachi.operate import serving

MINUTE = timedelta(minutes=1)


def test_rounds_are_made_every_five_minutes(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[str, int]] = []
    now = at

    def spawn(command: list[str]) -> Any:
        called.append((command[-1], (now - at) // MINUTE))

    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(serving, "spawn", spawn)
    server = serving._Supervisor("127.0.0.1", 8000, None)
    for _ in range(12):
        server._make_the_rounds()
        now += MINUTE
    assert called == [("rounds", 5), ("rounds", 10)]
