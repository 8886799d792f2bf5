"""The register of 制度の狭間: what was written up, and every つなぎ that came back (R023).

Nothing here names a case: a place is a 中圏域, and small figures are not shown.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wagamachi.areas.models import Area, Tier
from wagamachi.casework.enums import HandoffKind, HandoffState
from wagamachi.casework.models import Case, Handoff, MemberTheme
from wagamachi.casework.queries.lying import lying_in
from wagamachi.core import clock, codes
from wagamachi.core.disclosure import Atom, Spread, spread
from wagamachi.core.fiscal import fiscal_label, fiscal_range, fiscal_year
from wagamachi.core.tables import HIDDEN, Cell, Row, Table, hidden_note, threshold
from wagamachi.publishing.queries.releases import let_out
from wagamachi.records.periods import day_start

from ..models import Gap
from .places import middle_places

YEARS = 5
UNSAID = ""  # a つなぎ of a case without any theme
_NO_THEME = "課題が書かれていない"


@dataclass(frozen=True, slots=True)
class Entry:
    """One gap as the register counts it: no case, no name. ``themes`` are of ``core.codes.THEMES``."""

    reason: str
    themes: tuple[str, ...]
    year: int
    case: UUID = field(compare=False)  # only to find out where it lies


def gaps_from_declined() -> "QuerySet[Handoff]":
    """Return the つなぎ that came back with a reason and that no gap has written up (R023).

    They stand in the register by themselves: the reason was given when they were declined.
    """
    rows = Handoff.objects.filter(
        state=HandoffState.DECLINED, decline_reason__isnull=False, case__isnull=False, gap=None
    ).exclude(kind=HandoffKind.COMPANION)
    return rows.select_related("decline_reason", "to_team__organization", "to_resource")


def entries(year: int) -> list[Entry]:
    """Return the gaps of the five 年度 up to ``year``; four queries."""
    first, after = _five_years(year)
    gaps = Gap.objects.filter(found_on__gte=first, found_on__lt=after)
    found = [
        Entry(reason, (theme,), fiscal_year(on), case)
        for case, reason, theme, on in gaps.values_list("case", "reason", "theme", "found_on")
    ]
    declined = gaps_from_declined().filter(
        answered_at__gte=day_start(first), answered_at__lt=day_start(after)
    )
    back = list(declined.values_list("case", "decline_reason", "answered_at"))
    themes = _themes_of({case for case, _, _ in back})
    found += [
        Entry(reason, themes.get(case, (UNSAID,)), fiscal_year(clock.today(at)), case)
        for case, reason, at in back
    ]
    return found


def _five_years(year: int) -> tuple[date, date]:
    return fiscal_range(year - YEARS + 1)[0], fiscal_range(year)[1]


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


def register_lines(year: int) -> list[Line]:
    """Return the register of the five 年度 up to ``year``, line by line; the last is the sum.

    Figures too small to be safe are hidden, and what would give them away as well.
    """
    spreads = _spreads(entries(year), years_of(year), _boxes)
    reasons, themes = codes.labels("HAZAMA"), (*codes.theme_labels(), UNSAID)

    def line(reason: str, theme: str | None = None) -> Line:
        return Line(reason, theme, tuple(one.at((reason, theme)) for one in spreads))

    def occurs(reason: str, theme: str | None = None) -> bool:
        return any((reason, theme) in one.counts for one in spreads)

    lines: list[Line] = []
    for reason in filter(occurs, reasons):
        lines.append(line(reason))
        lines += [line(reason, theme) for theme in themes if occurs(reason, theme)]
    return [*lines, Line(None, None, tuple(one.total for one in spreads))]


def area_cells(year: int, area: Area) -> tuple[Cell, ...]:
    """Return how many gaps of one 中圏域 the register holds, 年度 by 年度.

    By reason or theme they are not given for one area: nearly all of these would have to be hidden,
    and with them the figures of the municipality that could give them away.
    """
    found, places = entries(year), middle_places()
    lies = lying_in(Case.objects.filter(pk__in={one.case for one in found}))
    spreads = _spreads(found, years_of(year), lambda one: lies[one.case].intersection(places))
    return tuple(one.at(area.pk) for one in spreads)


def _boxes(entry: Entry) -> Atom:
    """Return the boxes of the register an entry counts in: its reason, and each theme within it."""
    return frozenset({(entry.reason, None), *((entry.reason, theme) for theme in entry.themes)})


def _spreads(
    found: Iterable[Entry], years: Iterable[int], atom_of: Callable[[Entry], Atom]
) -> list[Spread]:
    """Return the spread of each 年度, the oldest first."""
    counts: dict[int, Counter[Atom]] = defaultdict(Counter)
    for entry in found:
        counts[entry.year][atom_of(entry)] += 1
    return [spread(counts[year], threshold()) for year in years]


def years_of(year: int) -> list[int]:
    """Return the 年度 the register shows with ``year``, the oldest first."""
    return list(range(year - YEARS + 1, year + 1))


def register_table(
    year: int, area: Area | None = None, whole: Iterable[Line] | None = None
) -> Table:
    """Return the register as reason × theme × 年度, or the sums of one 中圏域; ``whole`` are its lines, if read."""
    reasons = codes.labels("HAZAMA")
    themes = {**codes.theme_labels(), UNSAID: _NO_THEME}
    lines = [Line(None, None, area_cells(year, area))] if area else whole or register_lines(year)
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
        title=f"制度の狭間（{area.name if area else '区市町村全体'}）",
        corner="使えなかった理由・課題",
        columns=tuple(fiscal_label(y) for y in years_of(year)),
        rows=tuple(rows),
        note=_note(area),
    )


def register_cells(
    lines: Iterable[Line], reason: str | None, theme: str | None
) -> tuple[Cell, ...]:
    """Return what the register shows of a reason, of a theme, of both, or of everything.

    Nothing the register hides can be worked out from it: a theme over all reasons is hidden wherever
    one of its parts is.
    """
    if theme is None or reason is not None:
        found = (line.cells for line in lines if (line.reason, line.theme) == (reason, theme))
        return next(found, (0,) * YEARS)
    parts = [line.cells for line in lines if line.theme == theme]
    return tuple(_sum(column) for column in zip(*parts, strict=True)) or (0,) * YEARS


def _sum(column: tuple[Cell, ...]) -> Cell:
    figures = [cell for cell in column if isinstance(cell, int)]
    return sum(figures) if len(figures) == len(column) else HIDDEN


def _note(area: Area | None) -> str:
    said = (
        "制度の狭間として書かれたことと、理由がついて戻ってきたつなぎを、わかった年度で数えました。"
        "戻ってきたつなぎを書きおこしたときは、１件と数えます。"
    )
    if area is not None:
        said += "理由と課題ごとの数は、圏域では少なくて、だれのことかわかるので、区市町村全体で出します。"
    else:
        said += "戻ってきたつなぎの課題は、そのケースの課題です。いくつもあれば、それぞれの行に入ります。"
    return said + hidden_note(threshold())


def public_gaps() -> "QuerySet[Gap]":
    """Return the gaps with a sentence that a second person let out.

    What is known of a restricted case (R017) is counted, and its sentence stays with the case. The
    page shows them without ``area``: by year and place they could be counted against the table.
    """
    told_of = Gap.objects.filter(case__restriction="", pk__in=let_out("gap"))
    return told_of.exclude(public_note="").select_related("reason", "theme", "case")


def public_notes(year: int) -> "QuerySet[Gap]":
    """Return those of the five 年度 up to ``year``, which is always the year it is now.

    Whoever could choose the year or the area would count them, and know of a hidden figure what is
    behind it.
    """
    first, after = _five_years(year)
    return public_gaps().filter(found_on__gte=first, found_on__lt=after)


def held_back(year: int, lines: Iterable[Line]) -> set[UUID]:
    """Return the sentences that are not told, for counting them would tell a figure that ``lines`` hide.

    Of a line with a hidden figure the newest are told, as many as everybody knows of from its figures: a
    hidden one stands for one. Whatever shows sentences of the register leaves these out.
    """
    left: dict[tuple[str | None, str | None], int] = {
        (line.reason, line.theme): sum(n if isinstance(n, int) else 1 for n in line.cells)
        for line in lines
        if HIDDEN in line.cells
    }
    held: set[UUID] = set()
    rows = public_notes(year).order_by("-found_on", "-pk").values_list("pk", "reason", "theme")
    for pk, reason, theme in rows:
        boxes = [box for box in ((reason, None), (reason, theme)) if box in left]
        if all(left[box] for box in boxes):
            for box in boxes:
                left[box] -= 1
        else:
            held.add(pk)
    return held


def middle_areas(on: date) -> "QuerySet[Area]":
    """Return the 中圏域 that the register can be narrowed to: nothing nearer is offered."""
    live = Area.objects.live(on).filter(tier=Tier.MIDDLE, zoning__is_base=True, is_unknown=False)
    return live.order_by("code", "name")
