"""Five ways to ask others, one mechanism: つなぎ, 移管, 段階を上げる, バックアップ依頼, 引き取り依頼.

Whatever the way, the holder stays responsible until somebody has said yes (I3, R010, R011, R024).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from wagamachi.access import audit, policy
from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify

from ..enums import HandoffKind, HandoffState, Level
from ..models import MOVING, Case, Handoff
from ..queries.handoffs import first_due
from .asking import BY_CONSENT, HandoffDraft, check_draft, people_with, settled_day
from .flags import keeps_flags
from .holding import hold_open_case, lock_open_case


@keeps_flags
def send_handoff(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: HandoffDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Handoff:
    """Ask somebody to act on a case one's team holds; the case stays where it is until they accept.

    A deadline on a day off becomes the next day offices are open. Raises DomainError for nobody, for
    oneself, a past deadline, a closed case or receiver, no lawful basis, a climb that is not one, or
    another plain referral of what is being passed around; Conflict when that is being asked already.
    """
    with transaction.atomic():
        hold_open_case(actor=actor, case=case, perm=Perm.HANDOFF_SEND)
        if known := _known(id, actor):
            return known
        if draft.kind == HandoffKind.PULL:
            raise DomainError("このケースは、あなたのチームが担当しています。")
        check_draft(case=case, draft=draft, at=at)
        columns = _columns(actor, at, draft) | _of_case(case, draft)
        columns["from_team_id"] = case.holder_team_id
        return _put(actor, at, id, columns)


@keeps_flags
def ask_to_take_over(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    purpose: str,
    request: str,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Handoff:
    """引き取り依頼: offer the holder to take over a case one sees at least the status of.

    Nothing of the case is told by asking; the holder names the lawful basis when it agrees. Raises
    NotAllowed for somebody who may not hold cases or does not see this one.
    """
    teams = actor.teams_with(Perm.HANDOFF_SEND, Scope.TEAM)
    if not teams or not policy.can(actor, Perm.CASE_READ_STATUS, case):
        raise NotAllowed("引き取りを申し出られるのは、このケースに関わっている機関の人です。")
    with transaction.atomic():
        lock_open_case(case)
        if known := _known(id, actor):
            return known
        if case.holder_team_id in teams:
            raise DomainError("このケースは、もうあなたのチームが担当しています。")
        draft = HandoffDraft(
            kind=HandoffKind.PULL, team=case.holder_team, purpose=purpose, request=request,
            due_on=first_due(clock.today(at)), level=Level.NONE,
        )  # fmt: skip
        columns = _columns(actor, at, draft) | _of_case(case, draft)
        columns["from_team_id"] = min(teams)
        return _put(actor, at, id, columns)


def ask_for_backup(
    *,
    actor: Actor,
    at: datetime,
    draft: HandoffDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Handoff:
    """バックアップ依頼 that is about no single case: information, supervision, training … (R011)."""
    teams = actor.teams_with(Perm.HANDOFF_SEND, Scope.TEAM)
    if not teams:
        raise NotAllowed("バックアップを頼めるのは、相談を担当するチームの人です。")
    with transaction.atomic():
        if known := _known(id, actor):
            return known
        if draft.team is not None and draft.team.pk in teams:
            raise DomainError("自分のチームには頼めません。", field="team")
        check_draft(case=None, draft=draft, at=at)
        columns = _columns(actor, at, draft) | {"from_team_id": min(teams)}
        return _put(actor, at, id, columns)


def _known(pk: UUID | None, actor: Actor) -> Handoff | None:
    """Return the request that was already saved under this id (a second click)."""
    known = Handoff.objects.filter(pk=pk).first() if pk else None
    if known is not None and known.from_user_id != actor.user_id:
        raise NotAllowed("この番号は、ほかの依頼で使われています。画面を開き直してください。")
    return known


def _put(actor: Actor, at: datetime, pk: UUID | None, columns: dict[str, Any]) -> Handoff:
    try:
        with transaction.atomic():
            handoff = Handoff.objects.create(id=pk or uuid7(), **columns)
    except IntegrityError as error:
        raise Conflict(_already(columns), field="team") from error
    ref = Ref("handoff", handoff.pk)
    data = {"case": str(handoff.case_id or ""), "kind": str(handoff.kind)}
    audit.record(actor=actor, kind=audit.EventKind.CREATED, ref=ref, at=at, data=data)
    if handoff.to_team_id:
        notify(
            kind=NoticeKind.HANDOFF_ARRIVED, ref=ref, at=at, teams=[handoff.to_team_id],
            but_not=actor.user_id,
        )  # fmt: skip
    return handoff


def _already(columns: dict[str, Any]) -> str:
    if columns["kind"] in MOVING:
        return "担当を移す話が、もう進んでいます。先に、その返事を確かめるか、取りやめてください。"
    return "この機関には、もうつないでいます。返事を待つか、前のつなぎを取りやめてください。"


def _columns(actor: Actor, at: datetime, draft: HandoffDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "state": _first_state(draft, clock.today(at)),
        "from_user_id": actor.person_id,
        "to_team": draft.team,
        "to_resource": draft.resource,
        "to_external": draft.external.strip(),
        "purpose": draft.purpose,
        "request": draft.request,
        "tried": draft.tried,
        "backup_kind_id": draft.backup_kind_id,
        "level": draft.level,
        "sent_at": at,
        "due_on": settled_day(draft.due_on),
    }


def _first_state(draft: HandoffDraft, on: date) -> HandoffState:
    """Return 返事待ち for a team that answers here; one on paper is asked by the sender in person."""
    if draft.team is not None and people_with(draft.team, Perm.HANDOFF_ANSWER, on):
        return HandoffState.SENT
    return HandoffState.ARRANGING


def _of_case(case: Case, draft: HandoffDraft) -> dict[str, Any]:
    """Return what a request about a case tells, on what basis, and how the case stood then."""
    basis = BY_CONSENT if draft.consent else draft.legal_basis_id
    return {
        "case": case,
        "shared_summary": draft.shared_summary,
        "consent": draft.consent,
        "legal_basis_id": basis,
        "basis_reason": "" if draft.consent else draft.basis_reason,
        "snapshot": {
            "holder_team": str(case.holder_team_id),
            "holder_user": str(case.holder_user_id or ""),
            "consent": str(draft.consent.pk) if draft.consent else "",
            "legal_basis": basis or "",
        },
    }
