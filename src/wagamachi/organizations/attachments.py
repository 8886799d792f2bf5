"""What the page of an area says about 機関: who looks after it, as teams and as people (R001)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.access.queries import role_labels
from wagamachi.areas.attachments import AttachmentProvider, Shown, register

from .models import Team
from .queries import serving, with_parents


def _teams(actor: Actor, area_ids: Sequence[UUID], on: date) -> "QuerySet[Any]":
    """Return the teams of the areas and of those above them: both look after the place."""
    here = serving(with_parents(area_ids), on).order_by().values("pk")
    rows = Team.objects.filter(pk__in=here).select_related("organization")
    return visible_to(actor, rows, Perm.ORGANIZATION_READ)


def _show_teams(actor: Actor, rows: Sequence[Any]) -> list[Shown]:
    return [
        Shown(
            f"{team.organization.name} {team.name}", reverse("organizations:team", args=[team.pk])
        )
        for team in rows
    ]


def _posts(actor: Actor, area_ids: Sequence[UUID], on: date) -> "QuerySet[Any]":
    """Return the posts in force for the areas themselves: 民生委員, コーディネーター, 地区担当."""
    if not actor.has(Perm.ORGANIZATION_READ):
        return Assignment.objects.none()
    here = Assignment.objects.live(on).filter(areas__in=area_ids).order_by().values("pk")
    rows = Assignment.objects.filter(pk__in=here, user__is_active=True)
    return rows.select_related("user", "team", "organization")


def _show_posts(actor: Actor, rows: Sequence[Any]) -> list[Shown]:
    labels = role_labels() if rows else {}
    return [
        Shown(
            row.user.name,
            reverse("organizations:team", args=[row.team_id]) if row.team_id else "",
            f"{labels[row.role]}・{row.team.name if row.team else row.organization.name}",
        )
        for row in rows
    ]


register(
    AttachmentProvider(
        slug="teams",
        label="受け持つチーム",
        rows_fn=_teams,
        show_fn=_show_teams,
        by=("-is_base", "organization__kana", "name", "id"),
    )
)
register(
    AttachmentProvider(
        slug="people",
        label="ここを受け持つ人",
        rows_fn=_posts,
        show_fn=_show_posts,
        by=("role", "user__kana", "id"),
    )
)
