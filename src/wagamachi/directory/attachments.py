"""What the page of an area says about 社会資源 (R001)."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.areas.attachments import AttachmentProvider, Shown, register

from .queries import attached_to


def _show(actor: Actor, rows: Sequence[Any]) -> list[Shown]:
    return [Shown(row.name, reverse("directory:detail", args=[row.pk])) for row in rows]


register(
    AttachmentProvider(
        slug="resources",
        label="社会資源",
        rows_fn=attached_to,
        show_fn=_show,
        by=("kana", "name", "id"),
    )
)
