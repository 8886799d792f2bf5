"""課題 × 圏域 × 年度: cases by theme, under the categories of 法4条3項 (R021, R003).

A case that lies in two areas is in both columns and once in the total; a theme that belongs to two
categories is in both groups and once in the total.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Q

from wagamachi.areas.models import Area, ZoningSystem
from wagamachi.casework.queries.lying import Nowhere
from wagamachi.core import clock
from wagamachi.core.disclosure import NOTHING, Place
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.models import Code
from wagamachi.records.periods import Period, year_period

from ..tables import Cell, Row, Table, hidden_note, threshold
from .cases import Basis, Carried, cases_of, theme_figures, themes_of
from .laws import categories

YEARS = 5
TOTAL = "区市町村全体"
NOWHERE = "圏域なし・不明"
WITH_THEMES = "課題のあるケース（実数）"
CASES = "ケース（実数）"
BASIS_LABELS = {
    Basis.OPENED: "引き受けたケース",
    Basis.SUPPORTED: "支援していたケース",
}
Cells = tuple[Cell, ...]
Union = Callable[[Iterable[str]], Cells]


def by_area(year: int, zoning: ZoningSystem) -> Table:
    """Return the cases opened in one 年度 over the areas of one zoning."""
    figures, carried = theme_figures(year), themes_of(year)
    places = places_of(zoning, year)

    def line(theme: str) -> Cells:
        found = figures.by_code[theme]
        return (found.total, *map(found.at, places))

    def union(themes: Iterable[str]) -> Cells:
        return (_together(carried, themes), *(None for _ in places))

    whole = (figures.whole.total, *map(figures.whole.at, places))
    return Table(
        key="area",
        title=f"課題 × {zoning.name}（{fiscal_label(year)}）",
        corner="課題",
        columns=(TOTAL, *places.values()),
        rows=(*_rows(_labels(carried), line, union), Row(CASES, whole, "total")),
        note=_note(Basis.OPENED)
        + "法の区分ごとの数は、区市町村全体で出します。"
        + hidden_note(threshold()),
    )


def by_year(year: int, area: Area | None, basis: Basis) -> Table:
    """Return themes by 年度, the last five up to ``year``, of the municipality or of one area."""
    years = list(range(year - YEARS + 1, year + 1))
    rows = _area_years(years, area) if area else _city_years(years, basis)
    return Table(
        key="year",
        title=f"課題 × 年度（{area.name if area else TOTAL}）",
        corner="課題",
        columns=tuple(fiscal_label(y) for y in years),
        rows=rows,
        note=_note(basis) + (hidden_note(threshold()) if area else ""),
    )


def _area_years(years: Sequence[int], area: Area) -> tuple[Row, ...]:
    """Return what the tables by area show of one area, year beside year."""
    found = [theme_figures(y) for y in years]
    labels = _labels({code for figures in found for code in figures.by_code})

    def line(theme: str) -> Cells:
        return tuple(figures.by_code.get(theme, NOTHING).at(area.pk) for figures in found)

    def union(themes: Iterable[str]) -> Cells:
        return (None,) * len(years)

    whole = tuple(figures.whole.at(area.pk) for figures in found)
    return (*_rows(labels, line, union), Row(CASES, whole, "total"))


def _city_years(years: Sequence[int], basis: Basis) -> tuple[Row, ...]:
    found = [themes_of(y, basis) for y in years]
    labels = _labels({code for carried in found for code in carried})

    def line(theme: str) -> Cells:
        return tuple(len(carried.get(theme, ())) for carried in found)

    def union(themes: Iterable[str]) -> Cells:
        chosen = list(themes)
        return tuple(_together(carried, chosen) for carried in found)

    whole = tuple(cases_of(y, basis).count() for y in years)
    return (*_rows(labels, line, union), Row(CASES, whole, "total"))


def places_of(zoning: ZoningSystem, year: int) -> dict[Place, str]:
    """Return the columns of a zoning: its areas in force in the 年度, and what lies in none."""
    return {**areas_of(zoning, year_period(year)), Nowhere(zoning.pk): NOWHERE}


def areas_of(zoning: ZoningSystem, period: Period) -> dict[Place, str]:
    """Return the areas in force at some time in the period."""
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    areas = Area.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=first), zoning=zoning, is_unknown=False, starts_on__lt=after
    )
    return dict(areas.order_by("code", "name").values_list("pk", "name"))


def _labels(themes: Iterable[str]) -> dict[str, str]:
    """Return the codes of the themes that occur, with the local label or the shared one."""
    rows = Code.objects.filter(pk__in=list(themes)).order_by("code_list", "sort", "pk")
    return {code.pk: str(code) for code in rows}


def _together(carried: Carried, themes: Iterable[str]) -> int:
    return len(frozenset[UUID]().union(*(carried.get(theme, frozenset()) for theme in themes)))


def _rows(labels: Mapping[str, str], line: Callable[[str], Cells], union: Union) -> list[Row]:
    """Return the lines, category by category; a case with two themes counts once in a category."""
    found = []
    for category in categories(dict(labels)):
        found.append(Row(category.label, union(category.themes), "group"))
        mine = [theme for theme in labels if theme in category.themes]
        found += [Row(labels[theme], line(theme)) for theme in mine]
    return [*found, Row(WITH_THEMES, union(labels), "total")]


def _note(basis: Basis) -> str:
    """Return how it is counted, in words."""
    return (
        f"その年度に{BASIS_LABELS[basis]}を、世帯の人の課題ごとに数えました。"
        "ひとつのケースに課題がいくつもあれば、それぞれの行に入ります。"
        "圏域が重なるところのケースは、それぞれの圏域の列に入り、区市町村全体では１件です。"
        "２つの区分にまたがる課題は、両方の区分に入ります。"
        "圏域は、相談の担当を決める区分けです。ほかの区分けでも出すと、引き算で、少ない数がわかってしまいます。"
        "ケース全体につけた「課題タグ」は、べつに数えています。"
    )
