"""Writing down what an adopted proposal became (R047)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.again import recognise
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.transitions import apply
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref, ref_of
from wagamachi.publishing.checking import look_through

from ..enums import ProposalState
from ..models import Outcome, Proposal
from ..outgoing import known_of_proposal
from ..states import PROPOSAL


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDraft:
    """What it became, in which plan or service, from when. ``from_on`` may lie ahead.

    ``ref`` points at its page where it has one here.
    """

    kind: str
    title: str
    place: str
    from_on: date
    note: str = ""
    ref: Ref | None = None
    is_sure: bool = False

    def columns(self) -> dict[str, Any]:
        """Return the columns of the row."""
        said = {name: getattr(self, name) for name in ("kind", "title", "place", "from_on", "note")}
        target = (self.ref.kind, self.ref.id) if self.ref else ("", None)
        return said | dict(zip(("target_kind", "target_id"), target, strict=True))

    def check(self) -> None:
        """Raise DomainError for what is missing."""
        for field in ("title", "place"):
            if not getattr(self, field).strip():
                raise DomainError("何という名前で、どこに入ったかを書いてください。", field=field)


def note_outcome(
    *,
    actor: Actor,
    at: datetime,
    proposal: Proposal,
    draft: OutcomeDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> Outcome:
    """Write an outcome; the first one makes the proposal a scheme, more may follow.

    Saving the same ``id`` twice makes one. Raises DomainError before it was adopted, NotAllowed.
    """
    known = Outcome.objects.filter(pk=id).first()
    if known is not None:
        mine = (known.written_by_id, known.proposal_id) == (actor.person_id, proposal.pk)
        return recognise(
            known, actor=actor, perm=Perm.PROPOSAL_EDIT, is_mine=mine, said=draft.columns(), many={}
        )
    draft.check()
    texts = {name: getattr(draft, name) for name in ("title", "place", "note")}
    look_through(
        texts, known=known_of_proposal(proposal), on=clock.today(at), is_sure=draft.is_sure
    )
    if not can(actor, Perm.PROPOSAL_EDIT, proposal):
        raise NotAllowed("できたしくみを書けるのは、まとめているチームの人です。")
    with transaction.atomic():
        if proposal.state != ProposalState.REALISED:
            apply(PROPOSAL, proposal, "realise", actor=actor, at=at)
        outcome = Outcome.objects.create(
            id=id, proposal=proposal, written_by_id=actor.person_id, **draft.columns()
        )
        data = {"what": draft.kind}
        audit.record(
            actor=actor, kind=audit.EventKind.CREATED, ref=ref_of(proposal), at=at, data=data
        )
    return outcome
