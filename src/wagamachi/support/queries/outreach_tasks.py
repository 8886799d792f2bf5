"""頼まれたアウトリーチ: what waits for my teams, and which areas somebody was asked to go to (R018)."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to

from ..models import OutreachTask


def waiting(actor: Actor) -> "QuerySet[OutreachTask]":
    """Return what my teams were asked and have not done, the nearest day first."""
    rows: Any = visible_to(actor, OutreachTask, Perm.RECORD_WRITE).filter(done_at=None)
    found: QuerySet[OutreachTask] = rows.select_related("area", "team", "asked_by")
    return found.order_by("due_on", "id")


def asked_by_me(actor: Actor) -> "QuerySet[OutreachTask]":
    """Return what I asked others and they have not done."""
    rows = OutreachTask.objects.filter(asked_by=actor.person_id, done_at=None)
    return rows.select_related("area", "team", "asked_by").order_by("due_on", "id")


def open_by_area(area_ids: Collection[UUID]) -> dict[UUID, OutreachTask]:
    """Return area id → the open task with the nearest day."""
    rows = OutreachTask.objects.filter(area__in=area_ids, done_at=None).select_related("team")
    return {task.area_id: task for task in rows.order_by("-due_on", "-id")}
