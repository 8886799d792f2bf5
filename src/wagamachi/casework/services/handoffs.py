"""Six ways to ask others, one mechanism: つなぎ, 移管, 段階を上げる, バックアップ, 引き取り, 伴走のお願い.

Whatever the way, the holder stays responsible until somebody has said yes (I3, R010, R011, R024).
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wagamachi.access import policy
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.notices.enums import NoticeKind

from ..enums import HandoffKind, HandoffState, Level
from ..models import MOVING, Case, Handoff
from ..queries.handoffs import first_due
from .answering import tell_receiver
from .approving import ask_approval
from .asking import BY_CONSENT, HandoffDraft, answers_here, check_draft, settled_day
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
    oneself, a past deadline, a closed case or receiver, no lawful basis, nobody who could approve
    what rests on a legal basis, a climb that is not one, or another plain referral of what is being
    passed around; Conflict when that is being asked already.
    """

    def first() -> dict[str, Any]:
        hold_open_case(actor=actor, case=case, perm=Perm.HANDOFF_SEND)
        if draft.kind == HandoffKind.PULL:
            raise DomainError("このケースは、あなたのチームが担当しています。")
        check_draft(actor=actor, case=case, draft=draft, at=at)
        return _made(actor, at, draft, case, case.holder_team_id)

    return _keep(actor, at, id, _said(draft, case), case, first, draft)


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

    def first() -> dict[str, Any]:
        lock_open_case(case)
        if case.holder_team_id in teams:
            raise DomainError("このケースは、もうあなたのチームが担当しています。")
        draft = HandoffDraft(
            kind=HandoffKind.PULL, team=case.holder_team, purpose=purpose, request=request,
            due_on=first_due(clock.today(at)), level=Level.NONE,
        )  # fmt: skip
        return _said(draft, case) | _made(actor, at, draft, case, min(teams))

    said = {"kind": HandoffKind.PULL, "purpose": purpose, "request": request}
    return _keep(actor, at, id, said, case, first)


def ask_for_backup(
    *,
    actor: Actor,
    at: datetime,
    draft: HandoffDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Handoff:
    """バックアップ依頼 that is about no single case: information, supervision, training … (R011)."""
    teams = actor.teams_with(Perm.HANDOFF_BACKUP, Scope.TEAM)
    teams |= actor.teams_with(Perm.HANDOFF_BACKUP, Scope.OWN)
    if not teams:
        raise NotAllowed("バックアップを頼めるのは、相談を受けるチームの人です。")

    def first() -> dict[str, Any]:
        if draft.team is not None and draft.team.pk in teams:
            raise DomainError("自分のチームには頼めません。", field="team")
        check_draft(actor=actor, case=None, draft=draft, at=at)
        return _made(actor, at, draft, None, min(teams))

    return _keep(actor, at, id, _said(draft, None), None, first)


def _keep(
    actor: Actor,
    at: datetime,
    pk: UUID | None,
    said: dict[str, Any],
    case: Case | None,
    first: Callable[[], dict[str, Any]],
    draft: HandoffDraft | None = None,
) -> Handoff:
    """Keep what was asked, of a case or of none; ask for its approval, tell the team if it has come."""

    def then(handoff: Handoff) -> None:
        if draft is not None and draft.needs_approval:
            ask_approval(actor=actor, at=at, handoff=handoff, draft=draft)
        if handoff.state != HandoffState.UNAPPROVED:
            to_one = handoff.to_user_id is not None
            told = NoticeKind.COMPANION_ASKED if to_one else NoticeKind.HANDOFF_ARRIVED
            tell_receiver(actor=actor, at=at, handoff=handoff, kind=told)

    return keep_new(
        Handoff, id=pk, actor=actor, at=at, perm=Perm.HANDOFF_READ,
        said=said, within={"case": case} if case else {}, first=first, then=then,
        is_about=lambda handoff: (handoff.case_id is None) == (case is None),
        settled=lambda handoff: ("due_on",) if handoff.approvals.exists() else (),
        data={"kind": str(said["kind"])}, taken=Conflict(_already(said["kind"]), field="team"),
    )  # fmt: skip


def _already(kind: HandoffKind) -> str:
    if kind == HandoffKind.COMPANION:
        return "伴走を、もうお願いしています。先に、その返事を確かめるか、取りやめてください。"
    if kind in MOVING:
        return "担当を移す話が、もう進んでいます。先に、その返事を確かめるか、取りやめてください。"
    return "この機関には、もうつないでいます。返事を待つか、前のつなぎを取りやめてください。"


def _said(draft: HandoffDraft, case: Case | None) -> dict[str, Any]:
    """Return what is asked of whom, and of a case what is told and on what basis."""
    said = {
        "kind": draft.kind,
        "to_team": draft.team,
        "to_user_id": draft.user_id,
        "to_resource": draft.resource,
        "to_external": draft.external.strip(),
        "purpose": draft.purpose,
        "request": draft.request,
        "tried": draft.tried,
        "backup_kind_id": draft.backup_kind_id,
        "level": draft.level,
        "due_on": settled_day(draft.due_on),
    }
    if case is None:
        return said
    return said | {
        "shared_summary": draft.shared_summary,
        "consent": draft.consent,
        "legal_basis_id": _basis(draft),
        "basis_reason": "" if draft.consent else draft.basis_reason,
    }


def _made(
    actor: Actor, at: datetime, draft: HandoffDraft, case: Case | None, team_id: UUID
) -> dict[str, Any]:
    """Return who asks, when, and how the case stood then."""
    made = {
        "state": _first_state(draft, clock.today(at)),
        "from_user_id": actor.person_id,
        "from_team_id": team_id,
        "sent_at": at,
    }
    if case is None:
        return made
    return made | {
        "snapshot": {
            "holder_team": str(case.holder_team_id),
            "holder_user": str(case.holder_user_id or ""),
            "consent": str(draft.consent.pk) if draft.consent else "",
            "legal_basis": _basis(draft) or "",
        },
    }


def _basis(draft: HandoffDraft) -> str | None:
    return BY_CONSENT if draft.consent else draft.legal_basis_id


def _first_state(draft: HandoffDraft, on: date) -> HandoffState:
    """Return 承認待ち where a second person must agree first, else 返事待ち or, on paper, 調整中."""
    if draft.needs_approval and not draft.is_emergency:
        return HandoffState.UNAPPROVED
    return HandoffState.SENT if answers_here(draft.team, on) else HandoffState.ARRANGING
