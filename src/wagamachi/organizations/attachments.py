"""What the page of an area says about 機関: the teams that look after it (R001)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.areas.attachments import AttachmentProvider, register

from .models import Team
from .queries import serving, with_parents


def _teams(actor: Actor, area_ids: Sequence[UUID], on: date) -> "list[Team]":
    """Return the teams of the areas and of those above them: both look after the place."""
    return list(visible_to(actor, serving(with_parents(area_ids), on), Perm.ORGANIZATION_READ))


def _count(actor: Actor, area_ids: Sequence[UUID], on: date) -> int:
    return len(_teams(actor, area_ids, on))


def _items(
    actor: Actor, area_ids: Sequence[UUID], on: date, limit: int
) -> Sequence[tuple[str, str]]:
    return [
        (f"{team.organization.name} {team.name}", reverse("organizations:team", args=[team.pk]))
        for team in _teams(actor, area_ids, on)[:limit]
    ]


register(AttachmentProvider(label="受け持つチーム", url_fn=None, count_fn=_count, items_fn=_items))
