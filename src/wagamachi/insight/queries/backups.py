"""バックアップ: what help the lower tiers asked for, and how soon somebody answered (R011)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wagamachi.casework.enums import HandoffKind
from wagamachi.casework.models import Handoff
from wagamachi.core.fiscal import fiscal_label
from wagamachi.records.periods import year_period

from ..tables import Row, Table
from .waits import COLUMNS, NOTE, Waits


def by_kind(year: int) -> Table:
    """Return the requests of a 年度 by what was asked for: 情報, SV, 専門職派遣, 財源 …"""
    rows = _rows(year, "backup_kind__sort", "backup_kind__label")
    return _table(year, "kind", "バックアップの種別", rows)


def by_team(year: int) -> Table:
    """Return the requests of a 年度 by the team that was asked."""
    rows = _rows(year, "to_team__organization__name", "to_team__name")
    whole = (
        (name := f"{office} {team}", name, sent_at, received_at)
        for office, team, sent_at, received_at in rows
    )
    return _table(year, "team", "頼まれたチーム", whole)


Asked = tuple[Any, str, datetime, datetime | None]


def _table(year: int, key: str, corner: str, rows: Iterable[Asked]) -> Table:
    total, lines = Waits(), defaultdict[tuple[Any, str], Waits](Waits)
    for order, label, sent_at, received_at in rows:
        for waits in (total, lines[order, label]):
            waits.add(sent_at, received_at)
    return Table(
        key=key,
        title=f"{corner}ごとのバックアップ依頼（{fiscal_label(year)}）",
        corner=corner,
        columns=COLUMNS,
        rows=(
            *(Row(label, lines[order, label].cells()) for order, label in sorted(lines)),
            Row("合計", total.cells(), "total"),
        ),
        note=NOTE,
    )


def _rows(year: int, order: str, label: str) -> Iterable[Asked]:
    asked = Handoff.objects.filter(
        year_period(year).q("sent_at"), kind=HandoffKind.BACKUP, to_team__isnull=False
    )
    return asked.order_by().values_list(order, label, "sent_at", "received_at").iterator()
