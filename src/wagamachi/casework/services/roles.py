"""だれがなにを: the tasks of agencies, neighbours and the family itself, by when (R110)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import Ref
from wagamachi.organizations.models import Organization, Team

from ..models import Case, CaseMember, Handoff, RoleTask
from .by_law import follow_the_law
from .flags import keeps_flags
from .guarding import check_may_be_told
from .holding import hold_open_case


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDraft:
    """One task and its doer: an organisation of the register, or anybody else by ``name``.

    ``member`` is whom it is about (None: the whole household), ``theme_id`` one of ``core.codes.THEMES``.
    """

    task: str
    organization_id: UUID | None = None
    name: str = ""
    member: CaseMember | None = None
    theme_id: str | None = None
    due_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """Return the model columns."""
        return {
            "task": self.task.strip(),
            "organization_id": self.organization_id,
            "name": self.name.strip(),
            "member": self.member,
            "theme_id": self.theme_id,
            "due_on": self.due_on,
        }


@keeps_flags
def add_role(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: RoleDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> RoleTask:
    """Write down who does what, by when; saving the same ``id`` twice makes one.

    Raises DomainError for nobody or two doers, an organisation that has ended, no task, a past day
    or somebody who is not in the household.
    """

    def first() -> dict[str, Any]:
        hold_open_case(actor=actor, case=case)
        _check(case, draft, clock.today(at), due_before=None)
        return {"since_on": clock.today(at)}

    return keep_new(
        RoleTask, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, said=draft.columns(),
        within={"case": case}, first=first, then=lambda role: _by_law(actor, at, case, draft),
    )  # fmt: skip


def _by_law(actor: Actor, at: datetime, case: Case, draft: RoleDraft) -> None:
    if draft.theme_id:
        follow_the_law(
            actor=actor, at=at, case=case, before=case.restriction, also=[draft.theme_id]
        )


@keeps_flags
def change_role(
    *, actor: Actor, at: datetime, role: RoleTask, version: int, draft: RoleDraft
) -> RoleTask:
    """Change a standing task; raises Stale with both versions, DomainError for a finished one."""
    with transaction.atomic():
        hold_open_case(actor=actor, case=role.case)
        role.refresh_from_db(fields=["done_on", "due_on"])
        if role.done_on:
            raise DomainError("この役割は、もう終えています。新しい役割を加えてください。")
        _check(role.case, draft, clock.today(at), due_before=role.due_on)
        ref = Ref("case", role.case_id)
        change(role, actor=actor, at=at, version=version, ref=ref, **draft.columns())
        _by_law(actor, at, role.case, draft)
        return role


@keeps_flags
def finish_role(*, actor: Actor, at: datetime, role: RoleTask) -> RoleTask:
    """Note that a task is done; the row stays in the history. Finishing twice changes nothing."""
    with transaction.atomic():
        hold_open_case(actor=actor, case=role.case)
        role.refresh_from_db(fields=["done_on"])
        if role.done_on:
            return role
        ref = Ref("case", role.case_id)
        return change(role, actor=actor, at=at, version=None, ref=ref, done_on=clock.today(at))


@keeps_flags
def role_from_handoff(*, actor: Actor, at: datetime, handoff: Handoff) -> RoleTask | None:
    """Write the purpose of an accepted つなぎ into the case's 役割表 as the receiver's task.

    Call it in the transaction of the acceptance, which has checked who may. Returns None for a
    request without a case, or when the agency has that task already.
    """
    if handoff.case is None:
        return None
    doer = _doer_of(handoff)
    same = RoleTask.objects.filter(
        case=handoff.case_id, done_on=None, task=handoff.purpose, theme=None, **doer
    )
    if same.exists():
        return None
    return keep_new(
        RoleTask, id=None, actor=actor, at=at, perm=None, said={"task": handoff.purpose, **doer},
        within={"case": handoff.case}, first=lambda: {"since_on": clock.today(at)},
        data={"what": "taken_on", "handoff": str(handoff.pk)},
    )  # fmt: skip


def _doer_of(handoff: Handoff) -> dict[str, Any]:
    if handoff.to_team is not None:
        return {"organization_id": handoff.to_team.organization_id, "name": ""}
    name = handoff.to_resource.name if handoff.to_resource else handoff.to_external
    return {"organization_id": None, "name": name[:80]}


def _check(case: Case, draft: RoleDraft, today: date, *, due_before: date | None) -> None:
    if not draft.task.strip():
        raise DomainError("なにをするかを書いてください。", field="task")
    if bool(draft.organization_id) == bool(draft.name.strip()):
        raise DomainError(
            "だれがするかを、機関から選ぶか、名前を書くか、どちらかひとつにしてください。",
            field="organization",
        )
    if draft.organization_id:
        live = Organization.objects.live(today).filter(pk=draft.organization_id)
        if not live.exists():
            raise DomainError("この機関は、もうありません。", field="organization")
        check_agencies(case, [draft.organization_id], today)
    if draft.member is not None and (draft.member.case_id != case.pk or draft.member.left_on):
        raise DomainError("この人は、いまこの世帯にいません。選び直してください。", field="member")
    if draft.due_on and draft.due_on < today and draft.due_on != due_before:
        raise DomainError(
            "期日が過ぎています。きょう以降の日を入れるか、空けておいてください。", field="due_on"
        )


def check_agencies(case: Case, organization_ids: Iterable[UUID], today: date) -> None:
    """Raise DomainError for an agency that must not hear of a guarded case (R016, R017)."""
    for team in Team.objects.filter(organization__in=organization_ids).select_related(
        "organization"
    ):
        try:
            check_may_be_told(case, on=today, team=team)
        except DomainError as error:
            raise DomainError(error.message, field="organization") from error
