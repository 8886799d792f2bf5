"""Reading what is on its way out: what I am to look through, what came back to me, what may be shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.access.queries import actor_for
from wagamachi.core.identifying import Finding, find

from ..enums import ReleaseState
from ..models import Release
from ..outgoing import outgoing, silenced

ROW = Release.objects.select_related("team__organization", "written_by", "decided_by")


def let_out(name: str) -> QuerySet[Release, Any]:
    """Return the ids of the rows of a kind that a second person let out, for ``pk__in``."""
    rows = Release.objects.filter(target_kind=name, state=ReleaseState.LET_OUT, ended_at=None)
    return rows.values("target_id")


def to_look_through(actor: Actor) -> QuerySet[Release]:
    """Return what waits for this person, the oldest first."""
    rows = visible_to(actor, ROW, Perm.TEXT_DECIDE).filter(state=ReleaseState.WAITING)
    return rows.order_by("asked_at", "id")


def came_back(actor: Actor) -> QuerySet[Release]:
    """Return what this person wrote and somebody sent back."""
    mine = Q(written_by=actor.user_id, state=ReleaseState.SENT_BACK, ended_at=None)
    return ROW.filter(mine & ~silenced()).order_by("decided_at", "id")


def standing(actor: Actor, name: str, pks: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return by row what ``publishing/_standing.html`` shows of the asking that stands about it."""
    rows = ROW.filter(target_kind=name, target_id__in=pks, ended_at=None)
    mine = set(visible_to(actor, rows, Perm.TEXT_DECIDE).values_list("pk", flat=True))
    return {row.target_id: {"release": row, "may_decide": row.pk in mine} for row in rows}


def release_context(actor: Actor, name: str, pk: UUID) -> dict[str, Any]:
    """Return the same for the page of one row."""
    return standing(actor, name, [pk]).get(pk, {"release": None, "may_decide": False})


@dataclass(frozen=True, slots=True)
class Looked:
    """One text of a row as it would leave, with what is found in it by what is known now."""

    label: str
    text: str
    found: list[Finding]

    @property
    def certain(self) -> list[str]:
        """Return the words that name somebody, whoever says that they do not."""
        return [one.words for one in self.found if one.is_certain]


def looked_through(release: Release, on: date) -> list[Looked]:
    """Return every text of the row of an asking, looked through once more."""
    declared = outgoing(release.target_kind)
    row = declared.row(release.target_id)
    known = declared.known(row, actor_for(release.written_by, on))
    return [Looked(label, text, find(text, known, on)) for label, text in declared.texts(row)]
