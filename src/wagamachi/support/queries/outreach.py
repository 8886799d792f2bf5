"""Reading outreach: mine and my team's, how often each area was visited, and which was not (R025).

Counts follow the activity records: a corrected record counts as it was corrected.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncMonth

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.areas.models import Area
from wagamachi.core import clock
from wagamachi.core.fiscal import fiscal_label, months
from wagamachi.core.tables import Row, Table
from wagamachi.records.models import ActivityRecord, RecordLink
from wagamachi.records.periods import day_start, year_period
from wagamachi.records.queries import with_items

from ..models import Outreach
from .places import visited_areas

_NOWHERE = "そのほかの圏域・不明"


@dataclass(frozen=True, slots=True)
class Line:
    """One outing of the list: its record as it stands now, and what the outing adds to it."""

    record: ActivityRecord
    outreach: Outreach
    concern_count: int


@dataclass(frozen=True, slots=True)
class Unvisited:
    """An area nobody went out to for too long; ``last_at`` is None when nobody ever did."""

    area: Area
    last_at: datetime | None


def outings() -> "QuerySet[RecordLink]":
    """Return one link for each outing, to its record as it stands now."""
    return RecordLink.objects.filter(target_kind="outreach", record__corrected_by=None)


def listed(actor: Actor, area_ids: Iterable[UUID] | None = None) -> "QuerySet[ActivityRecord]":
    """Return the records of the outings the actor may read: one's own and one's team's."""
    rows = ActivityRecord.objects.filter(pk__in=outings().values("record"))
    if area_ids is not None:
        rows = rows.filter(area__in=list(area_ids))
    return visible_to(actor, with_items(rows), Perm.RECORD_READ)


def lines(records: Iterable[ActivityRecord]) -> list[Line]:
    """Return the outings of a page of records, in the same order; two queries."""
    shown = list(records)
    links = RecordLink.objects.filter(target_kind="outreach", record__in=shown)
    ids = dict(links.values_list("record", "target_id"))
    found = Outreach.objects.filter(pk__in=ids.values()).annotate(n=Count("concerns"))
    by_id = {row.pk: row for row in found}
    return [Line(record, by_id[ids[record.pk]], by_id[ids[record.pk]].n) for record in shown]


def record_of(outreach: Outreach) -> ActivityRecord:
    """Return the record of an outing as it stands now."""
    records = ActivityRecord.objects.filter(
        pk__in=outings().filter(target_id=outreach.pk).values("record")
    )
    return with_items(records).get()


def monthly(year: int, on: date) -> Table:
    """Return how often each area was gone out to, by month of a 年度 (R025)."""
    firsts = months(year)
    period = year_period(year)
    rows = (
        outings()
        .filter(period.q("record__occurred_at"))
        .annotate(month=TruncMonth("record__occurred_at"))
        .order_by()
        .values_list("record__area", "month")
        .annotate(n=Count("pk"))
    )
    found: dict[UUID | None, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    areas: dict[UUID | None, str] = {area.pk: area.name for area in visited_areas(on)}
    for area, month, n in rows:
        found[area if area in areas else None][clock.today(month)] += n
    named = areas | {None: _NOWHERE}
    lines = [
        Row(label, _with_sum([found[area][first] for first in firsts]))
        for area, label in named.items()
        if area is not None or found[None]
    ]
    sums = [sum(counts[first] for counts in found.values()) for first in firsts]
    return Table(
        key="outreach",
        title=f"圏域ごとのアウトリーチの回数（{fiscal_label(year)}）",
        corner="圏域",
        columns=("合計", *(f"{first.month}月" for first in firsts)),
        rows=(*lines, Row("合計", _with_sum(sums), "total")),
        note="アウトリーチとして書かれた活動記録を、行った日の月と圏域で数えました。",
    )


def _with_sum(figures: list[int]) -> tuple[int, ...]:
    return (sum(figures), *figures)


def outreach_days() -> int:
    """Return after how many days an area counts as unvisited."""
    days: Any = settings.WAGAMACHI.get("OUTREACH_DAYS", 90)
    return int(days)


def unvisited(on: date) -> list[Unvisited]:
    """Return the areas nobody went out to in the last OUTREACH_DAYS days, never first; three queries."""
    since = day_start(on - timedelta(days=outreach_days()))
    last = dict(
        outings()
        .order_by()
        .values_list("record__area")
        .annotate(last_at=Max("record__occurred_at"))
    )
    found = [Unvisited(area, last.get(area.pk)) for area in visited_areas(on)]
    late = [one for one in found if one.last_at is None or one.last_at < since]
    return sorted(late, key=lambda one: one.last_at.timestamp() if one.last_at else 0)
