"""Writing a proposal, and rewriting it while it is at home (R047)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.casework.services.beyond import check_names_nobody_known
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import ref_of
from wagamachi.publishing.services import ask_release
from wagamachi.support.models import Gap
from wagamachi.support.queries.gaps import public_gaps

from ..enums import AT_HOME
from ..models import Proposal
from ..outgoing import TEXTS
from ..queries.proposals import writing_teams


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDraft:
    """One change asked for. No case and no person is named in it.

    ``gap_ids`` are the gaps it bundles; ``is_sure`` says that what was found in its words names nobody.
    """

    title: str
    need: str
    ask: str
    team_id: UUID
    tried: str = ""
    reason_id: str | None = None
    theme_id: str | None = None
    area_id: UUID | None = None
    gap_ids: tuple[UUID, ...] = ()
    is_sure: bool = False

    def columns(self) -> dict[str, Any]:
        """Return the columns of the row."""
        said = asdict(self)
        del said["gap_ids"], said["is_sure"]
        return said

    def check(self, actor: Actor) -> None:
        """Raise DomainError for what is missing, NotAllowed for somebody else's team."""
        for field in ("title", "need", "ask"):
            if not getattr(self, field).strip():
                raise DomainError("何が足りず、何を変えたいかを書いてください。", field=field)
        if not writing_teams(actor).filter(pk=self.team_id).exists():
            raise NotAllowed("このチームの提案は書けません。", field="team")
        if public_gaps().filter(pk__in=self.gap_ids).count() != len(set(self.gap_ids)):
            raise DomainError(
                "台帳から下げられた制度の狭間があります。えらびなおしてください。", field="gaps"
            )

    def look_through(self, actor: Actor, at: datetime) -> int:
        """Raise Telling for words that say whose cases are behind it; return how many places passed."""
        cases = Gap.objects.filter(pk__in=self.gap_ids).values_list("case", flat=True)
        texts = {name: getattr(self, name) for name in TEXTS}
        return check_names_nobody_known(
            actor=actor, cases=cases, at=at, is_sure=self.is_sure, **texts
        )


def begin_proposal(
    *,
    actor: Actor,
    at: datetime,
    draft: ProposalDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> Proposal:
    """Begin a proposal, and ask a second person to look it through; the same ``id`` twice makes one.

    Raises DomainError, NotAllowed, Telling.
    """

    passed = 0

    def first() -> dict[str, Any]:
        nonlocal passed
        draft.check(actor)
        passed = draft.look_through(actor, at)
        return {"written_by_id": actor.person_id}

    def then(proposal: Proposal) -> None:
        ref, team = ref_of(proposal), proposal.team
        ask_release(actor=actor, at=at, ref=ref, team=team, passed_count=passed)

    return keep_new(
        Proposal, id=id, actor=actor, at=at, perm=Perm.PROPOSAL_EDIT, said=draft.columns(),
        many={"gaps": draft.gap_ids}, first=first, then=then,
    )  # fmt: skip


def change_proposal(
    *, actor: Actor, at: datetime, proposal: Proposal, version: int, draft: ProposalDraft
) -> Proposal:
    """Rewrite a proposal that lies with its team; raises Stale with both versions, Telling.

    What was handed in stays as it was: it is rewritten once it came back. New words are looked through
    by a second person again.
    """
    if not can(actor, Perm.PROPOSAL_EDIT, proposal):
        raise NotAllowed("この提案を直せるのは、まとめているチームの人です。")
    if proposal.state not in AT_HOME:
        raise DomainError("出したあとの提案は直せません。返事が来てから直して、もう一度出せます。")
    draft.check(actor)
    passed = draft.look_through(actor, at)
    before = [getattr(proposal, name) for name in TEXTS]
    with transaction.atomic():
        changed = change(
            proposal, actor=actor, at=at, version=version, many={"gaps": draft.gap_ids},
            **draft.columns(),
        )  # fmt: skip
        if before != [getattr(changed, name) for name in TEXTS]:
            ref, team = ref_of(changed), changed.team
            ask_release(actor=actor, at=at, ref=ref, team=team, passed_count=passed)
    return changed
