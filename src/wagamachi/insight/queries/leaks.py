"""漏れているかもしれない地域: where worries may be there that nobody brings (R018)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
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
from wagamachi.areas.households import Households, households_of
from wagamachi.areas.models import Area
from wagamachi.areas.municipality import tiers_in_use
from wagamachi.casework.models import Intake
from wagamachi.core import codes
from wagamachi.core.disclosure import Spread, spread
from wagamachi.core.words import local
from wagamachi.directory.models import Resource
from wagamachi.directory.queries import per_area
from wagamachi.records.queries import current
from wagamachi.support.models import OutreachTask
from wagamachi.support.queries.outreach_tasks import open_by_area

from ..tables import HIDDEN, Cell, threshold

WATCHING = "SHUDAN-16"  # 見守り・声かけ


@dataclass(frozen=True, slots=True)
class AreaSigns:
    """One area with what came in there, what is there, and why it is asked about."""

    area: Area
    intakes: Cell
    median: Cell
    households: Households | None
    rate: Cell  # intakes for 1 000 households; hidden with the figure it would give away
    resources: int
    records: int
    watches: int
    minsei_iin: int
    reasons: tuple[str, ...]
    task: OutreachTask | None

    @property
    def why(self) -> str:
        """Return the reasons as one sentence, for whoever is asked to go there."""
        return "、".join(self.reasons)


def leaking_areas(on: date) -> list[AreaSigns]:
    """Return the areas of the narrowest tier, those with most reasons to go there first.

    Intakes of the last LEAK_MONTHS for 1 000 households are compared with the median of the areas
    beside it (those under the same 圏域); where households are not on record, the intakes themselves.
    A figure small enough to point at somebody is hidden (SMALL_CELL). A constant number of queries.
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
    homes = households_of(ids, on)
    known = all(area.pk in homes and homes[area.pk].count for area in areas)
    rates = {pk: intakes.counts.get(pk, 0) * (1000 / homes[pk].count if known else 1) for pk in ids}
    medians = _medians(areas, intakes)
    usual = _usual(areas, rates)
    resources = per_area(Resource.objects.live(on), ids)
    records = _per_area(current().filter(area__in=ids, occurred_at__gte=since), "area")
    watches = _watches(ids, since, on)
    posts = _minsei_iin(areas, on)
    tasks = open_by_area(ids)
    rows = [
        _row(
            Found(
                area, intakes.counts.get(area.pk, 0), rates.get(area.pk, 0),
                usual[area.parent_id], homes.get(area.pk), resources[area.pk], records[area.pk],
                watches[area.pk], posts[area.pk],
            ),
            intakes, medians[area.parent_id], tasks.get(area.pk),
        )
        for area in areas
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -len(row.reasons))


@dataclass(frozen=True, slots=True)
class Found:
    """What was counted in one area, before anything is hidden. ``rate`` and ``usual`` compare."""

    area: Area
    intakes: int
    rate: float
    usual: float
    households: Households | None
    resources: int
    records: int
    watches: int
    minsei_iin: int


def _row(found: Found, came_in: Spread, beside: "Beside", task: OutreachTask | None) -> AreaSigns:
    months, homes = settings.WAGAMACHI["LEAK_MONTHS"], found.households
    reasons = (
        (f"この{months}か月、相談がない", not found.intakes),
        ("相談が、まわりの半分より少ない", bool(found.intakes) and found.rate < found.usual / 2),
        ("活動・資源の登録がない", not found.resources),
        (f"この{months}か月、活動の記録がない", not found.records),
        (f"この{months}か月、見守りがない", not found.watches),
        (local("民生委員がいない（欠員）"), not found.minsei_iin),
    )
    rate = round(1000 * found.intakes / homes.count, 1) if homes and homes.count else None
    is_hidden = rate is not None and came_in.hides(found.area.pk)
    return AreaSigns(
        area=found.area,
        intakes=came_in.at(found.area.pk),
        median=HIDDEN if beside.is_hidden else round(beside.median),
        households=homes,
        rate=HIDDEN if is_hidden else rate,
        resources=found.resources,
        records=found.records,
        watches=found.watches,
        minsei_iin=found.minsei_iin,
        reasons=tuple(words for words, holds in reasons if holds),
        task=task,
    )


def _usual(areas: list[Area], rates: Mapping[UUID, float]) -> dict[UUID | None, float]:
    """Return the median of the areas under each 圏域, to compare with and never to show."""
    beside: dict[UUID | None, list[float]] = defaultdict(list)
    for area in areas:
        beside[area.parent_id].append(rates[area.pk])
    return {parent: median(values) for parent, values in beside.items()}


def _watches(ids: Collection[UUID], since: datetime, on: date) -> dict[UUID, int]:
    """Count 見守り: records of 見守り・声かけ, and resources that say they watch over people."""
    methods = codes.under("SHUDAN", WATCHING)
    done = current().filter(area__in=ids, occurred_at__gte=since, method__in=methods)
    found = _per_area(done, "area")
    says = Q(name__contains="見守") | Q(description__contains="見守")
    for area, n in per_area(Resource.objects.live(on).filter(says), ids).items():
        found[area] += n
    return found


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
