"""つなぎ: ask, answer, find out how it went. Until the end the sender stays responsible (I3, R024)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.core.ids import uuid7
from wagamachi.core.refs import Ref
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team
from wagamachi.people.models import Consent

from ..enums import HandoffState, Level, ParticipationKind
from ..models import Case, Handoff, Participation
from ..states import HANDOFF
from .finding import index_case
from .holding import hold_open_case

BY_CONSENT = "KYOYU_KONKYO-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffDraft:
    """What is asked of whom. Exactly one of ``team`` and ``resource`` receives it.

    ``level`` is how much the receiver sees once it has accepted; before that it sees
    ``shared_summary`` and nothing else.
    """

    purpose: str
    request: str
    shared_summary: str
    due_on: date
    team: Team | None = None
    resource: Resource | None = None
    level: int = Level.SUMMARY
    consent: Consent | None = None
    legal_basis_id: str | None = None
    basis_reason: str = ""


def send_handoff(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: HandoffDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Handoff:
    """Ask a team, or a resource outside the system, to act; the case stays where it is.

    Raises DomainError for nobody, for oneself, a past deadline, a closed case or receiver, or no
    lawful basis; Conflict when the same team is already being asked.
    """
    try:
        with transaction.atomic():
            hold_open_case(actor=actor, case=case, perm=Perm.HANDOFF_SEND)
            _check_draft(case, draft, clock.today(at))
            handoff, is_new = Handoff.objects.get_or_create(
                id=id or uuid7(), defaults=_columns(actor, at, case, draft)
            )
            if is_new:
                ref = Ref("handoff", handoff.pk)
                data = {"case": str(case.pk)}
                audit.record(actor=actor, kind=audit.EventKind.CREATED, ref=ref, at=at, data=data)
    except IntegrityError as error:
        raise Conflict(
            "この機関には、もうつないでいます。返事を待つか、前のつなぎを取りやめてください。",
            field="team",
        ) from error
    return handoff


def _check_draft(case: Case, draft: HandoffDraft, today: date) -> None:
    if (draft.team is None) == (draft.resource is None):
        raise DomainError("つなぐ相手を、ひとつ選んでください。", field="team")
    if draft.due_on < today:
        raise DomainError(
            "返事の期日が過ぎています。きょう以降の日を入れてください。", field="due_on"
        )
    if draft.team is not None:
        _check_receiver(case, draft.team, today)
    _check_basis(case, draft, today)


def _check_receiver(case: Case, team: Team, today: date) -> None:
    organization = team.organization
    if team.pk == case.holder_team_id:
        raise DomainError(
            "自分のチームにはつなげません。ほかの相手を選んでください。", field="team"
        )
    ends = [day for day in (team.closes_on, organization.closes_on) if day]
    if ends and min(ends) <= today:
        raise DomainError("この機関は、もう受けつけていません。", field="team")


def _check_basis(case: Case, draft: HandoffDraft, today: date) -> None:
    """Raise DomainError unless a live consent that names the receiver, or a legal basis, is given."""
    if draft.consent is None:
        if not draft.legal_basis_id or draft.legal_basis_id == BY_CONSENT:
            raise DomainError(
                "本人の同意を選ぶか、同意のほかの法的根拠を選んでください。", field="legal_basis"
            )
        if not draft.basis_reason.strip():
            raise DomainError(
                "同意によらずに伝える理由を書いてください。あとで説明できるように残します。",
                field="basis_reason",
            )
        return
    members = case.members.filter(person_id=draft.consent.person_id)
    live = Consent.objects.live(today).filter(pk=draft.consent.pk)
    if not (members.exists() and live.exists()):
        raise DomainError(
            "この同意は、いま使えません。本人に確かめ直してください。", field="consent"
        )
    names = draft.consent.recipients.filter(pk=draft.team.organization_id) if draft.team else None
    if names is not None and not names.exists():
        raise DomainError(
            "この同意には、つなぐ相手の名前が入っていません。本人に確かめてください。",
            field="consent",
        )


def _columns(actor: Actor, at: datetime, case: Case, draft: HandoffDraft) -> dict[str, Any]:
    return {
        "case": case,
        "state": HandoffState.SENT if draft.team else HandoffState.ARRANGING,
        "from_team_id": case.holder_team_id,
        "from_user_id": actor.person_id,
        "to_team": draft.team,
        "to_resource": draft.resource,
        "purpose": draft.purpose,
        "request": draft.request,
        "shared_summary": draft.shared_summary,
        "level": draft.level,
        "consent": draft.consent,
        "legal_basis_id": BY_CONSENT if draft.consent else draft.legal_basis_id,
        "basis_reason": "" if draft.consent else draft.basis_reason,
        "sent_at": at,
        "due_on": draft.due_on,
        "snapshot": {
            "holder_team": str(case.holder_team_id),
            "holder_user": str(case.holder_user_id or ""),
            "consent": str(draft.consent.pk) if draft.consent else "",
            "legal_basis": BY_CONSENT if draft.consent else draft.legal_basis_id,
        },
    }


def accept_handoff(*, actor: Actor, at: datetime, handoff: Handoff, answer: str = "") -> Handoff:
    """Take part: the receiver's team now sees the agreed part of the case; the holder stays.

    Raises Conflict when somebody answered or withdrew first, DomainError when the consent it rests
    on was withdrawn in the meantime.
    """
    on = clock.today(at)
    if handoff.consent_id and not Consent.objects.live(on).filter(pk=handoff.consent_id).exists():
        raise DomainError(
            "本人が同意を取り消したため、引き受けられません。つないだ機関に連絡してください。"
        )
    with transaction.atomic():
        apply(
            HANDOFF, handoff, "accept", actor=actor, at=at,
            answer=answer, answered_at=at, answered_by_id=actor.person_id,
        )  # fmt: skip
        Participation.objects.create(
            case_id=handoff.case_id,
            kind=ParticipationKind.PARTNER,
            level=handoff.level,
            team_id=handoff.to_team_id,
            consent_id=handoff.consent_id,
            legal_basis_id=handoff.legal_basis_id,
            handoff=handoff,
            since_at=at,
        )
        index_case(handoff.case)
    return handoff


def decline_handoff(
    *, actor: Actor, at: datetime, handoff: Handoff, decline_reason_id: str, answer: str
) -> Handoff:
    """Give it back with a reason; the sender has been holding it all along."""
    if not decline_reason_id:
        raise DomainError("戻す理由を選んでください。", field="decline_reason")
    apply(
        HANDOFF, handoff, "decline", actor=actor, at=at, reason=answer,
        answer=answer, answered_at=at, answered_by_id=actor.person_id,
        decline_reason_id=decline_reason_id,
    )  # fmt: skip
    return handoff


def withdraw_handoff(*, actor: Actor, at: datetime, handoff: Handoff, reason: str) -> Handoff:
    """Take the request back before it was answered."""
    apply(HANDOFF, handoff, "withdraw", actor=actor, at=at, reason=reason)
    return handoff


def finish_handoff(
    *,
    actor: Actor,
    at: datetime,
    handoff: Handoff,
    result_id: str,
    result_note: str = "",
    follow_up_on: date | None = None,
) -> Handoff:
    """Write down how it went: つながった, 本人辞退, 対象外, … (R024)."""
    if not result_id:
        raise DomainError("結果を選んでください。", field="result")
    if follow_up_on and follow_up_on < clock.today(at):
        raise DomainError(
            "そのあとを確かめる日が過ぎています。きょう以降の日を入れてください。",
            field="follow_up_on",
        )
    apply(
        HANDOFF, handoff, "finish", actor=actor, at=at,
        result_id=result_id, result_note=result_note, follow_up_on=follow_up_on, finished_at=at,
    )  # fmt: skip
    return handoff
