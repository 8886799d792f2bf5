"""課題タグの数: ごみ屋敷, 8050, … by 小地域, by building and by 年度 (R033)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, UUIDField, Value, When

from wagamachi.areas.models import Tier, ZoningSystem
from wagamachi.casework.enums import CaseState
from wagamachi.casework.models import Case
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.models import Code
from wagamachi.records.periods import year_period

from ..tables import HIDDEN, Row, Table, suppress, threshold
from .themes import NOWHERE, TOTAL, YEARS, areas_of

CORNER = "課題タグ"
OTHERS = "ほかの建物・住所のわからないもの"
BUILDINGS = 20  # buildings shown, the fullest first
Tagged = QuerySet[Any]
Cells = dict[tuple[str, Any], int]


def by_area(year: int, zoning: ZoningSystem) -> Table:
    """Return the tags of the cases opened in one 年度 over the areas of one zoning."""
    tagged = _tagged(year)
    placed = tagged.filter(case__areas__zoning=zoning, case__areas__is_unknown=False)
    cells = _count(placed.annotate(column=F("case__areas")))
    for key, number in _count(_unplaced(tagged, zoning)).items():
        cells[key] += number
    areas = areas_of(zoning, year_period(year))
    limit = threshold() if zoning.tier != Tier.MUNICIPALITY else 0
    return Table(
        key="area",
        title=f"課題タグ × {zoning.name}（{fiscal_label(year)}）",
        corner=CORNER,
        columns=(TOTAL, *areas.values(), NOWHERE),
        rows=_rows(_labels(tagged), _totals(tagged), cells, [*areas, None], limit),
        note=_note(limit),
    )


def by_building(year: int) -> Table:
    """Return the tags by building, for buildings with enough tagged cases to stand for nobody.

    A building below the threshold is not even named: its address would point at a home.
    """
    tagged, limit = _tagged(year), max(threshold(), 2)
    full = (
        tagged.exclude(case__building_key="")
        .values("case__building_key")
        .annotate(n=Count("case", distinct=True))
        .filter(n__gte=limit)
        .order_by("-n", "case__building_key")
    )
    names = [one["case__building_key"] for one in full[:BUILDINGS]]
    column = Choose(
        When(case__building_key__in=names, then=F("case__building_key")), default=Value("")
    )
    cells = _count(tagged.annotate(column=column))
    return Table(
        key="building",
        title=f"課題タグ × 集合住宅などの建物（{fiscal_label(year)}）",
        corner=CORNER,
        columns=(TOTAL, *names, OTHERS),
        rows=_rows(_labels(tagged), _totals(tagged), cells, [*names, ""], threshold()),
        note=(
            f"その年度に引き受けたケースを、建物ごとに数えました。{limit}件に満たない建物は、"
            "どの家のことかわかってしまうので、名前を出さず「ほかの建物」に入れています。"
            + _hidden(threshold())
        ),
    )


def by_year(year: int) -> Table:
    """Return the tags by 年度, the last five up to ``year``, of the whole municipality."""
    years = list(range(year - YEARS + 1, year + 1))
    cells: Cells = defaultdict(int)
    labels: dict[str, str] = {}
    for one in years:
        tagged = _tagged(one)
        labels |= _labels(tagged)
        for (tag, _), number in _count(tagged.annotate(column=Value(""))).items():
            cells[tag, one] = number
    rows = [
        Row(label, tuple(cells.get((tag, one), 0) for one in years))
        for tag, label in sorted(labels.items())
    ]
    return Table(
        key="year",
        title="課題タグ × 年度（市全体）",
        corner=CORNER,
        columns=tuple(fiscal_label(one) for one in years),
        rows=tuple(rows),
        note=_note(0),
    )


def _tagged(year: int) -> Tagged:
    """Return one row for each tag of each case opened in the 年度; a merged case counts once."""
    period = year_period(year)
    rows: Tagged = Case.tags.through._default_manager.filter(period.q("case__opened_at"))
    return rows.exclude(case__state=CaseState.MERGED).order_by()


def _unplaced(tagged: Tagged, zoning: ZoningSystem) -> Tagged:
    """Return the cases in no area of the zoning, under the one their own area lies in, if any."""
    here = Case.areas.through._default_manager.filter(
        case_id=OuterRef("case_id"), area__zoning=zoning, area__is_unknown=False
    )
    steps = ("case__area", "case__area__parent", "case__area__parent__parent")
    column = Choose(
        *(
            When(Q((f"{s}__zoning", zoning), (f"{s}__is_unknown", False)), then=F(f"{s}__id"))
            for s in steps
        ),
        default=Value(None),
        output_field=UUIDField(null=True),
    )
    rows: Tagged = tagged.filter(~Exists(here)).annotate(column=column)
    return rows


def _count(tagged: Tagged) -> Cells:
    found: Cells = defaultdict(int)
    for tag, column, number in tagged.values_list("code", "column").annotate(
        n=Count("case", distinct=True)
    ):
        found[tag, column] += number
    return found


def _totals(tagged: Tagged) -> dict[str, int]:
    return dict(tagged.values_list("code").annotate(n=Count("case", distinct=True)))


def _labels(tagged: Tagged) -> dict[str, str]:
    codes = Code.objects.filter(pk__in=tagged.values("code")).order_by("sort", "pk")
    return {code.pk: str(code) for code in codes}


def _rows(
    labels: Mapping[str, str],
    totals: Mapping[str, int],
    cells: Cells,
    columns: Sequence[UUID | str | None],
    limit: int,
) -> tuple[Row, ...]:
    return tuple(
        Row(
            label,
            (totals.get(tag, 0), *suppress([cells.get((tag, c), 0) for c in columns], limit)),
        )
        for tag, label in labels.items()
    )


def _note(limit: int) -> str:
    said = (
        "その年度に引き受けたケースを、ケースにつけたタグごとに数えました。"
        "タグがいくつもあるケースは、それぞれの行に入ります。"
        "ひとりひとりの課題は「課題 × 圏域」で数えています。"
    )
    return said + _hidden(limit)


def _hidden(limit: int) -> str:
    if not limit:
        return ""
    return (
        f"{limit}件未満の数は、だれのことかわからないように伏せています。"
        f"合計から逆算できてしまう数も「{HIDDEN}」にしています。"
    )
