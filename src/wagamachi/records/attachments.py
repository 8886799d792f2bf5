"""What an area's page says about records: how many this 年度, and the latest (R001)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.areas.attachments import AttachmentProvider, register
from wagamachi.core import clock
from wagamachi.core.fiscal import fiscal_year
from wagamachi.core.wareki import format_wareki_short

from .periods import year_period
from .queries import SEEN, Records, current


def _seen(actor: Actor, area_ids: Sequence[UUID], on: date) -> Records:
    period = year_period(fiscal_year(on))
    rows = current().filter(period.q("occurred_at"), area__in=area_ids)
    return visible_to(actor, rows, Perm.RECORD_READ)


def _count(actor: Actor, area_ids: Sequence[UUID], on: date) -> int:
    return _seen(actor, area_ids, on).count()


def _items(
    actor: Actor, area_ids: Sequence[UUID], on: date, limit: int
) -> Sequence[tuple[str, str]]:
    rows = _seen(actor, area_ids, on).select_related("method", "team")
    return [
        (
            f"{format_wareki_short(clock.today(row.occurred_at))} {row.method}（{row.team.name}）",
            reverse("records:detail", args=[row.pk]),
        )
        for row in rows.order_by("-occurred_at", "-id")[:limit]
    ]


def _url(area_id: UUID) -> str:
    return f"{reverse('records:index')}?whose={SEEN}&area={area_id}"


register(
    AttachmentProvider(label="活動記録（今年度）", url_fn=_url, count_fn=_count, items_fn=_items)
)
