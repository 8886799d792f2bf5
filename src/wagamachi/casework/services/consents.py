"""同意: what somebody allows to be told to whom; taking it back takes effect at once (R020, R102)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.transitions import apply, apply_by_house
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.people.models import Consent, Person

from ..models import WAITING, Case, Handoff, Participation
from ..states import HANDOFF
from .finding import index_case
from .flags import keeps_flags
from .holding import hold_open_case

_TAKEN_BACK = "本人が同意を取り消したため"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDraft:
    """One answer. Given consents name what (DOI_KOMOKU codes) and to whom (organisations)."""

    answer_id: str
    item_ids: Iterable[str] = ()
    recipient_ids: Iterable[UUID] = ()
    method: str = "口頭"
    valid_until: date | None = None
    note: str = ""


def ask_consent(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    person: Person,
    draft: ConsentDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Consent:
    """Write down what somebody answered; a refusal or a hold needs the reason in the note."""
    items, recipients = list(draft.item_ids), list(draft.recipient_ids)
    if draft.answer_id in Consent.given():
        if not items:
            raise DomainError("伝えてよいことを、ひとつは選んでください。", field="items")
        if not recipients:
            raise DomainError("伝えてよい相手を、ひとつは選んでください。", field="recipients")
    elif not draft.note.strip():
        raise DomainError("同意が得られない理由や事情を書いてください。", field="note")

    def first() -> dict[str, Any]:
        hold_open_case(actor=actor, case=case)
        return {"asked_at": at, "asked_by_id": actor.person_id}

    return keep_new(
        Consent, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"person": person},
        said={
            "answer_id": draft.answer_id, "method": draft.method,
            "valid_until": draft.valid_until, "note": draft.note,
        },
        many={"items": items, "recipients": recipients},
        first=first, ref=Ref("case", case.pk), data={"what": "asked"},
    )  # fmt: skip


@keeps_flags
def withdraw_consent(
    *, actor: Actor, at: datetime, case: Case, consent: Consent, note: str = ""
) -> Consent:
    """Take a consent back: every participation that rests on it ends in this transaction."""
    with transaction.atomic():
        live = Consent.objects.filter(pk=consent.pk, withdrawn_at=None)
        if not live.update(withdrawn_at=at):
            raise Conflict("この同意は、もう取り消されています。")
        resting = Participation.objects.filter(consent=consent, until_at=None)
        cases = list(Case.objects.filter(participations__in=resting).distinct())
        _take_back_requests(actor, at, consent)
        resting.update(until_at=at, ended_because=_TAKEN_BACK)
        for touched in cases:
            index_case(touched)
        _tell(actor, at, case, consent, "withdrawn")
    consent.refresh_from_db()
    return consent


def _take_back_requests(actor: Actor, at: datetime, consent: Consent) -> None:
    """Withdraw what was asked on the strength of the consent and is not answered yet.

    By the house where another team asked: somebody's word does not wait for who may withdraw it.
    """
    asked = Handoff.objects.filter(consent=consent, state__in=WAITING)
    for handoff in asked.select_for_update(no_key=True).order_by("pk"):
        if can(actor, Perm.HANDOFF_WITHDRAW, handoff):
            apply(HANDOFF, handoff, "withdraw", actor=actor, at=at, reason=_TAKEN_BACK)
        else:
            apply_by_house(HANDOFF, handoff, "withdraw", at=at, reason=_TAKEN_BACK)
        notify(
            kind=NoticeKind.HANDOFF_WITHDRAWN, ref=Ref("handoff", handoff.pk), at=at,
            teams=[team for team in (handoff.from_team_id, handoff.to_team_id) if team],
            but_not=actor.user_id,
        )  # fmt: skip


def _tell(actor: Actor, at: datetime, case: Case, consent: Consent, what: str) -> None:
    audit.record(
        actor=actor,
        kind=audit.EventKind.CHANGED,
        ref=Ref("case", case.pk),
        at=at,
        data={"consent": str(consent.pk), "what": what},
    )
