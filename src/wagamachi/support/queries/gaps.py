"""The register of 制度の狭間: what was written up, and every つなぎ that came back (R023).

Nothing here names a case: a place is a 中圏域, and small figures are not shown.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from wagamachi.areas.models import Area, Tier
from wagamachi.casework.enums import HandoffState
from wagamachi.casework.models import Case, Handoff, MemberTheme
from wagamachi.core import clock, codes
from wagamachi.core.fiscal import fiscal_label, fiscal_range, fiscal_year
from wagamachi.core.tables import HIDDEN, Cell, Row, Table, suppress, threshold
from wagamachi.publishing.queries.releases import let_out
from wagamachi.records.periods import day_start
from wagamachi.records.queries import areas_within

from ..models import Gap
from .places import middle_names

YEARS = 5
UNSAID = ""  # a つなぎ of a case without any theme
_NO_THEME = "課題が書かれていない"


@dataclass(frozen=True, slots=True)
class Entry:
    """One gap as the register counts it: no case, no name. ``themes`` are codes of KADAI_T."""

    reason: str
    themes: tuple[str, ...]
    year: int


@dataclass(frozen=True, slots=True)
class PublicNote:
    """One sentence of the register, with the 中圏域 and nothing nearer."""

    gap: Gap
    year: str
    place: str


def gaps_from_declined() -> "QuerySet[Handoff]":
    """Return the つなぎ that came back with a reason and that no gap has written up (R023).

    They stand in the register by themselves: the reason was given when they were declined.
    """
    rows = Handoff.objects.filter(
        state=HandoffState.DECLINED, decline_reason__isnull=False, case__isnull=False, gap=None
    )
    return rows.select_related("decline_reason", "to_team__organization", "to_resource")


def entries(year: int, area: Area | None = None) -> list[Entry]:
    """Return the gaps of the five 年度 up to ``year``, of one area or of all; four queries."""
    first, after = fiscal_range(year - YEARS + 1)[0], fiscal_range(year)[1]
    where = _of_cases_in(area)
    gaps = Gap.objects.filter(where, found_on__gte=first, found_on__lt=after)
    found = [
        Entry(reason, (theme,), fiscal_year(on))
        for reason, theme, on in gaps.values_list("reason", "theme", "found_on")
    ]
    declined = gaps_from_declined().filter(
        where, answered_at__gte=day_start(first), answered_at__lt=day_start(after)
    )
    back = list(declined.values_list("case", "decline_reason", "answered_at"))
    themes = _themes_of({case for case, _, _ in back})
    found += [
        Entry(reason, themes.get(case, (UNSAID,)), fiscal_year(clock.today(at)))
        for case, reason, at in back
    ]
    return found


def _of_cases_in(area: Area | None) -> Q:
    return Q() if area is None else Q(case__area__in=areas_within(area.pk))


def _themes_of(case_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return the themes of each case: those of its members and its tags."""
    ids = list(case_ids)
    found: dict[UUID, set[str]] = defaultdict(set)
    members = MemberTheme.objects.filter(member__case__in=ids)
    for case, theme in members.values_list("member__case", "theme"):
        found[case].add(theme)
    tags: Any = Case.tags.through._default_manager.filter(case__in=ids)
    for case, theme in tags.values_list("case", "code"):
        found[case].add(theme)
    return {case: tuple(sorted(themes)) for case, themes in found.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register: of a reason, of a theme within a reason, or of everything."""

    reason: str | None
    theme: str | None
    cells: tuple[Cell, ...]


def register_lines(year: int, area: Area | None = None) -> list[Line]:
    """Return the register of the five 年度 up to ``year``, line by line; the last is the sum.

    Figures too small to be safe are hidden, and what would give them away as well.
    """
    years = years_of(year)
    by_reason, by_theme = _count(entries(year, area))
    limit = threshold()
    labels = (*codes.labels("KADAI_T"), UNSAID)
    reasons = [
        code for code in codes.labels("HAZAMA") if any((code, y) in by_reason for y in years)
    ]
    tops = _columnwise([[by_reason.get((r, y), 0) for y in years] for r in reasons], limit)
    lines: list[Line] = []
    for reason, cells in zip(reasons, tops, strict=True):
        lines.append(Line(reason, None, cells))
        themes = [t for t in labels if any((reason, t, y) in by_theme for y in years)]
        figures = [[by_theme.get((reason, t, y), 0) for y in years] for t in themes]
        for theme, line in zip(themes, _columnwise(figures, limit, above=cells), strict=True):
            lines.append(Line(reason, theme, line))
    total = [sum(by_reason.get((r, y), 0) for r in reasons) for y in years]
    return [*lines, Line(None, None, _columnwise([total], limit)[0])]


def years_of(year: int) -> list[int]:
    """Return the 年度 the register shows with ``year``, the oldest first."""
    return list(range(year - YEARS + 1, year + 1))


def register_table(year: int, area: Area | None = None) -> Table:
    """Return the register as reason × theme × 年度."""
    reasons = codes.labels("HAZAMA")
    themes = {**codes.labels("KADAI_T"), UNSAID: _NO_THEME}
    lines = register_lines(year, area)
    rows = [
        Row(themes[line.theme], line.cells)
        if line.theme is not None
        else Row(reasons[line.reason], line.cells, "group")
        if line.reason is not None
        else Row("合計", line.cells, "total")
        for line in lines
    ]
    return Table(
        key="gaps",
        title=f"制度の狭間（{area.name if area else '市全体'}）",
        corner="使えなかった理由・課題",
        columns=tuple(fiscal_label(y) for y in years_of(year)),
        rows=tuple(rows) if len(lines) > 1 else (),
        note=_note(threshold()),
    )


def register_cells(
    year: int, area: Area | None, reason: str | None, theme: str | None
) -> tuple[Cell, ...]:
    """Return what the register shows of a reason, of a theme, of both, or of everything.

    Nothing the register hides can be worked out from it: a theme over all reasons is hidden wherever
    one of its parts is.
    """
    lines = register_lines(year, area)
    if theme is None or reason is not None:
        found = (line.cells for line in lines if (line.reason, line.theme) == (reason, theme))
        return next(found, (0,) * YEARS)
    parts = [line.cells for line in lines if line.theme == theme]
    return tuple(_sum(column) for column in zip(*parts, strict=True)) or (0,) * YEARS


def _sum(column: tuple[Cell, ...]) -> Cell:
    figures = [cell for cell in column if isinstance(cell, int)]
    return sum(figures) if len(figures) == len(column) else HIDDEN


def _count(
    found: Iterable[Entry],
) -> tuple[dict[tuple[str, int], int], dict[tuple[str, str, int], int]]:
    by_reason: dict[tuple[str, int], int] = defaultdict(int)
    by_theme: dict[tuple[str, str, int], int] = defaultdict(int)
    for one in found:
        by_reason[one.reason, one.year] += 1
        for theme in one.themes:
            by_theme[one.reason, theme, one.year] += 1
    return by_reason, by_theme


def _columnwise(
    lines: list[list[int]], limit: int, above: tuple[Cell, ...] | None = None
) -> list[tuple[Cell, ...]]:
    """Hide small figures of each 年度, and one more where a sum above would give one away.

    Where the sum ``above`` a column is hidden itself, every figure under it is.
    """
    columns: list[tuple[Cell, ...]] = []
    for number, column in enumerate(zip(*lines, strict=True)):
        hidden = above[number] if above is not None else 0
        if isinstance(hidden, str):
            columns.append(tuple(hidden if n else 0 for n in column))
        else:
            columns.append(suppress(column, limit))
    return list(zip(*columns, strict=True))


def _note(limit: int) -> str:
    said = (
        "制度の狭間として書かれたことと、理由がついて戻ってきたつなぎを、わかった年度で数えました。"
        "戻ってきたつなぎを書きおこしたときは、１件と数えます。"
        "戻ってきたつなぎの課題は、そのケースの課題です。いくつもあれば、それぞれの行に入ります。"
    )
    if limit:
        said += f"{limit}件未満の数と、引き算でわかってしまう数は伏せています。"
    return said


def public_gaps() -> "QuerySet[Gap]":
    """Return the gaps with a sentence that a second person let out.

    What is known of a restricted case (R017) is counted, and its sentence stays with the case.
    """
    told_of = Gap.objects.filter(case__restriction="", pk__in=let_out("gap"))
    return told_of.exclude(public_note="").select_related("reason", "theme", "case")


def public_notes(year: int, area: Area | None = None) -> "QuerySet[Gap]":
    """Return those of a 年度, of one area or of all."""
    first, after = fiscal_range(year)
    return public_gaps().filter(_of_cases_in(area), found_on__gte=first, found_on__lt=after)


def told(gaps: Iterable[Gap]) -> list[PublicNote]:
    """Return gaps as the register shows them; one query for the places."""
    listed = list(gaps)
    places = middle_names(gap.case.area_id for gap in listed)
    return [
        PublicNote(gap, fiscal_label(fiscal_year(gap.found_on)), places[gap.case.area_id])
        for gap in listed
    ]


def middle_areas(on: date) -> "QuerySet[Area]":
    """Return the 中圏域 that the register can be narrowed to: nothing nearer is offered."""
    live = Area.objects.live(on).filter(tier=Tier.MIDDLE, is_unknown=False)
    return live.select_related("zoning").order_by("-zoning__is_base", "code", "name")
