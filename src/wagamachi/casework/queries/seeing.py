"""One look at cases, from which all detectors work: two queries, however many cases there are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from wagamachi.access.models import Assignment
from wagamachi.core import clock

from ..models import OPEN_STATES, Case, Handoff

Facts = dict[str, int | str]  # numbers and days (ISO), never text about anybody
Found = dict[UUID, Facts]
Row = Mapping[str, Any]

_CASE = (
    "pk", "state", "holder_team", "holder_user", "next_action_on", "next_action", "last_record_at", "opened_at",
    "contact_every_days", "is_escalated", "companion_user", "companion_team", "building_key",
    "holder_is_here", "companion_is_here",
)  # fmt: skip
_HANDOFF = (
    "case_id", "kind", "state", "sent_at", "due_on", "received_at", "reminded_on", "answered_at",
    "finished_at", "follow_up_on", "decline_reason_id", "result_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """Cases as they stand at an instant. ``open`` are those not ended, by id; ``handoffs`` theirs.

    ``buildings`` are the keys of the buildings of all of them, the ended ones too.
    """

    at: datetime
    today: date
    open: Mapping[UUID, Row]
    handoffs: Mapping[UUID, list[Row]]
    buildings: frozenset[str]


def see(cases: QuerySet[Case], at: datetime) -> Seen:
    """Look at ``cases``: who holds them, what comes next, whom was asked, oldest request first."""
    today = clock.today(at)
    rows = list(
        cases.order_by()
        .annotate(
            holder_is_here=_posted("holder_user", "holder_team", today),
            companion_is_here=_posted("companion_user", "companion_team", today),
        )
        .values(*_CASE)
    )
    still_open = {row["pk"]: row for row in rows if row["state"] in OPEN_STATES}
    asked: dict[UUID, list[Row]] = defaultdict(list)
    handoffs = Handoff.objects.filter(case__in=list(still_open)).order_by("sent_at", "id")
    for row in handoffs.values(*_HANDOFF) if still_open else ():
        asked[row["case_id"]].append(row)
    buildings = frozenset(row["building_key"] for row in rows if row["building_key"])
    return Seen(at, today, still_open, asked, buildings)


def _posted(user: str, team: str, on: date) -> Exists:
    return Exists(Assignment.objects.live(on).filter(user=OuterRef(user), team=OuterRef(team)))


def start_of_day(at: datetime, days_ago: int) -> datetime:
    """Return the midnight with which the day ``days_ago`` before ``at`` began."""
    day = clock.today(at) - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, time.min))
