"""承認: opening something without consent takes two people; what nobody approves closes by itself (R102)."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.transitions import apply, apply_by_house
from wagamachi.core import clock, nights
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref, ref_of
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify

from ..enums import ApprovalState, HandoffKind, HandoffState
from ..models import LIVE, Approval, Handoff, Participation
from ..policy import GIVEN_BACK
from ..queries.approvals import approval_for_yes, approvers_of, rests_on_approval
from ..queries.handoffs import first_due
from ..states import APPROVAL, HANDOFF
from .asking import HandoffDraft, answers_here, settled_day
from .beyond import check_names_nobody
from .finding import index_case
from .flags import keeps_flags

REFUSED = "承認されなかったため"
LAPSED = "期限までに承認されなかったため"


def ask_approval(*, actor: Actor, at: datetime, handoff: Handoff, draft: HandoffDraft) -> Approval:
    """Put a request that rests on a legal basis before those who may approve it, and tell them.

    Raises DomainError when nobody but the asker could approve and it is no emergency, or for a
    period that is over before it begins, Telling when the reason names the person: who approves it may not
    read the case. Call it in the transaction that made the request.
    """
    assert handoff.case is not None  # a check of the database: a basis is about a case
    assert draft.legal_basis_id is not None  # what is asked for
    team, on = handoff.case.holder_team, clock.today(at)
    people = approvers_of(team, on, but_not=actor.person_id, receiving=handoff.to_team_id)
    if not people and not draft.is_emergency:
        raise DomainError(
            "承認できる人（管理職・チームリーダー・中心機関）が、ほかにいません。管理の人に配置を"
            "確かめてください。命にかかわるときは「緊急」を選べます。",
            field="legal_basis",
        )
    if draft.until_on is not None and draft.until_on <= on:
        raise DomainError("見てよい期間は、あす以降の日までにしてください。", field="until_on")
    check_names_nobody(actor=actor, cases=[handoff.case.pk], at=at, basis_reason=draft.basis_reason)
    approval = keep_new(
        Approval, id=None, actor=actor, at=at, perm=None,
        said={
            "handoff": handoff, "team": team, "legal_basis_id": draft.legal_basis_id,
            "reason": draft.basis_reason, "level": draft.level, "is_emergency": draft.is_emergency,
            "until_on": draft.until_on, "asked_by_id": actor.person_id, "asked_at": at,
            "due_at": _due(draft, at),
        },
        data={
            "case": str(handoff.case.pk), "legal_basis": draft.legal_basis_id,
            "level": draft.level, "emergency": draft.is_emergency,
        },
    )  # fmt: skip
    notify(kind=NoticeKind.SHARING_ASKED, ref=ref_of(approval), at=at, users=people)
    return approval


def _due(draft: HandoffDraft, at: datetime) -> datetime:
    """Return when the question ends: hours in an emergency, else with the day the answer was due."""
    if draft.is_emergency:
        return at + timedelta(hours=settings.WAGAMACHI["EMERGENCY_HOURS"])
    return _midnight_after(settled_day(max(draft.due_on, clock.today(at))))


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@keeps_flags
def approve_sharing(
    *, actor: Actor, at: datetime, approval: Approval, note: str = "", until_on: date | None = None
) -> Approval:
    """Say yes: what waited goes to its receiver now. ``until_on`` shortens the period, never more.

    Raises NotAllowed for whoever asked, IllegalMove when it was decided or its time is over.
    """
    if approval.asked_by_id == actor.user_id:
        raise NotAllowed("自分が頼んだことは、自分では承認できません。")
    with transaction.atomic():
        _lock(approval)
        _check_in_time(approval, at)
        ends = [day for day in (approval.until_on, until_on) if day]
        until = min(ends) if ends else None
        if until_on is not None and until_on <= clock.today(at):
            raise DomainError("見てよい期間は、あす以降の日までにしてください。", field="until_on")
        apply(
            APPROVAL, approval, "approve", actor=actor, at=at, reason=note,
            note=note, until_on=until, decided_by_id=actor.person_id, decided_at=at,
        )  # fmt: skip
        _release(approval.handoff, actor, at)
        _tell_asker(approval, NoticeKind.SHARING_APPROVED, at, actor.user_id)
    return approval


def _release(handoff: Handoff, actor: Actor, at: datetime) -> None:
    """Send what waited for the yes; its days count from now."""
    if handoff.state != HandoffState.UNAPPROVED:
        return
    on = clock.today(at)
    here = answers_here(handoff.to_team, on)
    due = handoff.due_on if handoff.due_on > on else first_due(on)
    apply(
        HANDOFF, handoff, "release" if here else "release_outside", actor=actor, at=at,
        sent_at=at, due_on=settled_day(due),
    )  # fmt: skip
    if handoff.to_team_id:
        notify(
            kind=NoticeKind.HANDOFF_ARRIVED, ref=ref_of(handoff), at=at, teams=[handoff.to_team_id]
        )


@keeps_flags
def refuse_sharing(*, actor: Actor, at: datetime, approval: Approval, note: str) -> Approval:
    """Say no, with a reason: everything that rests on the request ends in this transaction."""
    if approval.asked_by_id == actor.user_id:
        raise NotAllowed("自分が頼んだことは、自分では決められません。")
    with transaction.atomic():
        _lock(approval)
        apply(
            APPROVAL, approval, "refuse", actor=actor, at=at, reason=note,
            note=note, decided_by_id=actor.person_id, decided_at=at,
        )  # fmt: skip
        _close(approval, at, REFUSED, actor)
        _tell_asker(approval, NoticeKind.SHARING_REFUSED, at, actor.user_id)
    return approval


def lapse_sharings(*, at: datetime) -> int:
    """End every question whose time is over; return how many. Nobody could see them any more anyway."""
    over = Approval.objects.filter(state=ApprovalState.WAITING, due_at__lte=at)
    return sum(_lapse(pk, at) for pk in list(over.values_list("pk", flat=True)[:500]))


@keeps_flags
def _lapse_one(*, at: datetime, approval: Approval) -> Approval:
    apply_by_house(APPROVAL, approval, "lapse", at=at, reason=LAPSED)
    is_moot = approval.handoff.state in GIVEN_BACK
    _close(approval, at, LAPSED, None)
    if not is_moot:
        _tell_asker(approval, NoticeKind.SHARING_REFUSED, at, None)
    return approval


def _lapse(pk: UUID, at: datetime) -> bool:
    with nights.turn():
        approval = Approval.objects.select_related("handoff__case").get(pk=pk)
        _lock(approval)
        if approval.state != ApprovalState.WAITING:
            return False
        _lapse_one(at=at, approval=approval)
    return True


def check_approved(*, handoff: Handoff, at: datetime) -> Approval | None:
    """Return the approval that a yes of the receiver may rest on; None when it rests on a consent.

    Raises DomainError while nobody has approved: in an emergency a receiver may take part before
    that, but the holder never changes on one worker's word.
    """
    if not rests_on_approval(handoff):
        return None
    approval = approval_for_yes(handoff, at)
    if approval is not None:
        return approval
    raise DomainError(
        "同意によらないお願いなので、責任者の承認がすむまで引き受けられません。"
        "急ぐときは、つないだ機関に電話で確かめてください。"
    )


def _lock(approval: Approval) -> None:
    Approval.objects.select_for_update(no_key=True).only("pk").get(pk=approval.pk)
    approval.refresh_from_db()


def _check_in_time(approval: Approval, at: datetime) -> None:
    if approval.handoff.state in GIVEN_BACK:
        raise DomainError(
            "このつなぎは、もう取りやめになったか、戻ってきています。承認は要りません。"
        )
    if approval.state == ApprovalState.WAITING and approval.due_at <= at:
        raise DomainError("承認の期限が過ぎました。要るときは、もう一度つなぎから頼んでください。")


def _close(approval: Approval, at: datetime, because: str, actor: Actor | None) -> None:
    """End the doors that rest on it and what was asked, accepted or not, unless it asks for nothing; say so."""
    doors = Participation.objects.filter(approval=approval, until_at=None)
    has_shut = bool(doors.update(until_at=at, ended_because=because))
    handoff = approval.handoff
    handoff.refresh_from_db()
    if handoff.kind != HandoffKind.PULL and handoff.state in LIVE:
        has_shut = handoff.state != HandoffState.UNAPPROVED
        if actor is None:
            apply_by_house(HANDOFF, handoff, "turn_down", at=at, reason=because)
        else:
            apply(HANDOFF, handoff, "turn_down", actor=actor, at=at, reason=because)
    if has_shut and handoff.to_team_id:
        notify(
            kind=NoticeKind.HANDOFF_UNAPPROVED,
            ref=ref_of(handoff),
            at=at,
            teams=[handoff.to_team_id],
        )
    assert handoff.case is not None
    index_case(handoff.case)


def _tell_asker(approval: Approval, kind: NoticeKind, at: datetime, but_not: UUID | None) -> None:
    """Tell who asked and the team that holds the case, on the page of the request."""
    case = approval.handoff.case
    assert case is not None
    notify(
        kind=kind, ref=Ref("handoff", approval.handoff_id), at=at, users=[approval.asked_by_id],
        teams=[case.holder_team_id], but_not=but_not,
    )  # fmt: skip
