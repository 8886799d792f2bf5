"""相談の受けとめ: by kind of window and by route, month by month (R015)."""

from django.db.models import Count

from wagamachi.casework.models import Intake
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.models import Code
from wagamachi.records.periods import year_period

from ..tables import Row, Table
from .spans import months_of, number_of

_UNSAID = "書かれていない"


def by_window(year: int) -> Table:
    """Return intakes by 受付窓口種別 and month of a 年度."""
    return _monthly(
        year,
        "window_kind",
        key="window",
        title=f"受けとめた窓口の種別（{fiscal_label(year)}）",
        corner="窓口の種別",
        note="相談を受けた日の月で数えました。窓口の種別は、受けたときの機関の種別です。",
    )


def by_route(year: int) -> Table:
    """Return intakes by 相談経路 and month of a 年度."""
    return _monthly(
        year,
        "route",
        key="route",
        title=f"相談経路（{fiscal_label(year)}）",
        corner="相談経路",
        note="相談を受けた日の月で数えました。経路は必須ではないので、書かれていない相談もあります。",
    )


def _monthly(year: int, column: str, *, key: str, title: str, corner: str, note: str) -> Table:
    """Count in the database by one column and month; codes that never occur are left out."""
    spans = months_of(year)
    rows = Intake.objects.filter(year_period(year).q("received_at")).order_by()
    counted = (
        rows.annotate(number=number_of(spans, "received_at"))
        .values_list(column, "number")
        .annotate(n=Count("pk"))
    )
    found = {(code, number): n for code, number, n in counted}
    codes = {code for code, _ in found}
    known = Code.objects.filter(pk__in=codes - {None}).order_by("code_list", "sort", "pk")
    labels: dict[str | None, str] = {code.pk: str(code) for code in known}
    if None in codes:
        labels[None] = _UNSAID
    lines = [
        Row(label, _with_total([found.get((code, i), 0) for i in range(len(spans))]))
        for code, label in labels.items()
    ]
    sums = [sum(found.get((code, i), 0) for code in labels) for i in range(len(spans))]
    return Table(
        key=key,
        title=title,
        corner=corner,
        columns=("合計", *(span.label.partition("年")[2] for span in spans)),
        rows=(*lines, Row("合計", _with_total(sums), "total")),
        note=note,
    )


def _with_total(figures: list[int]) -> tuple[int, ...]:
    return (sum(figures), *figures)
