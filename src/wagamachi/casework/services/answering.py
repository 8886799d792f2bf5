"""The receiver's side: 受け取る, 聞く, 引き受ける, 戻す. And the sender's: 答える, 取りやめる, 結果を書く.

Accepting a つなぎ lets the receiver take part; accepting 伴走 puts whoever was asked beside the case;
accepting a transfer, an escalation or a pull moves the holder, in one transaction with everything that
follows from it (I1, I3, I5, R026).
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.transitions import apply
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.people.models import Consent

from ..enums import ApprovalState, HandoffKind, HandoffState, Level, ParticipationKind
from ..models import MOVING, PERSONAL, Approval, Handoff, Participation
from ..policy import may_say_yes
from ..states import HANDOFF
from .approving import ask_approval, check_approved
from .asking import BY_CONSENT, HandoffDraft, check_basis
from .companions import begin_to_walk_beside, tell_companion
from .finding import index_case
from .flags import keeps_flags
from .holding import lock_open_case
from .roles import role_from_handoff
from .taking_over import move_holder


def receive_handoff(*, actor: Actor, at: datetime, handoff: Handoff) -> Handoff:
    """Say that it has arrived and somebody has read it; the answer is still to come."""
    with transaction.atomic():
        _move(handoff, "receive", actor=actor, at=at)
        _tell_sender(handoff, NoticeKind.HANDOFF_RECEIVED, actor, at)
    return handoff


def weigh_handoff(*, actor: Actor, at: datetime, handoff: Handoff, question: str = "") -> Handoff:
    """Say that one is thinking it over, and ask what one needs to know."""
    with transaction.atomic():
        asked = question.strip()
        said: dict[str, Any] = {"question": asked, "explanation": ""} if asked else {}
        _move(handoff, "weigh", actor=actor, at=at, reason=question, **said)
        kind = NoticeKind.HANDOFF_QUESTION if asked else NoticeKind.HANDOFF_RECEIVED
        _tell_sender(handoff, kind, actor, at)
    return handoff


def explain_handoff(*, actor: Actor, at: datetime, handoff: Handoff, explanation: str) -> Handoff:
    """Answer what the receiver asked."""
    if not explanation.strip():
        raise DomainError("聞かれたことへの答えを書いてください。", field="explanation")
    with transaction.atomic():
        apply(
            HANDOFF, handoff, "explain", actor=actor, at=at, reason=explanation,
            explanation=explanation,
        )  # fmt: skip
        tell_receiver(actor=actor, at=at, handoff=handoff, kind=NoticeKind.HANDOFF_EXPLAINED)
    return handoff


@keeps_flags
def accept_handoff(
    *,
    actor: Actor,
    at: datetime,
    handoff: Handoff,
    answer: str = "",
    is_partial: bool = False,
    consent: Consent | None = None,
    legal_basis_id: str | None = None,
    basis_reason: str = "",
) -> Handoff:
    """Say yes. ``is_partial`` needs ``answer`` to tell which part.

    ``consent`` or ``legal_basis_id`` with its reason is named by the holder who agrees to a pull; on
    a legal basis the first yes asks for its approval and leaves the request as it is (R102). Raises
    Conflict when somebody answered or withdrew first, DomainError when the consent it rests on was
    withdrawn, the approval is not there, or the case has ended, in the meantime; NotAllowed when
    somebody who only answers for the holding team would yield its case, or walk beside it for another.
    """
    if is_partial and not answer.strip():
        raise DomainError("どの部分を引き受けるかを書いてください。", field="answer")
    with transaction.atomic():
        if handoff.case is not None:
            lock_open_case(handoff.case)
        if not may_say_yes(actor, handoff):
            raise NotAllowed(
                "伴走を引き受けられるのは、お願いされた人です。"
                if handoff.kind == HandoffKind.COMPANION
                else "担当をゆずれるのは、このケースを担当しているチームの人です。"
            )
        _check_consent(handoff, clock.today(at))
        basis = _pull_basis(handoff, at, consent, legal_basis_id, basis_reason)
        if _waits_for_approval(actor, at, handoff, basis):
            return handoff
        approval = check_approved(handoff=handoff, at=at)
        _move(
            handoff, "accept", actor=actor, at=at, is_final=True,
            answer=answer, is_partial=is_partial, **_basis_columns(basis),
        )  # fmt: skip
        _let_act(handoff, actor, at, approval)
        _tell_sender(handoff, NoticeKind.HANDOFF_ACCEPTED, actor, at)
    return handoff


@keeps_flags
def decline_handoff(
    *,
    actor: Actor,
    at: datetime,
    handoff: Handoff,
    decline_reason_id: str | None = None,
    answer: str,
) -> Handoff:
    """Give it back with a reason; the holder has been holding it all along.

    Who cannot walk beside a case says why in words alone: no service was missing.
    """
    if not decline_reason_id and handoff.kind != HandoffKind.COMPANION:
        raise DomainError("戻す理由を選んでください。", field="decline_reason")
    with transaction.atomic():
        _move(
            handoff, "decline", actor=actor, at=at, is_final=True, reason=answer,
            answer=answer, decline_reason_id=decline_reason_id,
        )  # fmt: skip
        _tell_sender(handoff, NoticeKind.HANDOFF_DECLINED, actor, at)
    return handoff


@keeps_flags
def write_answer_down(
    *,
    actor: Actor,
    at: datetime,
    handoff: Handoff,
    has_accepted: bool,
    answered_for: str,
    answer: str,
    decline_reason_id: str | None = None,
) -> Handoff:
    """Write down what a receiver on paper or on the phone answered, and who said so.

    Only what leaves the holder where it is can be answered for somebody else. Raises DomainError
    for the other kinds, a missing name or a missing reason.
    """
    if handoff.kind in PERSONAL:
        raise DomainError(
            "担当や伴走を引き受ける返事は、先方がこの画面で自分でします。代わりには書けません。"
        )
    if not answered_for.strip():
        raise DomainError("返事をくれた人を書いてください。", field="answered_for")
    if not has_accepted and not decline_reason_id:
        raise DomainError("戻ってきた理由を選んでください。", field="decline_reason")
    with transaction.atomic():
        if handoff.case is not None:
            lock_open_case(handoff.case)
        if has_accepted:
            _check_consent(handoff, clock.today(at))
        approval = check_approved(handoff=handoff, at=at) if has_accepted else None
        reason = {} if has_accepted else {"decline_reason_id": decline_reason_id}
        _move(
            handoff, "heard_yes" if has_accepted else "heard_no", actor=actor, at=at,
            is_final=True, reason=answer, answer=answer, answered_for=answered_for, **reason,
        )  # fmt: skip
        if has_accepted:
            _let_act(handoff, actor, at, approval)
    return handoff


@keeps_flags
def withdraw_handoff(*, actor: Actor, at: datetime, handoff: Handoff, reason: str) -> Handoff:
    """Take the request back before it was answered."""
    with transaction.atomic():
        apply(HANDOFF, handoff, "withdraw", actor=actor, at=at, reason=reason)
        tell_receiver(actor=actor, at=at, handoff=handoff, kind=NoticeKind.HANDOFF_WITHDRAWN)
    return handoff


@keeps_flags
def finish_handoff(
    *,
    actor: Actor,
    at: datetime,
    handoff: Handoff,
    result_id: str,
    result_note: str = "",
    follow_up_on: date | None = None,
) -> Handoff:
    """Write down how it went: つながった, 本人辞退, 対象外, … (R024).

    Raises DomainError without a result, for a past day, or when the holder would move unanswered.
    """
    if not result_id:
        raise DomainError("結果を選んでください。", field="result")
    if handoff.kind in MOVING and handoff.state == HandoffState.ARRANGING:
        raise DomainError(
            "担当を移す話には、まだ返事がありません。取りやめるときは「取りやめる」を選んでください。"
        )
    if follow_up_on and follow_up_on < clock.today(at):
        raise DomainError(
            "そのあとを確かめる日が過ぎています。きょう以降の日を入れてください。",
            field="follow_up_on",
        )
    with transaction.atomic():
        apply(
            HANDOFF, handoff, "finish", actor=actor, at=at,
            result_id=result_id, result_note=result_note, follow_up_on=follow_up_on,
            finished_at=_not_before(handoff, at),
        )  # fmt: skip
        _tell_sender(handoff, NoticeKind.HANDOFF_FINISHED, actor, at)
        if handoff.case is not None:
            tell_companion(
                case=handoff.case, at=at, but_not=actor.user_id, kind=NoticeKind.CASE_MOVED_ON
            )
    return handoff


def _move(
    handoff: Handoff,
    action: str,
    *,
    actor: Actor,
    at: datetime,
    is_final: bool = False,
    reason: str = "",
    **columns: Any,
) -> None:
    """Apply a move of the receiver's; the first of them is when the request was first responded to."""
    when = _not_before(handoff, at)
    if handoff.received_at is None:
        columns["received_at"] = when
    if is_final:
        columns |= {"answered_at": when, "answered_by_id": actor.person_id}
    apply(HANDOFF, handoff, action, actor=actor, at=at, reason=reason, **columns)


