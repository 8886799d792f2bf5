"""Writing down what an adopted proposal became (R047)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.transitions import apply
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref, ref_of

from ..enums import ProposalState
from ..models import Outcome, Proposal
from ..outgoing import MADE
from ..states import PROPOSAL
from .looking import ask, look_through


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

    def texts(self) -> dict[str, str]:
        """Return the words that others read."""
        return {name: getattr(self, name) for name in MADE}

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

    Its words are looked through by a second person. Saving the same ``id`` twice makes one.
    Raises DomainError before it was adopted, NotAllowed.
    """

    passed = 0

    def first() -> dict[str, Any]:
        nonlocal passed
        draft.check()
        passed = look_through(
            actor=actor, at=at, proposal=proposal, is_sure=draft.is_sure, **draft.texts()
        )
        if not can(actor, Perm.PROPOSAL_EDIT, proposal):
            raise NotAllowed("できたしくみを書けるのは、まとめているチームの人です。")
        if proposal.state != ProposalState.REALISED:
            apply(PROPOSAL, proposal, "realise", actor=actor, at=at)
        return {"written_by_id": actor.person_id}

    return keep_new(
        Outcome, id=id, actor=actor, at=at, perm=Perm.PROPOSAL_EDIT, within={"proposal": proposal},
        said=draft.columns(), first=first, then=lambda row: ask(actor=actor, at=at, row=row, passed=passed),
        ref=ref_of(proposal), data={"what": draft.kind},
    )  # fmt: skip
