"""つなぎの結果: how often it led somewhere, and how long the answer took, by receiver (R024)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Window
from django.db.models.functions import RowNumber

from wagamachi.casework.enums import HandoffKind, HandoffState
from wagamachi.casework.models import WAITING, Handoff
from wagamachi.casework.queries.passing import connected
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.models import Code
from wagamachi.records.periods import year_period

from ..tables import Cell, Row, Table, percent

UNKNOWN_KIND = "名前を書いてつないだ相手"
COLUMNS = (
    "つないだ",
    "返事待ち・調整中",
    "引き受けられた（結果待ち）",
    "取りやめ",
    "戻ってきた",
    "結果を確かめた",
    "うち つながった",
    "つながった率（％）",
    "返事までの日数（中央値）",
)
_NOTE = (
    "その年度につないだものを数えました。つながった率は、"
    "「つながった」÷（「結果を確かめた」＋「戻ってきた」）です。"
    "返事待ち・結果待ち・取りやめは、率に入れていません。"
    "返事までの日数は、引き受ける・戻すの返事があったものの中央値（休みの日もふくむ日数）です。"
)
_DAY = 86_400  # seconds


def by_organization(year: int) -> Table:
    """Return つなぎ to teams that answer here, by the kind of their organisation."""
    return _table(
        year,
        "to_team__organization__kind",
        Q(to_team__isnull=False),
        key="organization",
        title=f"つなぎ先の機関の種別（{fiscal_label(year)}）",
        corner="つなぎ先の種別",
    )


def by_resource(year: int) -> Table:
    """Return つなぎ to whoever is outside the system, by the kind of resource, named ones last."""
    return _table(
        year,
        "to_resource__kind",
        Q(to_team=None),
        key="resource",
        title=f"つなぎ先の資源の種別（{fiscal_label(year)}）",
        corner="資源の種別",
    )


def _table(year: int, column: str, those: Q, *, key: str, title: str, corner: str) -> Table:
    sent = Handoff.objects.filter(those, year_period(year).q("sent_at"), kind=HandoffKind.REFER)
    sent = sent.order_by()
    counted = {one[column]: one for one in sent.values(column).annotate(**_counts())}
    medians = _median_days(sent, column)
    kinds = Code.objects.filter(pk__in=[pk for pk in counted if pk])
    lines = [
        Row(str(kind), _cells(counted[kind.pk], medians.get(kind.pk)))
        for kind in kinds.order_by("code_list", "sort", "pk")
    ]
    if None in counted:
        lines.append(Row(UNKNOWN_KIND, _cells(counted[None], medians.get(None))))
    whole = sent.aggregate(**_counts())
    total = Row("合計", _cells(whole, _median_days(sent, None).get(None)), "total")
    return Table(key, title, corner, COLUMNS, (*lines, total), _NOTE)


def _counts() -> dict[str, Any]:
    def those(*states: HandoffState, **more: Any) -> Count:
        return Count("pk", filter=Q(state__in=states, **more))

    return {
        "sent": Count("pk"),
        "waiting": those(*WAITING),
        "accepted": those(HandoffState.ACCEPTED),
        "withdrawn": those(HandoffState.WITHDRAWN),
        "declined": those(HandoffState.DECLINED),
        "finished": those(HandoffState.FINISHED),
        "connected": those(HandoffState.FINISHED, result__in=connected()),
    }


def _cells(one: dict[str, int], median: float | None) -> tuple[Cell, ...]:
    known = one["finished"] + one["declined"]
    names: Sequence[str] = (
        "sent", "waiting", "accepted", "withdrawn", "declined", "finished", "connected",
    )  # fmt: skip
    return (*(one[name] for name in names), percent(one["connected"], known), median)


def _median_days(sent: Any, column: str | None) -> dict[Any, float]:
    """Return the median of the days until an answer, worked out in the database on both engines.

    The middle one, or the two in the middle, are picked by their place among the answers.
    """
    group = [F(column)] if column else []
    wait = ExpressionWrapper(F("answered_at") - F("sent_at"), output_field=DurationField())
    ranked = (
        sent.filter(answered_at__isnull=False)
        .annotate(wait=wait)
        .annotate(
            place=Window(RowNumber(), partition_by=group, order_by=F("wait").asc()),
            size=Window(Count("pk"), partition_by=group),
        )
        .filter(place__gte=F("size") / 2.0, place__lte=F("size") / 2.0 + 1)
    )
    middle = ranked.values_list(*([column] if column else []), "wait")
    found: dict[Any, list[float]] = {}
    for row in middle:
        found.setdefault(row[0] if column else None, []).append(row[-1].total_seconds() / _DAY)
    return {code: round(sum(days) / len(days), 1) for code, days in found.items()}
