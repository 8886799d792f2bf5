"""負担のようす: how much each 民生委員 and each 班 carries, in numbers only (R172).

Hours, visits and meetings are counted from the activity records the 委員 took part in; the rest from
委員の仕事. A person counts once, in the 班 of their latest post of the span.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.core import codes
from wagamachi.core.tables import Cell, Row, Table, threshold
from wagamachi.records.models import ActivityRecord
from wagamachi.records.periods import day_start
from wagamachi.records.queries import current

from ..enums import OPEN, WITH_COMMISSIONER, Asker, Bearer, TaskState
from ..models import CommissionerTask
from .relief import InForce, in_force

# Shared codes of SHUDAN: 訪問, 同行, 見守り・声かけ; and the four kinds of 会議.
VISITS = frozenset({"SHUDAN-03", "SHUDAN-04", "SHUDAN-16"})
MEETINGS = frozenset({"SHUDAN-10", "SHUDAN-11", "SHUDAN-12", "SHUDAN-13"})


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months: from ``first`` (inclusive) to ``after`` (exclusive)."""

    first: date
    after: date


@dataclass(slots=True)
class Load:
    """What one 委員 carries. Minutes of records are of the span, those of tasks a month."""

    user_id: UUID
    name: str
    team: str
    team_id: UUID | None
    minutes: int = 0
    visits: int = 0
    meetings: int = 0
    held_count: int = 0
    held_minutes: int = 0
    public_count: int = 0
    handed_on: int = 0
    government_count: int = 0
    government_minutes: int = 0
    others_count: int = 0
    others_minutes: int = 0
    removable_minutes: int = 0

    def cells(self) -> tuple[int, ...]:
        """Return the figures in the order of COLUMNS, minutes as minutes."""
        return tuple(getattr(self, name) for name, _ in FIGURES)


FIGURES = (
    ("minutes", "活動（時間）"),
    ("visits", "訪問・同行・見守り（件）"),
    ("meetings", "会議（件）"),
    ("held_count", "手もとの仕事（件）"),
    ("held_minutes", "手もとの仕事（時間／月）"),
    ("public_count", "うち公的責任（件）"),
    ("handed_on", "ほかが引き受けた（件）"),
    ("government_count", "行政からの依頼（件）"),
    ("government_minutes", "行政からの依頼（時間／月）"),
    ("others_count", "ほかからの依頼（件）"),
    ("others_minutes", "ほかからの依頼（時間／月）"),
    ("removable_minutes", "へらすと決めて残る（時間／月）"),
)
COLUMNS = (*(label for _, label in FIGURES), "活動は班の中央値の何倍")
_FIRST = [i for i, (name, _) in enumerate(FIGURES)
          if name in ("minutes", "visits", "meetings", "government_count")]  # fmt: skip
_HOURS = {i for i, (name, _) in enumerate(FIGURES) if name.endswith("minutes")}


@dataclass(frozen=True)
class Loads:
    """The loads of every 委員 of a span, by 班."""

    lines: list[Load]
    groups: dict[UUID | None, list[Load]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.lines:
            self.groups.setdefault(line.team_id, []).append(line)

    @cached_property
    def medians(self) -> dict[UUID | None, tuple[float, ...]]:
        """Return the median of each figure, by 班."""
        return {
            team: tuple(
                median(column) for column in zip(*(one.cells() for one in lines), strict=True)
            )
            for team, lines in self.groups.items()
        }


def loads(span: Span) -> Loads:
    """Return what every 委員 carries; four queries however many there are."""
    found = {line.user_id: line for line in _commissioners(span)}
    _add_records(found, span)
    _add_tasks(found, span, in_force())
    return Loads(list(found.values()))


def _commissioners(span: Span) -> list[Load]:
    posts = (
        Assignment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=span.first),
            role=Role.MINSEI_IIN,
            starts_on__lt=span.after,
        )
        .select_related("user", "team__organization")
        .order_by("starts_on", "id")
    )
    latest = {post.user_id: post for post in posts}
    lines = [
        Load(post.user_id, post.user.name, _called(post), post.team_id) for post in latest.values()
    ]
    order = {post.user_id: post.user.kana or post.user.name for post in latest.values()}
    return sorted(lines, key=lambda line: (line.team, order[line.user_id], str(line.user_id)))


def _called(post: Assignment) -> str:
    return f"{post.team.organization.name} {post.team.name}" if post.team else "班が決まっていない"


def _add_records(found: dict[UUID, Load], span: Span) -> None:
    rows = (
        current()
        .filter(
            occurred_at__gte=day_start(span.first),
            occurred_at__lt=day_start(span.after),
            staff__in=found,
        )
        .order_by()
        .values("staff", "method")
        .annotate(count=Count("pk"), total=Sum("minutes"))
    )
    methods: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row["staff"]].minutes += row["total"]
        methods[row["staff"]][row["method"]] = row["count"]
    for user_id, counts in methods.items():
        shared = codes.roll_up(counts, "SHUDAN")
        found[user_id].visits = sum(shared.get(code, 0) for code in VISITS)
        found[user_id].meetings = sum(shared.get(code, 0) for code in MEETINGS)


