"""課題 × 圏域 × 年度: cases by theme, under the categories of 法4条3項 (R021, R003).

A case that lies in two areas is in both columns and once in the total; a theme that belongs to two
categories is in both groups and once in the total.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, UUIDField, Value, When

from wagamachi.areas.models import Area, Tier, ZoningSystem
from wagamachi.casework.models import Case, MemberTheme
from wagamachi.core import clock
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.models import Code
from wagamachi.records.periods import Period, year_period
from wagamachi.records.queries import areas_within

from ..tables import HIDDEN, Row, Table, suppress, threshold
from .laws import Category, categories

YEARS = 5
TOTAL = "市全体"
NOWHERE = "圏域なし・不明"
Links = QuerySet[MemberTheme]
Column = UUID | int | None
Figures = Callable[[Column], int]


class Basis(StrEnum):
    """Which cases of a year are meant."""

    OPENED = "opened"
    SUPPORTED = "supported"


BASIS_LABELS = {
    Basis.OPENED: "引き受けたケース",
    Basis.SUPPORTED: "支援していたケース",
}
_ALL = -1  # the column of the whole municipality


@dataclass(slots=True)
class Counts:
    """Distinct cases by (theme or category, column), and by column whatever the theme."""

    cells: dict[tuple[str, Column], int] = field(default_factory=lambda: defaultdict(int))
    columns: dict[Column, int] = field(default_factory=lambda: defaultdict(int))

    def of(self, key: str, column: Column) -> int:
        return self.cells.get((key, column), 0)

    def in_all(self, column: Column) -> int:
        return self.columns.get(column, 0)


def by_area(year: int, zoning: ZoningSystem, basis: Basis) -> Table:
    """Return the cross table of one 年度 over the areas of one zoning."""
    period = year_period(year)
    links = _links(period, basis)
    labels = _themes_in(links)
    sorted_in, counts = categories(labels), Counts()
    _add(counts, links.annotate(column=Value(_ALL)), sorted_in)
    placed, unplaced = _placed(links, zoning), _unplaced(links, zoning)
    _add(counts, placed.annotate(column=F("member__case__areas")), sorted_in)
    _add(counts, unplaced.annotate(column=_by_hand(zoning)), sorted_in)
    areas = areas_of(zoning, period)
    columns: list[Column] = [*areas, None]
    is_small = zoning.tier != Tier.MUNICIPALITY
    return Table(
        key="area",
        title=f"課題 × {zoning.name}（{fiscal_label(year)}）",
        corner="課題",
        columns=(TOTAL, *areas.values(), NOWHERE),
        rows=_rows(
            sorted_in, labels, counts, columns, total=_ALL, limit=threshold() if is_small else 0
        ),
        note=_note(basis, is_small),
    )


def by_year(year: int, area: Area | None, basis: Basis) -> Table:
    """Return themes by 年度, the last five up to ``year``, of the municipality or of one area."""
    years = list(range(year - YEARS + 1, year + 1))
    narrowed = {y: _within(_links(year_period(y), basis), area) for y in years}
    labels = _themes_in(*narrowed.values())
    sorted_in, counts = categories(labels), Counts()
    for y, links in narrowed.items():
        _add(counts, links.annotate(column=Value(y)), sorted_in)
    return Table(
        key="year",
        title=f"課題 × 年度（{area.name if area else TOTAL}）",
        corner="課題",
        columns=tuple(fiscal_label(y) for y in years),
        rows=_rows(sorted_in, labels, counts, years, total=None, limit=threshold() if area else 0),
        note=_note(basis, area is not None),
    )


def _links(period: Period, basis: Basis) -> Links:
    """Return the themes that weighed on members of the cases of the period."""
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    if basis == Basis.OPENED:
        of_cases = period.q("member__case__opened_at")
    else:
        of_cases = Q(member__case__opened_at__lt=period.ends_at) & (
            Q(member__case__closed_at=None) | Q(member__case__closed_at__gte=period.starts_at)
        )
    return MemberTheme.objects.filter(
        of_cases, Q(until_on=None) | Q(until_on__gte=first), since_on__lt=after
    )


def _themes_in(*several: Links) -> dict[str, str]:
    """Return the codes of the themes that occur, with the local label or the shared one."""
    occurs = reduce(or_, (Q(pk__in=links.values("theme")) for links in several))
    codes = Code.objects.filter(occurs).order_by("code_list", "sort", "pk")
    return {code.pk: str(code) for code in codes}


def _placed(links: Links, zoning: ZoningSystem) -> Links:
    """Return the links of cases that lie in areas of the zoning, once for each such area."""
    return links.filter(member__case__areas__zoning=zoning, member__case__areas__is_unknown=False)


def _unplaced(links: Links, zoning: ZoningSystem) -> Links:
    """Return the links of the other cases."""
    here = Case.areas.through.objects.filter(
        case_id=OuterRef("member__case_id"), area__zoning=zoning, area__is_unknown=False
    )
    return links.filter(~Exists(here))


def _by_hand(zoning: ZoningSystem) -> Choose:
    """Return the area of the zoning that a case's own area is or lies in, else null."""
    area = "member__case__area"
    steps = (area, f"{area}__parent", f"{area}__parent__parent")
    return Choose(
        *(
            When(
                Q((f"{step}__zoning", zoning), (f"{step}__is_unknown", False)),
                then=F(f"{step}__id"),
            )
            for step in steps
        ),
        default=Value(None),
        output_field=UUIDField(null=True),
    )