def _not_before(handoff: Handoff, at: datetime) -> datetime:
    """Return ``at``, or when it was asked if a clock was set back: no answer comes before that."""
    return max(at, handoff.sent_at)


def _check_consent(handoff: Handoff, on: date) -> None:
    if handoff.consent_id is None:
        return
    if not Consent.objects.live(on).filter(pk=handoff.consent_id).exists():
        raise DomainError(
            "本人が同意を取り消したか、期限が切れたため、引き受けられません。"
            "つないだ機関に連絡してください。"
        )


def _pull_basis(
    handoff: Handoff, at: datetime, consent: Consent | None, legal: str | None, reason: str
) -> HandoffDraft | None:
    """Return the lawful basis on which the holder lets somebody else take over: a pull names none."""
    if handoff.kind != HandoffKind.PULL:
        return None
    assert handoff.case is not None  # a check of the database: only a backup comes without
    approved = Approval.objects.filter(handoff=handoff, state=ApprovalState.APPROVED).first()
    if approved is not None and consent is None:
        legal, reason = approved.legal_basis_id, approved.reason
    draft = HandoffDraft(
        kind=HandoffKind.PULL, team=handoff.from_team, purpose="", request="",
        due_on=handoff.due_on, level=Level.FULL, consent=consent, legal_basis_id=legal,
        basis_reason=reason,
    )  # fmt: skip
    check_basis(handoff.case, draft, clock.today(at))
    return draft