def _add_tasks(found: dict[UUID, Load], span: Span, decided: InForce) -> None:
    in_span = Q(asked_on__gte=span.first, asked_on__lt=span.after)
    tasks = CommissionerTask.objects.filter(Q(state__in=OPEN) | in_span).order_by()
    columns = (
        "pk", "kind", "state", "commissioner_id", "to_user_id", "minutes_per_month", "bearer",
        "asker", "asked_on",
    )  # fmt: skip
    for task in tasks.values(*columns).iterator():
        _add_task(found, task, span, decided)


def _add_task(found: dict[UUID, Load], task: dict[str, Any], span: Span, decided: InForce) -> None:
    minutes, own = task["minutes_per_month"], found.get(task["commissioner_id"])
    taken = task["state"] == TaskState.TAKEN
    holder = found.get(task["to_user_id"]) if taken else own
    if holder is not None and task["state"] in OPEN:
        holder.held_count += 1
        holder.held_minutes += minutes
        holder.public_count += task["bearer"] == Bearer.PUBLIC
    if own is None:
        return
    own.handed_on += taken
    if task["state"] in WITH_COMMISSIONER and decided.is_removable(task["pk"], task["kind"]):
        own.removable_minutes += minutes
    if span.first <= task["asked_on"] < span.after:
        if task["asker"] == Asker.GOVERNMENT:
            own.government_count += 1
            own.government_minutes += minutes
        else:
            own.others_count += 1
            own.others_minutes += minutes


def visits_among(records: "QuerySet[ActivityRecord]") -> "QuerySet[ActivityRecord]":
    """Return the records that count as 訪問・同行・見守り, local codes too."""
    methods = [
        code.pk for code in codes.all_of("SHUDAN") if VISITS & set(codes.roll_up({code.pk: 1}, "SHUDAN"))
    ]  # fmt: skip
    return records.filter(method__in=methods)


def load_table(all_loads: Loads) -> Table:
    """Return a line for every 委員 under their 班, with the sums and the median of the 班."""
    rows = tuple(row for group in load_groups(all_loads) for row in group.table.rows)
    return Table("load", "委員ごとの負担", "委員", COLUMNS, rows, _NOTE)


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one 班 as a page draws them: what matters first in ``brief``, the rest folded."""

    label: str
    brief: tuple[tuple[str, Cell], ...]
    table: Table


def load_groups(all_loads: Loads) -> list[Group]:
    """Return the lines of ``load_table`` by 班, each with its sums, its median and its 委員."""
    found = []
    for team, lines in all_loads.groups.items():
        sums = tuple(sum(column) for column in zip(*(one.cells() for one in lines), strict=True))
        medians, label = all_loads.medians[team], f"{lines[0].team}（{len(lines)}人）"
        rows = (
            Row(label, (*_shown(sums), None), "group"),
            Row("班の中央値", (*_shown(medians), None), "group"),
            *(Row(one.name, _line(one, medians)) for one in lines),
        )
        brief = tuple((COLUMNS[i], rows[0].cells[i]) for i in _FIRST)
        table = Table("load", f"委員ごとの負担: {lines[0].team}", "委員", COLUMNS, rows, _NOTE)
        found.append(Group(label, brief, table))
    return found


def own_table(all_loads: Loads, user_id: UUID | None) -> Table:
    """Return the line of one 委員, with the median of the 班 where it is not about very few."""
    rows: list[Row] = []
    for one in (line for line in all_loads.lines if line.user_id == user_id):
        medians = all_loads.medians[one.team_id]
        if len(all_loads.groups[one.team_id]) >= max(threshold(), 1):
            rows = [Row(one.name, _line(one, medians)), Row("班の中央値", (*_shown(medians), None))]
        else:
            rows = [Row(one.name, (*_shown(one.cells()), None))]
    note = (
        _NOTE
        + f"班が{threshold()}人より少ないときは、ほかの人の数がわからないように、中央値を出しません。"
    )
    return Table("own", "わたしの負担", "委員", COLUMNS, tuple(rows), note)


def team_table(all_loads: Loads) -> Table:
    """Return a line for every 班: how many 委員, sums, and the median and most hours of one."""
    labels = (
        "委員（人）",
        *(label for _, label in FIGURES),
        "活動の時間の中央値",
        "いちばん多い人",
    )
    rows = []
    for team, lines in all_loads.groups.items():
        sums = tuple(sum(column) for column in zip(*(one.cells() for one in lines), strict=True))
        middle, most = all_loads.medians[team][0], max(one.minutes for one in lines)
        cells: tuple[Cell, ...] = (len(lines), *_shown(sums), _hours(middle), _hours(most))
        rows.append(Row(lines[0].team, cells))
    return Table("teams", "班ごとの負担", "班・民児協", labels, tuple(rows), _NOTE)


def _line(one: Load, medians: tuple[float, ...]) -> tuple[Cell, ...]:
    times = round(one.minutes / medians[0], 1) if medians[0] else None
    return (*_shown(one.cells()), times)


def _shown(figures: Iterable[float]) -> tuple[Cell, ...]:
    return tuple(_hours(n) if i in _HOURS else n for i, n in enumerate(figures))


def _hours(minutes: float) -> float:
    return round(minutes / 60, 1)


_NOTE = (
    "活動の時間・訪問・会議は、この期間に本人が対応した活動記録から数えました。"
    "手もとの仕事は、いまおわっていないものです。返事を待っているものも入り、引き受けてもらったものは入りません。"
    "依頼は、この期間に頼まれたものです。時間／月は見こみの時間です。"
)
