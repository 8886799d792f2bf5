"""Records for tests: whatever is not said is a visit of half an hour by 青葉 in 東."""

from datetime import date, datetime
from typing import Any

from tests.cast import Cast, on_day
from wagamachi.access.actor import Actor
from wagamachi.accounts.models import User
from wagamachi.core import codelists
from wagamachi.core.ids import uuid7
from wagamachi.records.models import ActivityRecord
from wagamachi.records.services import RecordDraft, write_record


def load_codes() -> None:
    codelists.load(codelists.read(), on=date(2024, 4, 1))


def actor(cast: Cast, who: str, at: datetime) -> Actor:
    return cast.actor(getattr(cast, who), on_day(at))


def a_draft(cast: Cast, at: datetime, **changes: Any) -> RecordDraft:
    said: dict[str, Any] = {
        "occurred_at": at,
        "minutes": 30,
        "method_id": "SHUDAN-03",
        "counterpart": "サロンの世話人",
        "shares": (100, 0, 0),
        "tier": "middle",
        "area_id": cast.town.east.pk,
        "team_id": cast.town.east_team.pk,
        "content": "訪ねて話を聞いた",
        "result": "また来てよいと言われた",
    }
    return RecordDraft(**said | changes)


def a_record(cast: Cast, at: datetime, *, by: User | None = None, **changes: Any) -> ActivityRecord:
    """Write a record as ``by`` (青葉 unless said otherwise), in the team where they work."""
    who = cast.actor(by or cast.csw, on_day(at))
    draft = a_draft(cast, at, **{"team_id": next(iter(who.team_ids))} | changes)
    return write_record(actor=who, at=at, draft=draft)


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    """Return what a browser posts from the form of a record."""
    return {
        "token": str(uuid7()),
        "occurred_at_on": "R8.11.20",
        "occurred_at_time": "14:05",
        "minutes": "45",
        "method": "SHUDAN-02",
        "function": "community",
        "counterpart": "サロンの世話人",
        "area": str(cast.town.east.pk),
        "team": str(cast.town.east_team.pk),
        "content": "来月の会場を相談した",
        "result": "集会室を借りられることになった",
    } | changes
