"""地区担当の参加: what each 地区担当 did in each of their districts, and what they heard there (R143).

A record counts for everybody it names, in the district it lies in, on the days they held it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q, Sum

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.policy import NOTHING
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area
from wagamachi.areas.queries import lines_below
from wagamachi.casework.enums import IntakeAsk
from wagamachi.casework.models import Intake
from wagamachi.core import clock
from wagamachi.records.periods import Period, day_start
from wagamachi.records.queries import current

from ..tables import Row, Table
from .told import posts_told

COLUMNS = (
    "活動（件）",
    "活動（分）",
    "うち地域支援をふくむ（件）",
    "聞いた話（件）",
    "うち相談になった（件）",
)
NOTE = (
    "受け持っていた間の活動記録のうち、その地区のもので「対応した人」に名前のあるものと、その地区で書いた"
    "聞いた話を数えました。ひとつの記録に何人もいれば、それぞれに数えます。"
)


@dataclass(frozen=True, slots=True)
class Held:
    """Some days on which somebody held a district; ``areas`` are the district and all in it."""

    user_id: UUID
    name: str
    district: Area
    areas: frozenset[UUID]
    days: Period


def by_staff(actor: Actor, period: Period) -> Table:
    """Return a line per 地区担当 and district: one's own, and those one answers for (R115)."""
    held = _held(actor, period)
    sums = _sums(held)
    names = {(one.user_id, one.district.pk): one for one in held}
    lines = [
        Row(f"{one.name}（{one.district.name}）", _cells(sums[key])) for key, one in names.items()
    ]
    return _table("staff", "職員ごと", "職員（地区）", period, lines, sums.values())


def by_district(actor: Actor, period: Period) -> Table:
    """Return a line per district: the sum of the same 地区担当, and how many they are."""
    held = _held(actor, period)
    sums = _sums(held)
    areas = {one.district.pk: one.district for one in held}
    lines = []
    for pk, area in areas.items():
        ours = [figures for (_, district), figures in sums.items() if district == pk]
        lines.append(Row(f"{area.name}（{len(ours)}人）", _cells(_sum(ours))))
    return _table("district", "地区ごと", "地区（担当の人数）", period, lines, sums.values())


def _table(
    key: str, title: str, corner: str, period: Period, lines: list[Row], sums: Iterable["Figures"]
) -> Table:
    total = [Row("合計", _cells(_sum(sums)), "total")] if lines else []
    return Table(
        key, f"地区担当の参加 {title}（{period.label}）", corner, COLUMNS, (*lines, *total), NOTE
    )


Figures = Counter[str]


def _cells(figures: Figures) -> tuple[int, ...]:
    return tuple(figures[name] for name in ("n", "minutes", "community", "heard", "taken"))


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def _held(actor: Actor, period: Period) -> list[Held]:
    """Return who held which district on which days of the period, as far as the actor may know."""
    posts = Assignment.objects.filter(posts_told(actor), role=Role.DISTRICT_STAFF)
    if period.ends_at:
        posts = posts.filter(starts_on__lt=clock.today(period.ends_at))
    if period.starts_at:
        posts = posts.filter(Q(ends_on=None) | Q(ends_on__gt=clock.today(period.starts_at)))
    rows = list(posts.select_related("user").prefetch_related("areas").order_by("user__kana", "pk"))
    districts = {area.pk: area for post in rows for area in post.areas.all()}
    within = _within(districts)
    found = [
        Held(post.user_id, post.user.name, area, within[area.pk], _days(post, period))
        for post in rows
        for area in post.areas.all()
    ]
    return sorted(found, key=lambda one: (one.district.code, one.district.name))


def _within(districts: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    ids = set(districts)
    lines = lines_below(ids)
    return {pk: frozenset(line[0] for line in lines if pk in line) for pk in ids}


def _days(post: Assignment, period: Period) -> Period:
    first, after = day_start(post.starts_on), day_start(post.ends_on) if post.ends_on else None
    starts = max(first, period.starts_at) if period.starts_at else first
    ends = min(filter(None, (after, period.ends_at)), default=None)
    return Period(period.label, starts, ends)


def _sums(held: list[Held]) -> dict[tuple[UUID, UUID], Figures]:
    """Add up by person and district, in two queries."""
    place = {(one.user_id, area): one.district.pk for one in held for area in one.areas}
    sums = {(one.user_id, one.district.pk): Figures() for one in held}
    done = current().filter(_any(held, "staff", "occurred_at")).order_by()
    community = Count("pk", filter=Q(community_share__gt=0))
    counted = done.values_list("staff", "area").annotate(
        Count("pk"), Sum("minutes"), community=community
    )
    for user, area, n, minutes, shared in counted:
        sums[user, place[user, area]] += Figures(n=n, minutes=minutes, community=shared)
    told = Intake.objects.filter(_any(held, "received_by", "received_at"), ask=IntakeAsk.HEARD)
    heard = told.order_by().values_list("received_by", "area").annotate(Count("pk"), Count("case"))
    for user, area, n, taken in heard:
        sums[user, place[user, area]] += Figures(heard=n, taken=taken)
    return sums


def _any(held: list[Held], person: str, at: str) -> Q:
    """Match what one of them did in a district of theirs while they held it."""
    ways = (Q((person, one.user_id), ("area__in", one.areas), one.days.q(at)) for one in held)
    return reduce(or_, ways, NOTHING)
