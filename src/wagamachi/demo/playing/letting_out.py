"""A colleague looks through what is to leave a case: most of it goes, some waits, one comes back (R023)."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wagamachi.access.matrix import Scope, roles_with
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.accounts.models import User
from wagamachi.publishing.models import Release
from wagamachi.publishing.services import decide

from ..days import day_of
from .board import Board

_REMARK = "場所と仕事を組み合わせると、近所の人にはだれのことかわかります。仕事のことは書かないでください。"


def let_out(board: Board, kind: str, pk: UUID, at: datetime) -> None:
    _answer(board, kind, pk, at, action="let_out")


def send_back(board: Board, kind: str, pk: UUID, at: datetime) -> None:
    _answer(board, kind, pk, at, action="send_back", reason=_REMARK)


def _answer(board: Board, kind: str, pk: UUID, at: datetime, **said: str) -> None:
    """Answer in the name of a second person; without one it goes on waiting."""
    release = Release.objects.select_related("team").get(
        target_kind=kind, target_id=pk, ended_at=None
    )
    reader = _second(release, at)
    if reader is not None:
        decide(actor=board.actor(reader, at), at=at, release=release, **said)


def _second(release: Release, at: datetime) -> User | None:
    here = Q(team=release.team_id, role__in=roles_with(Perm.TEXT_DECIDE))
    lead = Q(
        organization=release.team.organization_id,
        role__in=roles_with(Perm.TEXT_DECIDE, Scope.ORGANIZATION),
    )
    posts = Assignment.objects.live(day_of(at)).filter(here | lead, user__is_active=True)
    others = posts.exclude(user=release.written_by_id).select_related("user")
    first = others.order_by("user__username").first()
    return first.user if first else None
