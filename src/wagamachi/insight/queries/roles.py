"""Posts and records by role: the same roles everywhere, whatever they are called here (R006)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.queries import role_labels
from wagamachi.core import clock
from wagamachi.core.fiscal import fiscal_label
from wagamachi.records.periods import Period, year_period
from wagamachi.records.queries import current

from ..tables import HIDDEN, Row, Table
from .hours import hidden_roles
from .spans import months_of, number_of

NO_POST = "配置が見つからない"
_NOTE = (
    "人数と常勤換算は、年度の終わり（今年度はきょう）の配置です。"
    "記録は、書いた人がその月に、そのチームで持っていた役割で数えました。"
    "呼び方を変えても、役割のコードごとの数は変わりません。"
    "人数が少なく、ひとりの仕事がわかってしまう役割の記録と時間は「非表示」にしています。"
)


def by_role(year: int, actor: Actor) -> Table:
    """Return people, full-time equivalents, records and minutes by role; one person's work hidden (R115)."""
    period = year_period(year)
    last = clock.today(period.ends_at) - timedelta(days=1)
    posts = _posts(min(actor.on, last))
    written = _written(year)
    labels = role_labels() | {"": NO_POST}
    hidden = hidden_roles(actor, period)
    used = [role for role in labels if role in posts or role in written]
    lines = []
    for role in used:
        people, fte = posts.get(role, (0, Decimal(0)))
        done = (HIDDEN, HIDDEN) if role in hidden else written.get(role, (0, 0))
        lines.append(Row(labels[role], (role or "－", people, round(float(fte), 2), *done)))
    return Table(
        key="role",
        title=f"役割ごとの配置と記録（{fiscal_label(year)}）",
        corner="役割（この区市町村での呼び方）",
        columns=("役割コード", "人数", "常勤換算", "記録（件）", "時間（分）"),
        rows=tuple(lines),
        note=_NOTE,
    )


def _posts(on: date) -> dict[str, tuple[int, Decimal]]:
    """Return people and full-time equivalents by role on a day."""
    found = (
        Assignment.objects.live(on)
        .order_by()
        .values_list("role")
        .annotate(people=Count("user", distinct=True), fte=Sum("fte"))
    )
    return {role: (people, fte) for role, people, fte in found}


def _written(year: int) -> dict[str, tuple[int, int]]:
    """Return records and minutes by role, added up by person, team and month first."""
    spans = months_of(year)
    groups = (
        current()
        .filter(year_period(year).q("occurred_at"))
        .order_by()
        .annotate(number=number_of(spans, "occurred_at"))
        .values_list("written_by", "team", "number")
        .annotate(records=Count("pk"), minutes=Sum("minutes"))
    )
    held = _held(year_period(year))
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for user, team, number, records, minutes in groups:
        role = _role_of(held.get(user, ()), team, spans[number])
        found[role][0] += records
        found[role][1] += minutes
    return {role: (records, minutes) for role, (records, minutes) in found.items()}


def _held(period: Period) -> dict[UUID, list[Assignment]]:
    """Return the posts of everybody in the period, the latest first."""
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    rows = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lt=after
    ).order_by("-starts_on", "pk")
    found: dict[UUID, list[Assignment]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return found


def _role_of(posts: Sequence[Assignment], team: UUID, month: Period) -> str:
    """Return the role held in that month: at the record's team if possible, else anywhere."""
    first, after = clock.today(month.starts_at), clock.today(month.ends_at)
    live = [p for p in posts if p.starts_on < after and (p.ends_on is None or p.ends_on > first)]
    there = [p for p in live if p.team_id == team]
    return next((p.role for p in there or live), "")
