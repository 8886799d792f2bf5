"""Handing a proposal in, writing its answer down, taking it back (R047)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply
from wagamachi.casework.services.beyond import check_names_nobody_known
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.publishing.queries.releases import let_out

from ..enums import Verdict
from ..models import Proposal, Submission
from ..outgoing import cases_behind
from ..queries.proposals import evidence_of
from ..states import PROPOSAL

MOVES = {Verdict.ADOPTED: "adopt", Verdict.REJECTED: "reject"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionDraft:
    """To whom it went, and when."""

    receiver: str
    body: str
    submitted_on: date
    is_sure: bool = False

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

    Once for one ``id``. Raises DomainError before a second person let it out, Telling, NotAllowed, Conflict
    when somebody else was first.
    """

    def first() -> dict[str, Any]:
        draft.check(clock.today(at))
        _look_through(actor, proposal, at, "body", draft.body, draft.is_sure)
        if not let_out("proposal").filter(target_id=proposal.pk).exists():
            raise DomainError(
                "書いた人とは別の人が、だれのことかわからないと確かめてから出せます。"
                "チームの人の「今日」に、確かめる文として出ています。"
            )
        apply(PROPOSAL, proposal, "submit", actor=actor, at=at, waiting_since=draft.submitted_on)
        evidence = evidence_of(proposal, clock.today(at)).stored()
        return {"evidence": evidence, "submitted_by_id": actor.person_id}

    said = asdict(draft)
    del said["is_sure"]
    return keep_new(
        Submission, id=id, actor=actor, at=at, perm=Perm.PROPOSAL_EDIT, said=said,
        within={"proposal": proposal}, first=first,
    )  # fmt: skip


def answer_proposal(*, actor: Actor, at: datetime, proposal: Proposal, draft: AnswerDraft) -> None:
    """Write down what the body answered. Raises DomainError, Telling, NotAllowed, Conflict."""
    waiting = Submission.objects.filter(proposal=proposal, ended_at=None)
    submitted_on = proposal.waiting_since or clock.today(at)
    draft.check(submitted_on, clock.today(at))
    _look_through(actor, proposal, at, "answer", draft.answer, draft.is_sure)
    with transaction.atomic():
        action = MOVES[Verdict(draft.verdict)]
        apply(
            PROPOSAL, proposal, action, actor=actor, at=at, reason=draft.answer, waiting_since=None
        )
        waiting.update(
            ended_at=at, verdict=draft.verdict, answered_on=draft.answered_on, answer=draft.answer
        )


def withdraw_proposal(
    *, actor: Actor, at: datetime, proposal: Proposal, reason: str, is_sure: bool = False
) -> None:
    """Ask for it no longer. Raises DomainError without a reason, Telling, NotAllowed, Conflict."""
    _look_through(actor, proposal, at, "reason", reason, is_sure)
    with transaction.atomic():
        apply(PROPOSAL, proposal, "withdraw", actor=actor, at=at, reason=reason, waiting_since=None)
        Submission.objects.filter(proposal=proposal, ended_at=None).update(ended_at=at)


def _look_through(
    actor: Actor, proposal: Proposal, at: datetime, name: str, text: str, is_sure: bool
) -> None:
    cases = cases_behind(proposal)
    check_names_nobody_known(actor=actor, cases=cases, at=at, is_sure=is_sure, **{name: text})
