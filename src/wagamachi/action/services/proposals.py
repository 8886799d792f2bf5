"""Writing a proposal, and rewriting it while it is at home (R047)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.again import recognise
from wagamachi.access.changes import change
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import ref_of

from ..enums import AT_HOME
from ..models import Proposal
from ..queries.proposals import writing_teams


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDraft:
    """One change asked for. No case and no person is named in it."""

    title: str
    need: str
    ask: str
    team_id: UUID
    tried: str = ""
    reason_id: str | None = None
    theme_id: str | None = None
    area_id: UUID | None = None

    def check(self, actor: Actor) -> None:
        """Raise DomainError for what is missing, NotAllowed for somebody else's team."""
        for field in ("title", "need", "ask"):
            if not getattr(self, field).strip():
                raise DomainError("何が足りず、何を変えたいかを書いてください。", field=field)
        if not writing_teams(actor).filter(pk=self.team_id).exists():
            raise NotAllowed("このチームの提案は書けません。", field="team")


def begin_proposal(
    *,
    actor: Actor,
    at: datetime,
    draft: ProposalDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> Proposal:
    """Begin a proposal; saving the same ``id`` twice makes one. Raises DomainError, NotAllowed."""
    known = Proposal.objects.filter(pk=id).first()
    if known is not None:
        is_mine = known.written_by_id == actor.person_id
        return recognise(
            known,
            actor=actor,
            perm=Perm.PROPOSAL_EDIT,
            is_mine=is_mine,
            said=asdict(draft),
            many={},
        )
    draft.check(actor)
    with transaction.atomic():
        proposal = Proposal.objects.create(id=id, written_by_id=actor.person_id, **asdict(draft))
        audit.record(actor=actor, kind=audit.EventKind.CREATED, ref=ref_of(proposal), at=at)
    return proposal


def change_proposal(
    *, actor: Actor, at: datetime, proposal: Proposal, version: int, draft: ProposalDraft
) -> Proposal:
    """Rewrite a proposal that lies with its team; raises Stale with both versions.

    What was handed in stays as it was: it is rewritten once it came back.
    """
    if not can(actor, Perm.PROPOSAL_EDIT, proposal):
        raise NotAllowed("この提案を直せるのは、まとめているチームの人です。")
    if proposal.state not in AT_HOME:
        raise DomainError("出したあとの提案は直せません。返事が来てから直して、もう一度出せます。")
    draft.check(actor)
    return change(proposal, actor=actor, at=at, version=version, **asdict(draft))
