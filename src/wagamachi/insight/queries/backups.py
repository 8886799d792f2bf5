"""バックアップ: what help the lower tiers asked for, and how soon somebody answered (R011)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from wagamachi.casework.enums import HandoffKind, HandoffState
from wagamachi.casework.models import Handoff
from wagamachi.core import clock, codes
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.wareki import format_wareki_short
from wagamachi.records.periods import year_period

from ..tables import Row, Table
from .waits import COLUMNS, NOTE, Waits


def by_kind(year: int) -> Table:
    """Return the requests of a 年度 by what was asked for: 情報, SV, 専門職派遣, 財源 …"""
    called = codes.labels("BACKUP")
    order = {code: n for n, code in enumerate(called)}
    named = (
        (order[code], called[code], sent_at, answered_at)
        for code, _, sent_at, answered_at in _rows(year, "backup_kind", "id")
    )
    return _table(year, "kind", "バックアップの種別", named)


def by_team(year: int) -> Table:
    """Return the requests of a 年度 by the team that was asked."""
    rows = _rows(year, "to_team__organization__name", "to_team__name")
    whole = (
        (name := f"{office} {team}", name, sent_at, answered_at)
        for office, team, sent_at, answered_at in rows
    )
    return _table(year, "team", "頼まれたチーム", whole)


def unanswered(year: int) -> Table:
    """Return the requests of a 年度 nobody has answered, the longest due first.

    To have received it, or to think it over, is no answer.
    """
    rows = (
        _asked(year)
        .filter(answered_at=None)
        .select_related("backup_kind", "case", "from_team__organization", "to_team__organization")
        .order_by("due_on", "id")
    )
    return Table(
        key="unanswered",
        title=f"まだ応じていないバックアップ依頼（{fiscal_label(year)}）",
        corner="バックアップの種別",
        columns=("頼んだチーム", "頼まれたチーム", "頼んだ日", "返事の期日", "いま"),
        rows=tuple(Row(str(one.backup_kind), _waiting(one)) for one in rows),
        note="返事の期日が古い順です。受け取っただけ、検討中のものも、まだ応じていないものとして出しています。",
    )


def _waiting(one: Handoff) -> tuple[str, ...]:
    hides = bool(one.case and one.case.restriction)  # nobody learns where such a case lies (R017)
    asked = "取り扱い注意" if hides else f"{one.from_team.organization.name} {one.from_team.name}"
    return (
        asked,
        f"{one.to_team.organization.name} {one.to_team.name}" if one.to_team else "",
        format_wareki_short(clock.today(one.sent_at)),
        format_wareki_short(one.due_on),
        one.get_state_display(),
    )


Asked = tuple[Any, str, datetime, datetime | None]


def _table(year: int, key: str, corner: str, rows: Iterable[Asked]) -> Table:
    total, lines = Waits(), defaultdict[tuple[Any, str], Waits](Waits)
    for order, label, sent_at, answered_at in rows:
        for waits in (total, lines[order, label]):
            waits.add(sent_at, answered_at)
    return Table(
        key=key,
        title=f"{corner}ごとのバックアップ依頼（{fiscal_label(year)}）",
        corner=corner,
        columns=COLUMNS,
        rows=(
            *(Row(label, lines[order, label].cells()) for order, label in sorted(lines)),
            Row("合計", total.cells(), "total"),
        ),
        note=f"{NOTE}受け取っただけ、検討中のものは、まだ応じていない数に入ります。取りやめたものは数えません。",
    )


def _asked(year: int) -> QuerySet[Handoff]:
    asked = Handoff.objects.filter(
        year_period(year).q("sent_at"), kind=HandoffKind.BACKUP, to_team__isnull=False
    )
    return asked.exclude(state__in=(HandoffState.UNAPPROVED, HandoffState.WITHDRAWN))


def _rows(year: int, order: str, label: str) -> Iterable[Asked]:
    return _asked(year).order_by().values_list(order, label, "sent_at", "answered_at").iterator()
