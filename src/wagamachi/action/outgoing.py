"""What of this room leaves the team that wrote it: a proposal, where it went, the answer, the outcome (R047)."""

from uuid import UUID

from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.casework.queries.identifying import known_of, newest_read
from wagamachi.core.identifying import Known
from wagamachi.publishing.outgoing import Outgoing, declare
from wagamachi.support.models import Gap

from .models import Proposal

TEXTS = ("title", "need", "tried", "ask")
SENT = ("body", "answer")
MADE = ("title", "place", "note")


def declare_texts() -> None:
    declare(Outgoing(kind="proposal", fields=TEXTS, known=known_of_proposal))
    for kind, fields in (("submission", SENT), ("outcome", MADE)):
        declare(
            Outgoing(
                kind=kind,
                fields=fields,
                known=lambda row, writer: known_of_proposal(row.proposal, writer),
            )
        )


def known_of_proposal(proposal: Proposal, writer: Actor) -> Known:
    """Return what would tell whose cases a proposal bundles, or whose else its writer reads."""
    return known_of([*cases_behind(proposal), *newest_read(writer)])


def cases_behind(proposal: Proposal) -> "QuerySet[Gap, UUID]":
    """Return the cases whose gaps a proposal bundles."""
    return proposal.gaps.values_list("case", flat=True)
