"""課題タグの数: ごみ屋敷, 8050, … by 小地域, by building and by 年度 (R033)."""

from collections.abc import Iterable, Mapping

from wagamachi.areas.models import ZoningSystem
from wagamachi.core.disclosure import Place
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.models import Code

from ..tables import Row, Table, hidden_note, threshold
from .cases import Building, tag_figures, tags_of
from .themes import TOTAL, YEARS, places_of

CORNER = "課題タグ"
OTHERS = "ほかの建物・住所のわからないもの"
_NOTE = (
    "その年度に引き受けたケースを、ケースにつけたタグごとに数えました。"
    "タグがいくつもあるケースは、それぞれの行に入ります。"
    "ひとりひとりの課題は「課題 × 圏域」で数えています。"
)


def tables(year: int, zoning: ZoningSystem | None) -> list[Table]:
    """Return the tags of a 年度 over areas, over buildings, and beside the years before."""
    figures, names = tag_figures(year)
    labels, limit = _labels(figures.by_code), threshold()

    def table(key: str, title: str, places: Mapping[Place, str], note: str) -> Table:
        spreads = {tag: figures.by_code[tag] for tag in labels}
        rows = [Row(labels[tag], (one.total, *map(one.at, places))) for tag, one in spreads.items()]
        title = f"{CORNER} × {title}（{fiscal_label(year)}）"
        columns = (TOTAL, *places.values())
        return Table(key, title, CORNER, columns, tuple(rows), note + hidden_note(limit))

    by_area = [table("area", zoning.name, places_of(zoning, year), _NOTE)] if zoning else []
    buildings: dict[Place, str] = {Building(name): name for name in names}
    note = (
        f"その年度に引き受けたケースを、建物ごとに数えました。{max(limit, 2)}件に満たない建物は、"
        "どの家のことかわかってしまうので、名前を出さず「ほかの建物」に入れています。"
    )
    others: dict[Place, str] = (
        {Building(""): OTHERS} if buildings else {}
    )  # else they are all there is
    by_building = table("building", "集合住宅などの建物", buildings | others, note)
    return [*by_area, by_building, by_year(year)]


def by_year(year: int) -> Table:
    """Return the tags by 年度, the last five up to ``year``, of the whole municipality."""
    years = list(range(year - YEARS + 1, year + 1))
    found = [tags_of(one) for one in years]
    labels = _labels({tag for carried in found for tag in carried})
    return Table(
        key="year",
        title="課題タグ × 年度（区市町村全体）",
        corner=CORNER,
        columns=tuple(fiscal_label(one) for one in years),
        rows=tuple(
            Row(label, tuple(len(carried.get(tag, ())) for carried in found))
            for tag, label in labels.items()
        ),
        note=_NOTE,
    )


def _labels(tags: Iterable[str]) -> dict[str, str]:
    codes = Code.objects.filter(pk__in=list(tags)).order_by("code_list", "sort", "pk")
    return {code.pk: str(code) for code in codes}
