"""What the page of an area says about 社会資源 (R001)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.areas.attachments import AttachmentProvider, register

from .queries import attached_to


def _count(actor: Actor, area_ids: Sequence[UUID], on: date) -> int:
    return attached_to(actor, area_ids, on).count()


def _items(
    actor: Actor, area_ids: Sequence[UUID], on: date, limit: int
) -> Sequence[tuple[str, str]]:
    rows = attached_to(actor, area_ids, on).order_by("kana", "name", "pk")[:limit]
    return [(row.name, reverse("directory:detail", args=[row.pk])) for row in rows]


register(
    AttachmentProvider(
        label="社会資源",
        url_fn=lambda area_id: f"{reverse('directory:index')}?area={area_id}",
        count_fn=_count,
        items_fn=_items,
    )
)
