"""応じるまでの早さ: how soon 「相談したい」 and 「中圏域へつなぐ」 were answered, per team (R010, R174)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from wagamachi.casework.enums import IntakeAsk
from wagamachi.casework.models import Intake
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.words import local
from wagamachi.records.periods import year_period

from ..tables import Row, Table
from .waits import COLUMNS, NOTE, Waits


def advice(year: int) -> Table:
    """Return how soon 「相談したい」 of a 年度 was answered, per team."""
    return _table(year, IntakeAsk.ADVICE)


def raised(year: int) -> Table:
    """Return how soon 「中圏域へつなぐ」 of a 年度 was answered, per team."""
    return _table(year, IntakeAsk.RAISE)


def _table(year: int, ask: IntakeAsk) -> Table:
    whole, by_team = Waits(), defaultdict[str, Waits](Waits)
    for organization, team, received_at, responded_at in _rows(year, ask):
        for waits in (whole, by_team[f"{organization} {team}"]):
            waits.add(received_at, responded_at)
    lines = [Row(name, by_team[name].cells()) for name in sorted(by_team)]
    return Table(
        key=str(ask.value),
        title=f"「{local(str(ask.label))}」に応じるまで（{fiscal_label(year)}）",
        corner="担当チーム",
        columns=COLUMNS,
        rows=(*lines, Row("合計", whole.cells(), "total")),
        note=NOTE,
    )


def _rows(year: int, ask: IntakeAsk) -> Iterable[tuple[str, str, datetime, datetime | None]]:
    rows = Intake.objects.filter(year_period(year).q("received_at"), ask=ask)
    return rows.order_by().values_list(
        "holder_team__organization__name", "holder_team__name", "received_at", "responded_at"
    ).iterator()  # fmt: skip
