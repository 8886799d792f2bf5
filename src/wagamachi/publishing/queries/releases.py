"""Reading what is on its way out: what I am to look through, what came back to me, what may be shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, visible_to
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


def release_of(name: str, pk: UUID) -> Release | None:
    """Return the asking that stands about a row."""
    return ROW.filter(target_kind=name, target_id=pk, ended_at=None).first()


def release_context(actor: Actor, name: str, pk: UUID) -> dict[str, Any]:
    """Return what the page of a row shows of its release, for ``publishing/_standing.html``."""
    found = release_of(name, pk)
    may = found is not None and can(actor, Perm.TEXT_DECIDE, found)
    return {"release": found, "may_decide": may}


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