def _within(links: Links, area: Area | None) -> Links:
    if area is None:
        return links
    ids = areas_within(area.pk)
    cases = Case.objects.filter(Q(areas__in=ids) | Q(area__in=ids))
    return links.filter(member__case__in=cases.values("pk"))


def areas_of(zoning: ZoningSystem, period: Period) -> dict[UUID, str]:
    """Return the areas in force at some time in the period."""
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    areas = Area.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=first), zoning=zoning, is_unknown=False, starts_on__lt=after
    )
    return dict(areas.order_by("code", "name").values_list("pk", "name"))


def _add(counts: Counts, links: Any, sorted_in: Sequence[Category]) -> None:
    """Count distinct cases in the database; the sets of cases given in turn must not overlap."""
    cases: Any = Count("member__case", distinct=True)
    for column, theme, number in links.values_list("column", "theme").annotate(n=cases):
        counts.cells[theme, column] += number
    by_law = {
        f"law_{i}": Count("member__case", distinct=True, filter=Q(theme__in=category.themes))
        for i, category in enumerate(sorted_in)
    }
    for one in links.values("column").annotate(n=cases, **by_law):
        counts.columns[one["column"]] += one["n"]
        for i, category in enumerate(sorted_in):
            counts.cells[category.key, one["column"]] += one[f"law_{i}"]


def _rows(
    sorted_in: Iterable[Category],
    labels: dict[str, str],
    counts: Counts,
    columns: Sequence[Column],
    *,
    total: int | None,
    limit: int,
) -> tuple[Row, ...]:
    """Return the lines, category by category; the column ``total`` is of the whole municipality."""

    def line(label: str, figures: Figures, style: str = "") -> Row:
        whole = () if total is None else (figures(total),)
        return Row(label, (*whole, *suppress([figures(c) for c in columns], limit)), style)

    found = []
    for category in sorted_in:
        found.append(line(category.label, partial(counts.of, category.key), "group"))
        mine = [theme for theme in labels if theme in category.themes]
        found += [line(labels[theme], partial(counts.of, theme)) for theme in mine]
    return (*found, line("課題のあるケース（実数）", counts.in_all, "total"))


def _note(basis: Basis, is_suppressed: bool) -> str:
    """Return how it is counted, in words."""
    said = (
        f"その年度に{BASIS_LABELS[basis]}を、世帯の人の課題ごとに数えました。"
        "ひとつのケースに課題がいくつもあれば、それぞれの行に入ります。"
        "圏域が重なるところのケースは、それぞれの圏域の列に入り、市全体では１件です。"
        "２つの区分にまたがる課題は、両方の区分に入ります。"
    )
    if is_suppressed and threshold():
        said += (
            f"圏域ごとの{threshold()}件未満の数は、だれのことかわからないように伏せています。"
            f"合計から逆算できてしまう数も「{HIDDEN}」にしています。"
        )
    return said
