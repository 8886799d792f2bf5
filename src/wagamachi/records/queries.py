"""Reading the unified record: my own, my team's, and those of one area."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import own, visible_to
from wagamachi.accounts.models import User
from wagamachi.areas.queries import lines_below

from .definitions import FUNCTIONS
from .models import ActivityRecord
from .periods import Period

Records = QuerySet[ActivityRecord]
MINE, SEEN = "", "seen"


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a list, its totals and its file are narrowed to.

    ``whose`` is MINE, SEEN (everything one may see, for one area only) or the id of a team of mine;
    ``function`` is individual, community, system or empty, ``tier`` a value of Tier or empty.
    """

    period: Period
    whose: str = MINE
    function: str = ""
    area_id: UUID | None = None
    tier: str = ""


@dataclass(frozen=True, slots=True)
class FunctionTotal:
    """How many records have a share of one function, and how many minutes that share is."""

    label: str
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How many records, how many minutes they took, and how the minutes divide into functions.

    A record may count under several functions; its minutes are divided by its shares, so that the
    minutes of the functions add up to ``minutes``.
    """

    count: int
    minutes: int
    functions: tuple[FunctionTotal, ...] = ()


def current() -> Records:
    """Return the records that count: a corrected one is replaced by its correction.

    Nearly all are uncorrected, so an index on that column is the worst way in; SQLite would take it
    for the best one if the condition were written plainly.
    """
    is_current = Case(When(corrected_by=None, then=True), default=False)
    return ActivityRecord.objects.alias(is_current=is_current).filter(is_current=True)


def listed(actor: Actor, criteria: Criteria) -> Records:
    """Return the records one may see that fit; each way of asking is served by one index."""
    rows = current().filter(criteria.period.q("occurred_at"))
    if criteria.whose == MINE:
        rows = rows.filter(own(actor, person="written_by", team="team"))
    elif criteria.whose != SEEN:
        rows = rows.filter(team=UUID(criteria.whose))
    if criteria.area_id:
        rows = rows.filter(area__in=areas_within(criteria.area_id))
    if criteria.tier:
        rows = rows.filter(tier=criteria.tier)
    if criteria.function:
        rows = rows.filter(Q((f"{criteria.function}_share__gt", 0)))
    return visible_to(actor, rows, Perm.RECORD_READ)


def with_items(rows: Records) -> Records:
    """Load with the rows everything that ``definitions.ITEMS`` shows: two queries in all."""
    staff = Prefetch("staff", User.objects.order_by("kana", "name"))
    joined = rows.select_related("method", "area", "team__organization", "written_by")
    return joined.prefetch_related(staff)


def totals(rows: Records) -> Totals:
    """Count the records and add up their minutes, in one query."""
    sums: dict[str, Any] = {"n": Count("pk"), "all": Coalesce(Sum("minutes"), 0)}
    for key, _, _ in FUNCTIONS:
        share = f"{key}_share"
        sums[f"{key}_n"] = Count("pk", filter=Q((f"{share}__gt", 0)))
        sums[f"{key}_parts"] = Coalesce(Sum(F("minutes") * F(share)), 0)
    found = rows.aggregate(**sums)
    divided = _whole_minutes([found[f"{key}_parts"] for key, _, _ in FUNCTIONS], found["all"])
    functions = tuple(
        FunctionTotal(label, found[f"{key}_n"], minutes)
        for (key, label, _), minutes in zip(FUNCTIONS, divided, strict=True)
    )
    return Totals(found["n"], found["all"], functions)


def _whole_minutes(parts: list[int], minutes: int) -> list[int]:
    """Return hundredths of minutes as minutes that add up to ``minutes``, the largest rests first."""
    whole = [part // 100 for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda i: parts[i] % 100, reverse=True)
    for i in by_rest[: minutes - sum(whole)]:
        whole[i] += 1
    return whole


def areas_within(area_id: UUID) -> list[UUID]:
    """Return an area and those below it, at most two steps down."""
    return [pk for pk, *_ in lines_below([area_id])]


def teams_read_by(actor: Actor) -> frozenset[UUID]:
    """Return the teams whose records the actor reads as a member."""
    return actor.teams_with(Perm.RECORD_READ, Scope.TEAM)


def last_method(actor: Actor) -> str | None:
    """Return the 手段 of the actor's last record: the next one is likely the same."""
    return (
        ActivityRecord.objects.filter(own(actor, person="written_by", team="team"))
        .order_by("-occurred_at")
        .values_list("method_id", flat=True)
        .first()
    )
