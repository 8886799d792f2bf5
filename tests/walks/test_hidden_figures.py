"""Whoever lays all tables of the city side by side works out no figure that they hide (R007, R021)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.test import Client

from tests.insight.scene import in_file, on_screen
from tests.insight.solver import Atom, Place, Tables
from wagamachi.areas.models import Area, Tier, ZoningSystem
from wagamachi.casework.models import Case, Evaluation
from wagamachi.casework.queries.lying import Nowhere, lying_in
from wagamachi.core.fiscal import fiscal_label, fiscal_year
from wagamachi.core.models import Code
from wagamachi.core.tables import HIDDEN
from wagamachi.insight.queries.cases import cases_of, tags_of, themes_of
from wagamachi.records.periods import year_period
from wagamachi.support.queries.gaps import entries

from .walker import People

LIMIT, CITY, CASES, NOWHERE = 5, "区市町村全体", "ケース（実数）", "圏域なし・不明"
Line = dict[Place, str]


def zonings() -> list[ZoningSystem]:
    """Return the zonings that figures are given for."""
    areas = ZoningSystem.objects.filter(areas__is_unknown=False, is_base=True)
    found = areas.exclude(tier=Tier.MUNICIPALITY)
    return list(found.distinct())


def places_in(zoning: ZoningSystem) -> dict[str, Place]:
    """Return the places of a zoning by the name that heads their column."""
    rows = Area.objects.filter(zoning=zoning, is_unknown=False).values_list("name", "pk")
    return {**dict(rows), NOWHERE: Nowhere(zoning.pk)}


def read(client: Client, page: str, year: int) -> dict[str, Line]:
    """Return every line of the tables of a year, over all zonings; screen and file say the same."""
    lines: dict[str, Line] = {}
    for number, zoning in enumerate(zonings()):
        asked = {"year": str(year), "zoning": str(zoning.pk)}
        table = on_screen(client, page, "area", **asked)
        assert number or in_file(client, page, "area", **asked) == table
        where = places_in(zoning)
        for label, row in table.items():
            found = lines.setdefault(label, {})
            assert found.setdefault(CITY, row[CITY]) == row[CITY]
            found |= {where[name]: cell for name, cell in row.items() if name != CITY and cell}
    return lines


def recovered(line: Line, atoms: Iterable[Atom], whole: Line) -> dict[Place, int]:
    return laid(line, atoms, whole).recovered()


def laid(line: Line, atoms: Iterable[Atom], whole: Line) -> Tables:
    cells = {place: cell for place, cell in line.items() if place != CITY}
    hidden = frozenset(place for place, cell in cells.items() if cell == HIDDEN)
    shown = {place: int(cell) for place, cell in cells.items() if place not in hidden}
    caps = {p: int(n) for p, n in whole.items() if p in cells and n != HIDDEN}
    return Tables(list(atoms), int(line[CITY]), shown, hidden, caps)


def checked(
    lines: Mapping[str, Line],
    truth: Mapping[str, Iterable[Atom]],
    known: Iterable[Atom],
    whole: Line,
) -> tuple[int, int]:
    """Assert that nothing is recovered and every shown figure is right; return how many are hidden."""
    hidden = shown = 0
    for label, atoms in truth.items():
        counts = Counter(place for atom in atoms for place in atom)
        line = lines[label]
        for place, cell in line.items():
            if place == CITY:
                continue
            assert cell == HIDDEN or int(cell) == counts[place], (label, place)
            assert cell == HIDDEN or not 0 < int(cell) < LIMIT, (label, place)
            hidden, shown = hidden + (cell == HIDDEN), shown + (cell not in (HIDDEN, "0"))
        tables = laid(line, known, whole)
        assert tables.recovered() == {}, label
        assert tables.between(Counter(atoms), LIMIT) == {}, (label, "between two zonings")
    return hidden, shown


def test_no_case_behind_a_theme_or_a_tag_is_found_out(people: People) -> None:
    client, names = people("manager").client, {code.pk: str(code) for code in Code.objects.all()}
    this, hidden, shown = fiscal_year(date.today()), 0, 0
    for year in (this, this - 1):
        lies, whole = lying_in(cases_of(year)), dict[Place, str]()
        for page, carried in (("themes", themes_of(year)), ("tags", tags_of(year))):
            lines = read(client, page, year)
            truth = {names[code]: [lies[c] for c in cases] for code, cases in carried.items()}
            if page == "themes":
                truth[CASES] = list(lies.values())
                whole = lines[CASES]
            found = checked(lines, truth, set(lies.values()), whole)
            hidden, shown = hidden + found[0], shown + found[1]
    assert hidden, "the city is large enough to hide something"
    assert shown > 1000, "and nearly everything that is large is shown"


def test_a_year_of_one_area_says_what_the_table_over_areas_says(people: People) -> None:
    client, year = people("auditor").client, fiscal_year(date.today()) - 1
    for zoning in zonings():
        asked = {"year": str(year), "zoning": str(zoning.pk)}
        table = on_screen(client, "themes", "area", **asked)
        for name, area in list(places_in(zoning).items())[:1]:
            narrow = {"year": str(year), "columns": "year", "area": str(area)}
            one = on_screen(client, "themes", "year", **narrow)
            assert {k: v[fiscal_label(year)] for k, v in one.items()} == {
                k: v[name] for k, v in table.items()
            }, name


def test_no_evaluation_and_no_gap_is_found_out(people: People) -> None:
    client, this = people("core").client, fiscal_year(date.today())
    middle = ZoningSystem.objects.get(tier=Tier.MIDDLE, is_base=True)
    where = places_in(middle)
    for year in (this, this - 1):
        table = on_screen(client, "support:summary", "by_area", year=str(year))
        lies = evaluated(year, where)
        for step in list(table[CITY]):
            line: Line = {where[k]: row[step] for k, row in table.items() if k != CITY}
            assert recovered(line | {CITY: table[CITY][step]}, lies, {}) == {}, step
        narrowed = {
            name: on_screen(client, "support:summary", "by_theme", year=str(year), area=str(area))
            for name, area in where.items()
            if name != NOWHERE
        }
        whole = on_screen(client, "support:summary", "by_theme", year=str(year))
        for theme, row in whole.items():
            for step, n in row.items():
                line = {where[k]: one[theme][step] for k, one in narrowed.items()}
                assert recovered(line | {CITY: n}, lies, {}) == {}, (theme, step)
        register(client, year, where)


def evaluated(year: int, where: Mapping[str, Place]) -> set[Atom]:
    rows = Evaluation.objects.filter(year_period(year).q("evaluated_at"))
    found = lying_in(Case.objects.filter(pk__in=rows.values("case")))
    return {atom.intersection(where.values()) for atom in found.values()}


def register(client: Client, year: int, where: Mapping[str, Place]) -> None:
    """Try the register: over reasons and themes, and over the 中圏域."""
    names: dict[Any, str] = {code.pk: str(code) for code in Code.objects.all()}
    listed = [one for one in entries(year) if one.year == year]
    rows = in_rows(client, year)
    boxes = {
        frozenset({(one.reason, ""), *((one.reason, t) for t in one.themes)}) for one in listed
    }
    line: Line = {}
    reason = ""
    reasons = {names[one.reason]: one.reason for one in listed}
    themes = {names.get(t, "課題が書かれていない"): t for one in listed for t in one.themes}
    for label, is_reason, cell in rows:
        if label == "合計":
            line[CITY] = cell
        elif is_reason:
            reason = reasons.get(label, "")
            line[reason, ""] = cell
        elif reason and label in themes:
            line[reason, themes[label]] = cell
    assert recovered(line, boxes, {}) == {}
    narrowed: Line = {CITY: line[CITY]}
    for name, area in where.items():
        if name != NOWHERE:
            table = on_screen(client, "support:gaps", "gaps", year=str(year), area=str(area))
            narrowed[area] = table["合計"][fiscal_label(year)]
    assert recovered(narrowed, [frozenset({p}) for p in where.values()], {}) == {}


def in_rows(client: Client, year: int) -> list[tuple[str, bool, str]]:
    """Return the lines of the register in their order: label, whether it is a reason, the figure."""
    tables = client.get("/support/gaps/", {"year": str(year)}).context["tables"]
    return [(row.label, row.style == "group", str(row.cells[-1])) for row in tables[0].rows]
