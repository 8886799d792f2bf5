"""The handful of figures the first page of 集計 shows, each one a single count over one year."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from wagamachi.casework.enums import HandoffKind, HandoffState
from wagamachi.casework.models import Handoff, Intake
from wagamachi.casework.queries.passing import connected
from wagamachi.records.periods import year_period
from wagamachi.records.queries import current

from ..tables import percent
from .cases import cases_of


@dataclass(frozen=True, slots=True)
class Overview:
    """What came in and what was done in one 年度."""

    intakes: int
    cases: int
    handoffs: int
    connected_percent: float | None
    records: int
    minutes: int


def overview(year: int) -> Overview:
    """Return the figures of a 年度; four queries, each over one range of an index by date."""
    period = year_period(year)
    sent = Handoff.objects.filter(period.q("sent_at"), kind=HandoffKind.REFER).aggregate(
        n=Count("pk"),
        known=Count("pk", filter=Q(state__in=[HandoffState.FINISHED, HandoffState.DECLINED])),
        connected=Count("pk", filter=Q(state=HandoffState.FINISHED, result__in=connected())),
    )
    spent = (
        current()
        .filter(period.q("occurred_at"))
        .aggregate(n=Count("pk"), minutes=Coalesce(Sum("minutes"), 0))
    )
    return Overview(
        intakes=Intake.objects.filter(period.q("received_at")).count(),
        cases=cases_of(year).count(),
        handoffs=sent["n"],
        connected_percent=percent(sent["connected"], sent["known"]),
        records=spent["n"],
        minutes=spent["minutes"],
    )
