"""Writing down what an adopted proposal became (R047)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.again import recognise
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.transitions import apply
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import ref_of

from ..enums import ProposalState
from ..models import Outcome, Proposal
from ..states import PROPOSAL


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDraft:
    """What it became, in which plan or service, from when. ``from_on`` may lie ahead."""

    kind: str
    title: str
    place: str
    from_on: date
    note: str = ""

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
            known, actor=actor, perm=Perm.PROPOSAL_EDIT, is_mine=mine, said=asdict(draft), many={}
        )
    draft.check()
    if not can(actor, Perm.PROPOSAL_EDIT, proposal):
        raise NotAllowed("できたしくみを書けるのは、まとめているチームの人です。")
    with transaction.atomic():
        if proposal.state != ProposalState.REALISED:
            apply(PROPOSAL, proposal, "realise", actor=actor, at=at)
        outcome = Outcome.objects.create(
            id=id, proposal=proposal, written_by_id=actor.person_id, **asdict(draft)
        )
        data = {"what": draft.kind}
        audit.record(
            actor=actor, kind=audit.EventKind.CREATED, ref=ref_of(proposal), at=at, data=data
        )
    return outcome
