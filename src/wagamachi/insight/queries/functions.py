"""Time spent on ①個別支援 ②地域支援 ③しくみづくり: by month, person, area, year (R045)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast

from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.areas.models import Area
from wagamachi.core import clock
from wagamachi.core.fiscal import fiscal_label
from wagamachi.records.definitions import FUNCTIONS
from wagamachi.records.models import ActivityRecord
from wagamachi.records.periods import Period, year_period
from wagamachi.records.queries import areas_within, current

from ..tables import HIDDEN, Cell, Row, Table, percent
from .spans import months_of, number_of

KEYS = tuple(key for key, _, _ in FUNCTIONS)
LABELS = tuple(label for _, label, _ in FUNCTIONS)
COORDINATORS = (Role.CSW, Role.SEIKATSU_SC, Role.TEAM_LEAD, Role.CORE_BODY, Role.DISTRICT_STAFF)
YEARS = 5
_OTHERS = "そのほかの人"

Rows = QuerySet[ActivityRecord]


@dataclass(frozen=True, slots=True)
class Narrow:
    """Whose records are counted: empty means everybody's.

    ``named`` are those who may be named, ``hidden`` the areas whose line tells of somebody (R115).
    """

    role: str = ""
    person_id: UUID | None = None
    team_id: UUID | None = None
    area_id: UUID | None = None
    named: frozenset[UUID] = frozenset()
    hidden: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Spent:
    """One line: minutes split over the three functions, and how many records hold each of them.

    ``hundredths`` are exact (minutes × percent). ``counts`` may exceed ``records``, since one record
    may hold several functions.
    """

    label: str
    total: int
    hundredths: tuple[int, ...]
    records: int
    counts: tuple[int, ...]
    is_hidden: bool = False

    @property
    def minutes(self) -> tuple[int, ...]:
        """Return whole minutes by function; they add up to ``total`` (largest remainder)."""
        whole = [n // 100 for n in self.hundredths]
        order = sorted(range(len(whole)), key=lambda i: -(self.hundredths[i] % 100))
        for i in order[: self.total - sum(whole)]:
            whole[i] += 1
        return tuple(whole)


def by_month(year: int, narrow: Narrow) -> list[Spent]:
    """Return the twelve months of a 年度, empty ones included."""
    return _by_period(months_of(year), narrow)


def by_year(year: int, narrow: Narrow) -> list[Spent]:
    """Return the last five 年度 up to ``year``."""
    return _by_period([year_period(y) for y in range(year - YEARS + 1, year + 1)], narrow)


def by_person(year: int, narrow: Narrow) -> list[Spent]:
    """Return a line per coordinator who may be named; all others are one, so that the total stays whole."""
    period = year_period(year)
    sums = _sums(narrowed(period, narrow), "written_by")
    named = _posted(COORDINATORS, period)
    people = (
        User.objects.filter(pk__in=narrow.named & sums.keys())
        .filter(pk__in=named)
        .order_by("kana", "name")
    )
    known = {person.pk: person.name for person in people}
    lines = [_spent(name, [sums[pk]]) for pk, name in known.items()]
    others = [one for pk, one in sums.items() if pk not in known]
    return [*lines, _spent(_OTHERS, others)] if others else lines


def by_area(year: int, narrow: Narrow) -> list[Spent]:
    """Return a line per area that a record names, the wider tiers first."""
    sums = _sums(narrowed(year_period(year), narrow), "area")
    areas = Area.objects.filter(pk__in=sums).select_related("zoning")
    ordered = sorted(areas, key=lambda a: (a.is_unknown, _WIDE_FIRST[a.tier], a.code, a.name))
    return [
        replace(_spent(area.name, [sums[area.pk]]), is_hidden=area.pk in narrow.hidden)
        for area in ordered
    ]


_WIDE_FIRST = {"municipality": 0, "middle": 1, "small": 2}
BREAKDOWNS = {
    "month": ("月ごと", "月", by_month),
    "person": ("担当者ごと", "担当者", by_person),
    "area": ("圏域ごと", "圏域", by_area),
    "year": ("年度ごと", "年度", by_year),
}


def total_of(lines: Iterable[Spent]) -> Spent:
    """Return the sum of lines: the same total however the year is broken down."""
    found = list(lines)
    return Spent(
        "合計",
        sum(line.total for line in found),
        tuple(sum(line.hundredths[i] for line in found) for i in range(len(KEYS))),
        sum(line.records for line in found),
        tuple(sum(line.counts[i] for line in found) for i in range(len(KEYS))),
    )


def time_table(lines: Sequence[Spent], corner: str, year: int) -> Table:
    """Return minutes and their percentages by function; ``year`` is for the title."""
    every = [*lines, total_of(lines)]
    return Table(
        key="time",
        title=f"{corner}ごとの時間（{fiscal_label(year)}）",
        corner=corner,
        columns=("合計（分）", *(f"{x}（分）" for x in LABELS), *(f"{x}（％）" for x in LABELS)),
        rows=tuple(
            Row(
                line.label,
                _cells(
                    line, line.total, *line.minutes, *(percent(m, line.total) for m in line.minutes)
                ),
                "total" if line is every[-1] else "",
            )
            for line in every
        ),
        note="活動記録の所要時間を、記録に書かれた３つの機能の割合で分けました。"
        "１分に満たない端数は行ごとに丸めるので、列をたした数と合計が数分ちがうことがあります。"
        "役割を選ぶと、その期間にその役割を持ったことのある人の記録を、みな数えます（「役割ごと」の表は、"
        "記録の月に、そのチームで持っていた役割で数えます）。" + _hidden_note(lines),
    )


def count_table(lines: Sequence[Spent], corner: str, year: int) -> Table:
    """Return records by function; a record with two functions is in both columns, once in 件数."""
    every = [*lines, total_of(lines)]
    return Table(
        key="count",
        title=f"{corner}ごとの記録の件数（{fiscal_label(year)}）",
        corner=corner,
        columns=("件数", *(f"{x}をふくむ" for x in LABELS)),
        rows=tuple(
            Row(
                line.label,
                _cells(line, line.records, *line.counts),
                "total" if line is every[-1] else "",
            )
            for line in every
        ),
        note="ひとつの記録に２つの機能があれば、両方の列に数えます。「件数」では１件です。"
        + _hidden_note(lines),
    )


def _cells(line: Spent, *cells: Cell) -> tuple[Cell, ...]:
    return (HIDDEN,) * len(cells) if line.is_hidden else cells


def _hidden_note(lines: Sequence[Spent]) -> str:
    if not any(line.is_hidden for line in lines):
        return ""
    return (
        f"書いた人が３人より少なく、ひとりの仕事がわかってしまう圏域は「{HIDDEN}」にしています。"
        "引き算でわかってしまう圏域も、同じように伏せています。"
        "チームの責任者は、自分のチームを選ぶと、その分を見られます。"
    )


def _by_period(periods: Sequence[Period], narrow: Narrow) -> list[Spent]:
    whole = Period("", periods[0].starts_at, periods[-1].ends_at)
    rows = narrowed(whole, narrow).annotate(number=number_of(periods, "occurred_at"))
    sums = _sums(rows, "number")
    return [
        _spent(period.label, [sums[i]] if i in sums else []) for i, period in enumerate(periods)
    ]


def narrowed(period: Period, narrow: Narrow) -> Rows:
    """Return the records that count: one range of an index by date."""
    rows = current().filter(period.q("occurred_at"))
    if narrow.role:
        rows = rows.filter(written_by__in=_posted((narrow.role,), period))
    if narrow.person_id:
        rows = rows.filter(written_by=narrow.person_id)
    if narrow.team_id:
        rows = rows.filter(team=narrow.team_id)
    if narrow.area_id:
        rows = rows.filter(area__in=areas_within(narrow.area_id))
    return rows


def _posted(roles: Sequence[str], period: Period) -> Any:
    """Return the ids of everybody who held one of the roles at some time in the period."""
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    return Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lt=after, role__in=roles
    ).values("user")


def _sums(rows: Rows, by: str) -> dict[Any, dict[str, int]]:
    """Add up in the database. Minutes are cast: minutes × percent outgrows a small integer."""
    minutes = Cast("minutes", IntegerField())
    sums = {f"{key}_sum": Sum(minutes * F(f"{key}_share")) for key in KEYS}
    counts = {f"{key}_count": Count("pk", filter=Q((f"{key}_share__gt", 0))) for key in KEYS}
    found = (
        rows.order_by()
        .values(by)
        .annotate(total=Sum("minutes"), records=Count("pk"), **sums, **counts)
    )
    return {one[by]: one for one in found}


def _spent(label: str, sums: Sequence[dict[str, int]]) -> Spent:
    return Spent(
        label,
        sum(one["total"] for one in sums),
        tuple(sum(one[f"{key}_sum"] for one in sums) for key in KEYS),
        sum(one["records"] for one in sums),
        tuple(sum(one[f"{key}_count"] for one in sums) for key in KEYS),
    )
