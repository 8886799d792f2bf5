"""Handing a proposal in, writing its answer down, taking it back (R047)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import ref_of
from wagamachi.publishing.queries.releases import let_out
from wagamachi.publishing.services import end_release

from ..enums import ProposalState, Verdict
from ..models import Proposal, Submission
from ..queries.proposals import evidence_of
from ..states import PROPOSAL
from .looking import ask, look_through

MOVES = {Verdict.ADOPTED: "adopt", Verdict.REJECTED: "reject"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionDraft:
    """To whom it went, and when."""

    receiver: str
    body: str
    submitted_on: date
    is_sure: bool = False

    def columns(self) -> dict[str, Any]:
        """Return the columns of the row."""
        said = asdict(self)
        del said["is_sure"]
        return said

    def check(self, today: date) -> None:
        """Raise DomainError for what cannot be."""
        if not self.body.strip():
            raise DomainError("どの会議や部署に出したかを書いてください。", field="body")
        if self.submitted_on > today:
            raise DomainError(
                "出した日がこれから先になっています。実際の日を入れてください。",
                field="submitted_on",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """What the body said, and when. A refusal says why."""

    verdict: str
    answered_on: date
    answer: str = ""
    is_sure: bool = False

    def check(self, submitted_on: date, today: date) -> None:
        """Raise DomainError for what cannot be."""
        if not submitted_on <= self.answered_on <= today:
            raise DomainError(
                "返事の日は、出した日からきょうまでの日を入れてください。", field="answered_on"
            )
        if self.verdict == Verdict.REJECTED and not self.answer.strip():
            raise DomainError("見送る理由を書いてください。", field="answer")


def submit_proposal(
    *,
    actor: Actor,
    at: datetime,
    proposal: Proposal,
    draft: SubmissionDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Submission:
    """Hand it in with what the register says today; from now on an answer is waited for.

    Where it went is looked through by a second person as well. Once for one ``id``.

    Raises DomainError before a second person let it out, Telling, NotAllowed, Conflict
    when somebody else was first.
    """

    passed = 0

    def first() -> dict[str, Any]:
        nonlocal passed
        draft.check(clock.today(at))
        passed = look_through(
            actor=actor, at=at, proposal=proposal, is_sure=draft.is_sure, body=draft.body
        )
        if not let_out("proposal").filter(target_id=proposal.pk).exists():
            raise DomainError(
                "書いた人とは別の人が、だれのことかわからないと確かめてから出せます。"
                "チームの人の「今日」に、確かめる文として出ています。"
            )
        apply(PROPOSAL, proposal, "submit", actor=actor, at=at, waiting_since=draft.submitted_on)
        evidence = evidence_of(proposal, clock.today(at)).stored()
        return {"evidence": evidence, "submitted_by_id": actor.person_id}

    return keep_new(
        Submission, id=id, actor=actor, at=at, perm=Perm.PROPOSAL_EDIT, said=draft.columns(),
        within={"proposal": proposal}, first=first,
        then=lambda row: ask(actor=actor, at=at, row=row, passed=passed), ref=ref_of(proposal),
    )  # fmt: skip


def answer_proposal(*, actor: Actor, at: datetime, proposal: Proposal, draft: AnswerDraft) -> None:
    """Write down what the body answered; its words are looked through by a second person.

    Raises DomainError, Telling, NotAllowed, Conflict.
    """
    submitted_on = proposal.waiting_since or clock.today(at)
    draft.check(submitted_on, clock.today(at))
    passed = look_through(
        actor=actor, at=at, proposal=proposal, is_sure=draft.is_sure, answer=draft.answer
    )
    with transaction.atomic():
        action = MOVES[Verdict(draft.verdict)]
        apply(
            PROPOSAL, proposal, action, actor=actor, at=at, reason=draft.answer, waiting_since=None
        )
        said = {name: getattr(draft, name) for name in ("verdict", "answered_on", "answer")}
        row = _end(proposal, at, **said)
        if draft.answer:
            ask(actor=actor, at=at, row=row, passed=passed)


def call_back_proposal(
    *, actor: Actor, at: datetime, proposal: Proposal, reason: str, is_sure: bool = False
) -> None:
    """Let it count as never handed in, and have it at home again; only its team reads where it went.

    Raises DomainError without a reason, Telling, NotAllowed, Conflict.
    """
    look_through(actor=actor, at=at, proposal=proposal, is_sure=is_sure, reason=reason)
    with transaction.atomic():
        apply(
            PROPOSAL, proposal, "call_back", actor=actor, at=at, reason=reason, waiting_since=None
        )
        row = _end(proposal, at, called_back_because=reason)
        end_release(at=at, ref=ref_of(row))


def withdraw_proposal(
    *, actor: Actor, at: datetime, proposal: Proposal, reason: str, is_sure: bool = False
) -> None:
    """Ask for it no longer; why is read by its team only.

    Raises DomainError without a reason, Telling, NotAllowed, Conflict.
    """
    look_through(actor=actor, at=at, proposal=proposal, is_sure=is_sure, reason=reason)
    with transaction.atomic():
        was_waiting = proposal.state == ProposalState.SUBMITTED
        apply(PROPOSAL, proposal, "withdraw", actor=actor, at=at, reason=reason, waiting_since=None)
        if was_waiting:
            _end(proposal, at)


def _end(proposal: Proposal, at: datetime, **said: Any) -> Submission:
    """Wait no longer for the one answer, and keep what is ``said`` of it."""
    row = Submission.objects.get(proposal=proposal, ended_at=None)
    Submission.objects.filter(pk=row.pk).update(ended_at=at, version=F("version") + 1, **said)
    return row
