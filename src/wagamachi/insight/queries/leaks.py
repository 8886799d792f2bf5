"""漏れているかもしれない地域: where worries may be there that nobody brings (R018)."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area
from wagamachi.areas.municipality import tiers_in_use
from wagamachi.casework.models import Intake
from wagamachi.core.disclosure import Spread, spread
from wagamachi.directory.models import Resource
from wagamachi.records.queries import current

from ..tables import HIDDEN, Cell, threshold


@dataclass(frozen=True, slots=True)
class AreaSigns:
    """One area with what came in there, what is there, and why it is asked about."""

    area: Area
    intakes: Cell
    median: Cell
    resources: int
    records: int
    minsei_iin: int
    reasons: tuple[str, ...]


def leaking_areas(on: date) -> list[AreaSigns]:
    """Return the areas of the narrowest tier, those with most reasons to go there first.

    Intakes of the last LEAK_MONTHS are compared with the median of the areas beside it (those under
    the same 圏域), since households of an area are not on record. A figure small enough to point at
    somebody is hidden (SMALL_CELL). Seven queries, however many areas there are.
    """
    tier = tiers_in_use()[-1]
    areas = list(
        Area.objects.live(on)
        .base()
        .filter(tier=tier, is_unknown=False)
        .select_related("parent")
        .order_by("parent__name", "code", "name")
    )
    ids = [area.pk for area in areas]
    since = _months_before(on, settings.WAGAMACHI["LEAK_MONTHS"])
    intakes = _intakes(ids, since)
    medians = _medians(areas, intakes)
    resources = _per_area(Resource.objects.live(on).filter(areas__in=ids), "areas")
    records = _per_area(current().filter(area__in=ids, occurred_at__gte=since), "area")
    posts = _minsei_iin(areas, on)
    rows = [
        _row(area, intakes, medians[area.parent_id], resources[area.pk], records[area.pk],
             posts[area.pk])
        for area in areas
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -len(row.reasons))


def _row(
    area: Area, came_in: Spread, beside: "Beside", resources: int, records: int, posts: int
) -> AreaSigns:
    months, intakes = settings.WAGAMACHI["LEAK_MONTHS"], came_in.counts.get(area.pk, 0)
    reasons = (
        (f"この{months}か月、相談がない", not intakes),
        ("相談が、まわりの半分より少ない", 0 < intakes < beside.median / 2),
        ("活動・資源の登録がない", not resources),
        (f"この{months}か月、活動の記録がない", not records),
        ("民生委員がいない（欠員）", not posts),
    )
    return AreaSigns(
        area=area,
        intakes=came_in.at(area.pk),
        median=HIDDEN if beside.is_hidden else round(beside.median),
        resources=resources,
        records=records,
        minsei_iin=posts,
        reasons=tuple(words for words, holds in reasons if holds),
    )


def _months_before(on: date, months: int) -> datetime:
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return timezone.make_aware(datetime.combine(date(year, month + 1, 1), time.min))


def _intakes(ids: Collection[UUID], since: datetime) -> Spread:
    """Spread the intakes over the areas they lie in, by the place found or the area chosen by hand."""
    rows = Intake.objects.filter(received_at__gte=since).order_by()
    lies = Intake.areas.through._default_manager.filter(area__in=ids, intake__in=rows.values("pk"))
    found: dict[UUID, set[UUID]] = {
        pk: {own} & set(ids) for pk, own in rows.values_list("pk", "area")
    }
    for intake, area in lies.values_list("intake", "area"):
        found[intake].add(area)
    return spread(Counter(frozenset(areas) for areas in found.values()), threshold())


def _per_area(rows: "QuerySet[Any]", via: str) -> dict[UUID, int]:
    counted = rows.order_by().values_list(via).annotate(n=Count("pk", distinct=True))
    return defaultdict(int, counted)


@dataclass(frozen=True, slots=True)
class Beside:
    """The median of the areas under one 圏域, and whether it is made of hidden figures."""

    median: float
    is_hidden: bool


def _medians(areas: list[Area], intakes: Spread) -> dict[UUID | None, Beside]:
    beside: dict[UUID | None, list[UUID]] = defaultdict(list)
    for area in areas:
        beside[area.parent_id].append(area.pk)
    return {
        parent: Beside(
            median([intakes.counts.get(pk, 0) for pk in pks]), any(map(intakes.hides, pks))
        )
        for parent, pks in beside.items()
    }


def _minsei_iin(areas: list[Area], on: date) -> dict[UUID, int]:
    """Count the 民生委員 whose area this is; one for the 圏域 above counts for all below it."""
    above = {area.parent_id for area in areas if area.parent_id}
    posts = Assignment.objects.live(on).filter(
        Q(areas__in=[area.pk for area in areas]) | Q(areas__in=above), role=Role.MINSEI_IIN
    )
    here = _per_area(posts.annotate(where=F("areas")), "where")
    return {
        area.pk: here.get(area.pk, 0) + (here.get(area.parent_id, 0) if area.parent_id else 0)
        for area in areas
    }
