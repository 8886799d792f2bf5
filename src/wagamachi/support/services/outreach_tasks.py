"""Asking a team to go out where nobody brings a worry, and seeing that somebody did (R018)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.areas.models import Area
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.organizations.models import Team
from wagamachi.organizations.queries import with_parents

from ..models import Outreach, OutreachTask


@dataclass(frozen=True, slots=True)
class OutreachAsked:
    """Where somebody should go, why, which team, and by when."""

    area: Area
    reason: str
    team: Team
    due_on: date


def ask_outreach(
    *,
    actor: Actor,
    at: datetime,
    asked: OutreachAsked,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> OutreachTask:
    """Ask a team to go out to an area; it is on 今日 of everybody on that team.

    The same ``id`` twice makes one. Raises DomainError for a day that is past or no reason,
    KeptOtherwise when the id is kept with other words.
    """
    said = {
        "area_id": asked.area.pk, "reason": asked.reason.strip(), "team_id": asked.team.pk,
        "due_on": asked.due_on,
    }  # fmt: skip

    def first() -> dict[str, Any]:
        if not said["reason"]:
            raise DomainError("出かけるわけを書いてください。", field="reason")
        if asked.due_on < clock.today(at):
            raise DomainError("きょう以降の日を入れてください。", field="due_on")
        return {"asked_by_id": actor.person_id, "asked_at": at}

    return keep_new(
        OutreachTask, id=id, actor=actor, at=at, perm=Perm.AREA_OUTREACH, said=said, first=first
    )


def finish_outreach_task(
    *, actor: Actor, at: datetime, task: OutreachTask, version: int, outcome: str
) -> OutreachTask:
    """End a task without an outing of one's own: somebody went otherwise, or it is not needed."""
    if task.team_id not in actor.team_ids:
        raise NotAllowed("終えられるのは、頼まれたチームの人です。")
    if task.done_at is not None:
        raise Conflict("もう終わっています。")
    if not outcome.strip():
        raise DomainError("どうだったかを書いてください。", field="outcome")
    return change(task, actor=actor, at=at, version=version, done_at=at, outcome=outcome.strip())


def settle_tasks(*, actor: Actor, at: datetime, outreach: Outreach) -> None:
    """End what a team was asked once it went there: to the area itself or one inside it."""
    record = outreach.record
    areas = with_parents([record.area_id])
    for task in OutreachTask.objects.filter(area__in=areas, team=record.team_id, done_at=None):
        change(task, actor=actor, at=at, version=None, done_at=at, outreach=outreach)
