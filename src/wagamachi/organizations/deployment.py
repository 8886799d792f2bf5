"""配置表: which coordinators stand in which 中圏域, and where there are none or only one (R140)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Min, Prefetch, Q

from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area, Tier
from wagamachi.core.fiscal import fiscal_label, fiscal_range, fiscal_year

COORDINATORS = (Role.CSW, Role.TEAM_LEAD)
HISTORY_YEARS = 5


@dataclass(frozen=True, slots=True)
class Posting:
    """One post as it counts in one area. ``share`` is the FTE that falls on this area."""

    assignment: Assignment
    share: Decimal
    counts: bool  # in force on the day the table is about, with time of its own


@dataclass(slots=True)
class AreaRow:
    """One 中圏域: its posts in the year, and how it stands on the day of the table."""

    area: Area
    postings: list[Posting] = field(default_factory=list)
    history: list[int] = field(default_factory=list)

    @property
    def people(self) -> int:
        return len({p.assignment.user_id for p in self.postings if p.counts})

    @property
    def fte(self) -> Decimal:
        return sum((p.share for p in self.postings if p.counts), Decimal(0))

    @property
    def is_empty(self) -> bool:
        return self.people == 0

    @property
    def is_single(self) -> bool:
        return self.people == 1


@dataclass(frozen=True, slots=True)
class Table:
    """The whole page. ``people`` and ``fte`` count each person once (R003)."""

    year: int
    on: date
    rows: list[AreaRow]
    elsewhere: list[Assignment]
    people: int
    fte: Decimal
    history_labels: list[str]


def day_of(year: int, today: date) -> date:
    """Return the day a 年度 is shown at: today, its last day when past, its first when coming."""
    first, after = fiscal_range(year)
    return max(first, min(today, after - timedelta(days=1)))


def years(today: date) -> list[int]:
    """Return the 年度 that can be chosen, newest first: from the first post to next year."""
    first = Assignment.objects.filter(role__in=COORDINATORS).aggregate(first=Min("starts_on"))
    newest = fiscal_year(today) + 1
    oldest = fiscal_year(first["first"]) if first["first"] else newest - 1
    return list(range(newest, min(oldest, newest - 1) - 1, -1))


def table(year: int, today: date) -> Table:
    """Return the deployment of one 年度; a constant number of queries."""
    on = day_of(year, today)
    rows = {area.pk: AreaRow(area) for area in _areas(on)}
    history = [(y, day_of(y, today)) for y in range(year - HISTORY_YEARS + 1, year + 1)]
    posts = list(_posts(history[0][1], fiscal_range(year)[1]))
    elsewhere = []
    for post in posts:
        places = _places(post, rows)
        if _overlaps(post, *fiscal_range(year)):
            for place in places:
                share = (post.fte / len(places)).quantize(Decimal("0.01"))
                rows[place].postings.append(Posting(post, share, _counts(post, on)))
            if not places:
                elsewhere.append(post)
    for pk, row in rows.items():
        row.history = [_count(posts, pk, rows, day) for _, day in history]
    live = [post for post in posts if _counts(post, on)]
    return Table(
        year=year,
        on=on,
        rows=list(rows.values()),
        elsewhere=elsewhere,
        people=len({post.user_id for post in live}),
        fte=sum((post.fte for post in live), Decimal(0)),
        history_labels=[fiscal_label(y) for y, _ in history],
    )


def _areas(on: date) -> Iterable[Area]:
    """Return the base 中圏域, or the municipality itself where that tier is not used (R005)."""
    base = Area.objects.live(on).base().filter(is_unknown=False).order_by("code", "name")
    middle = list(base.filter(tier=Tier.MIDDLE))
    return middle or base.filter(tier=Tier.MUNICIPALITY)


def _posts(first: date, after: date) -> Iterable[Assignment]:
    areas = Area.objects.select_related("parent")
    return (
        Assignment.objects.filter(role__in=COORDINATORS, starts_on__lt=after)
        .filter(Q(ends_on=None) | Q(ends_on__gt=first))
        .select_related("user", "organization", "team")
        .prefetch_related(Prefetch("areas", areas), Prefetch("team__areas", areas))
        .order_by("starts_on", "user__kana", "pk")
    )


def _places(post: Assignment, rows: dict[UUID, AreaRow]) -> list[UUID]:
    """Return the areas of the table a post stands in: its own, else its team's, or those above."""
    areas = list(post.areas.all()) or (list(post.team.areas.all()) if post.team else [])
    chain = [
        pk
        for area in areas
        for pk in (area.pk, area.parent_id, area.parent.parent_id if area.parent else None)
        if pk
    ]
    return [pk for pk in dict.fromkeys(chain) if pk in rows]


def _count(posts: list[Assignment], area: UUID, rows: dict[UUID, AreaRow], day: date) -> int:
    return len({p.user_id for p in posts if _counts(p, day) and area in _places(p, rows)})


def _counts(post: Assignment, on: date) -> bool:
    """Say whether somebody stands there: a post in name only (兼務, FTE 0) relieves nobody."""
    is_live = post.starts_on <= on and (post.ends_on is None or post.ends_on > on)
    return is_live and post.fte > 0


def _overlaps(post: Assignment, first: date, after: date) -> bool:
    return post.starts_on < after and (post.ends_on is None or post.ends_on > first)
