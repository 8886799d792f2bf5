"""What the page of an area says about 支援計画: those in force on cases there (R001)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.areas.attachments import AttachmentProvider, Shown, register
from wagamachi.casework.models import OPEN_STATES, Case

from .enums import PlanState
from .models import SupportPlan


def _plans(actor: Actor, area_ids: Sequence[UUID], on: date) -> "QuerySet[Any]":
    across = Case.areas.through.objects.filter(area_id__in=area_ids).values("case_id")
    here = Q(case__area__in=area_ids) | Q(case__in=across)
    rows = SupportPlan.objects.filter(here, state=PlanState.AGREED, case__state__in=OPEN_STATES)
    seen = visible_to(actor, rows.select_related("case"), Perm.CASE_READ_FULL)
    return cast("QuerySet[Any]", seen)


def _show(actor: Actor, rows: Sequence[Any]) -> list[Shown]:
    return [
        Shown(
            f"第{row.number}回の支援計画", reverse("support:plan", args=[row.pk]), row.case.number
        )
        for row in rows
    ]


register(
    AttachmentProvider(
        slug="plans",
        label="動いている支援計画",
        rows_fn=_plans,
        show_fn=_show,
        by=("-created_at", "-id"),
        perm=Perm.CASE_READ_FULL,
        door="support:plan",
    )
)
