"""What an area's page says about records: how many this 年度, and the latest (R001)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.areas.attachments import AttachmentProvider, Shown, register
from wagamachi.core import clock
from wagamachi.core.fiscal import fiscal_year
from wagamachi.core.wareki import format_wareki_short

from .periods import year_period
from .queries import Records, current


def _seen(actor: Actor, area_ids: Sequence[UUID], on: date) -> Records:
    period = year_period(fiscal_year(on))
    rows = current().filter(period.q("occurred_at"), area__in=area_ids)
    return visible_to(actor, rows.select_related("method", "team"), Perm.RECORD_READ)


def _show(actor: Actor, rows: Sequence[Any]) -> list[Shown]:
    return [
        Shown(
            f"{format_wareki_short(clock.today(row.occurred_at))} {row.method}（{row.team.name}）",
            reverse("records:detail", args=[row.pk]),
        )
        for row in rows
    ]


register(
    AttachmentProvider(
        slug="records",
        label="活動記録（今年度）",
        rows_fn=_seen,
        show_fn=_show,
        by=("-occurred_at", "-id"),
        perm=Perm.RECORD_READ,
    )
)