def _waits_for_approval(
    actor: Actor, at: datetime, handoff: Handoff, draft: HandoffDraft | None
) -> bool:
    """Ask for the approval of yielding a case without consent; say whether it is still to come."""
    if draft is None or not draft.needs_approval:
        return False
    known = Approval.objects.filter(handoff=handoff)
    if known.filter(state=ApprovalState.WAITING).exists():
        raise DomainError(
            "承認を待っています。承認されたら、もう一度「引き受ける」を押してください。"
        )
    if known.filter(state=ApprovalState.APPROVED).exists():
        return False
    ask_approval(actor=actor, at=at, handoff=handoff, draft=draft)
    return True


def _basis_columns(draft: HandoffDraft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    return {
        "consent": draft.consent,
        "legal_basis_id": BY_CONSENT if draft.consent else draft.legal_basis_id,
        "basis_reason": "" if draft.consent else draft.basis_reason,
    }


def _let_act(handoff: Handoff, actor: Actor, at: datetime, approval: Approval | None) -> None:
    """Open the receiver's way to the case: as partner, or as its new holder."""
    if handoff.case is None:
        return
    if handoff.kind in MOVING:
        move_holder(actor=actor, at=at, handoff=handoff, approval=approval)
    elif handoff.kind == HandoffKind.COMPANION:
        begin_to_walk_beside(actor=actor, at=at, handoff=handoff)
    elif handoff.to_team_id:
        Participation.objects.create(
            case=handoff.case,
            kind=ParticipationKind.PARTNER,
            level=handoff.level,
            team_id=handoff.to_team_id,
            consent_id=handoff.consent_id,
            legal_basis_id=handoff.legal_basis_id,
            handoff=handoff,
            approval=approval,
            since_at=at,
        )
    if handoff.kind == HandoffKind.REFER:
        role_from_handoff(actor=actor, at=at, handoff=handoff)
    index_case(handoff.case)
    tell_companion(case=handoff.case, at=at, but_not=actor.user_id, kind=NoticeKind.CASE_MOVED_ON)


def _tell_sender(handoff: Handoff, kind: NoticeKind, actor: Actor, at: datetime) -> None:
    """Tell who asked; when they have left the team, the team. And who holds the case by now."""
    posts = Assignment.objects.live(clock.today(at)).filter(
        user=handoff.from_user_id, team=handoff.from_team_id, user__is_active=True
    )
    is_there = posts.exists()
    teams = set() if is_there else {handoff.from_team_id}
    if handoff.case is not None:
        teams |= {handoff.case.holder_team_id} - {handoff.from_team_id, handoff.to_team_id}
    notify(
        kind=kind,
        ref=Ref("handoff", handoff.pk),
        at=at,
        users=[handoff.from_user_id] if is_there else [],
        teams=teams,
        but_not=actor.user_id,
    )


def tell_receiver(*, actor: Actor, at: datetime, handoff: Handoff, kind: NoticeKind) -> None:
    """Tell who was asked: the person if one was named, else the team if it reads here."""
    if handoff.to_team_id:
        notify(
            kind=kind, ref=Ref("handoff", handoff.pk), at=at, but_not=actor.user_id,
            users=[handoff.to_user_id] if handoff.to_user_id else [],
            teams=[] if handoff.to_user_id else [handoff.to_team_id],
        )  # fmt: skip
