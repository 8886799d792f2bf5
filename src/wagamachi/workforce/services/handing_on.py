"""Handing a 委員's task on: asked, taken or given back; it is the 委員's until somebody took it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply
from wagamachi.accounts.models import User
from wagamachi.casework.services.beyond import check_names_nobody_known
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import ref_of
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.organizations.models import Team

from ..enums import Bearer, OfferEnd
from ..models import CommissionerTask, TaskOffer
from ..queries.tasks import possible_people, possible_teams
from ..states import TASK

LONGEST = 200  # characters of a reason, as on the page


def offer_task(
    *,
    actor: Actor,
    at: datetime,
    task: CommissionerTask,
    team: Team | None = None,
    user: User | None = None,
    note: str = "",
    is_sure: bool = False,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the page
) -> TaskOffer:
    """Ask a team of an organisation, or a 協力員 or 委員 of the same 班, to take the task (R172).

    Once for one ``id``. Exactly one is asked. Raises DomainError when nobody or somebody impossible is asked: residents
    for what is 公的責任 (R210), a team in which nobody would answer;
    Telling when the note says whom it is about.
    """

    def first() -> dict[str, Any]:
        _check_receiver(task, team, user, at)
        check_names_nobody_known(actor=actor, at=at, is_sure=is_sure, note=note)
        apply(TASK, task, "offer", actor=actor, at=at, to_team=team, to_user=user)
        return {"offered_by_id": actor.person_id, "offered_at": at}

    def then(offer: TaskOffer) -> None:
        notify(
            kind=NoticeKind.TASK_OFFERED, ref=ref_of(task), at=at, but_not=actor.user_id,
            users=[user.pk] if user else (), teams=[team.pk] if team else (),
        )  # fmt: skip

    return keep_new(
        TaskOffer, id=id, under="page_id", actor=actor, at=at, perm=Perm.TASK_EDIT,
        said={"to_team": team, "to_user": user, "note": note}, within={"task": task},
        first=first, then=then,
    )  # fmt: skip


def take_task(*, actor: Actor, at: datetime, task: CommissionerTask) -> None:
    """Say yes: from now on it is the receiver's."""
    with transaction.atomic():
        apply(TASK, task, "take", actor=actor, at=at)
        _current(task).update(taken_at=at, taken_by=actor.user_id)
        _tell(task, NoticeKind.TASK_TAKEN, actor, at)


def give_back_task(
    *, actor: Actor, at: datetime, task: CommissionerTask, reason: str, is_sure: bool = False
) -> None:
    """Say no, or no longer: it lies with the 委員 again, with the reason."""
    said = _kept(actor, at, reason, is_sure)
    with transaction.atomic():
        _back(task, "give_back", OfferEnd.GIVEN_BACK, actor=actor, at=at, reason=said)
        _tell(task, NoticeKind.TASK_GIVEN_BACK, actor, at)


def recall_task(
    *, actor: Actor, at: datetime, task: CommissionerTask, reason: str, is_sure: bool = False
) -> None:
    """Take it back into the 委員's hands; whoever was asked is told."""
    said = _kept(actor, at, reason, is_sure)
    team, user = task.to_team_id, task.to_user_id
    with transaction.atomic():
        _back(task, "recall", OfferEnd.RECALLED, actor=actor, at=at, reason=said)
        _tell(task, NoticeKind.TASK_RECALLED, actor, at, also=user, team=team)


def complete_task(*, actor: Actor, at: datetime, task: CommissionerTask) -> None:
    """Finish what was taken; the 委員 is told."""
    with transaction.atomic():
        apply(TASK, task, "complete", actor=actor, at=at)
        _end(task, OfferEnd.DONE, actor=actor, at=at)
        _tell(task, NoticeKind.TASK_DONE, actor, at)


def finish_task(*, actor: Actor, at: datetime, task: CommissionerTask) -> None:
    """Finish what lies with the 委員."""
    apply(TASK, task, "finish", actor=actor, at=at)


def stop_task(
    *, actor: Actor, at: datetime, task: CommissionerTask, reason: str, is_sure: bool = False
) -> None:
    """Do it no longer; the 委員 is told when somebody else says so."""
    said = _kept(actor, at, reason, is_sure)
    with transaction.atomic():
        apply(TASK, task, "stop", actor=actor, at=at, reason=said)
        _tell(task, NoticeKind.TASK_STOPPED, actor, at)


def _check_receiver(
    task: CommissionerTask, team: Team | None, user: User | None, at: datetime
) -> None:
    if (team is None) == (user is None):
        raise DomainError("頼む相手を、ひとつえらんでください。", field="to")
    on = clock.today(at)
    if team is not None and possible_teams(task, on).filter(pk=team.pk).exists():
        return
    if user is not None and possible_people(task, on).filter(pk=user.pk).exists():
        return
    if task.bearer == Bearer.PUBLIC:
        raise DomainError(
            "公的責任の仕事は、住民や委員には頼めません。行政や社協などの機関をえらんでください。",
            field="to",
        )
    raise DomainError(
        "いまこの相手には頼めません。返事をする人のいるチームか、同じ班の人をえらんでください。",
        field="to",
    )


def _back(
    task: CommissionerTask, action: str, how: OfferEnd, *, actor: Actor, at: datetime, reason: str
) -> None:
    apply(TASK, task, action, actor=actor, at=at, reason=reason, to_team=None, to_user=None)
    _end(task, how, actor=actor, at=at, reason=reason)


def _kept(actor: Actor, at: datetime, reason: str, is_sure: bool) -> str:
    """Return a reason as it is kept; raise DomainError when too long, Telling when it says about whom."""
    reason = reason.strip()
    if len(reason) > LONGEST:
        raise DomainError(f"わけは{LONGEST}字までで書いてください。", field="reason")
    check_names_nobody_known(actor=actor, at=at, is_sure=is_sure, reason=reason)
    return reason


def _current(task: CommissionerTask) -> QuerySet[TaskOffer]:
    return TaskOffer.objects.filter(task=task, ended_at=None)


def _end(
    task: CommissionerTask, how: OfferEnd, *, actor: Actor, at: datetime, reason: str = ""
) -> None:
    _current(task).update(ended_as=how, ended_at=at, ended_by=actor.user_id, reason=reason)


def _tell(
    task: CommissionerTask,
    kind: NoticeKind,
    actor: Actor,
    at: datetime,
    *,
    also: UUID | None = None,
    team: UUID | None = None,
) -> None:
    users = {task.commissioner_id} | ({also} if also else set())
    teams = [team] if team else ()
    notify(kind=kind, ref=ref_of(task), at=at, users=users, teams=teams, but_not=actor.user_id)
