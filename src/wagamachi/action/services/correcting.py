"""Mending where a proposal went, what came back and what became of it: why, and what stood there (R047)."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.versions import differing, in_words
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import ref_of
from wagamachi.core.text import says_something
from wagamachi.publishing.outgoing import outgoing

from ..models import Correction, Outcome, Submission
from .looking import ask, look_through
from .outcomes import OutcomeDraft
from .submitting import AnswerDraft, SubmissionDraft

Row = TypeVar("Row", Submission, Outcome)


def correct_submission(
    *, actor: Actor, at: datetime, submission: Submission, version: int, draft: SubmissionDraft,
    reason: str, answer: AnswerDraft | None = None,
) -> Submission:  # fmt: skip
    """Mend where and when it was handed in, and the words of an ``answer`` that came; not the verdict.

    Raises DomainError for what cannot be and without a reason, Stale with both versions, Telling, NotAllowed.
    """
    draft.check(clock.today(at))
    columns, texts = draft.columns(), {"body": draft.body}
    if submission.called_back_because:
        raise DomainError("取り消したので、もう直せません。")
    if answer is not None:
        answer.check(draft.submitted_on, clock.today(at))
        columns |= {"answered_on": answer.answered_on, "answer": answer.answer}
        texts["answer"] = answer.answer
    passed = look_through(
        actor=actor,
        at=at,
        proposal=submission.proposal,
        is_sure=draft.is_sure,
        **texts,
        reason=reason,
    )
    with transaction.atomic():
        changed = _mend(
            submission, columns, actor=actor, at=at, version=version, reason=reason, passed=passed
        )
        if changed.ended_at is None:
            proposal = changed.proposal
            change(proposal, actor=actor, at=at, version=None, waiting_since=changed.submitted_on)
    return changed


def correct_outcome(
    *, actor: Actor, at: datetime, outcome: Outcome, version: int, draft: OutcomeDraft, reason: str
) -> Outcome:
    """Mend what a proposal became. Raises as ``correct_submission``."""
    draft.check()
    passed = look_through(
        actor=actor,
        at=at,
        proposal=outcome.proposal,
        is_sure=draft.is_sure,
        **draft.texts(),
        reason=reason,
    )
    return _mend(
        outcome, draft.columns(), actor=actor, at=at, version=version, reason=reason, passed=passed
    )


def _mend(
    row: Row, columns: dict[str, Any], *, actor: Actor, at: datetime, version: int, reason: str, passed: int
) -> Row:  # fmt: skip
    """Change the row, keep what stood there and why, and have changed words looked through anew."""
    if not can(actor, Perm.PROPOSAL_EDIT, row):
        raise NotAllowed("直せるのは、この提案をまとめているチームの人です。")
    if not says_something(reason):
        raise DomainError("直すわけをことばで書いてください。", field="reason")
    where, kind = ref_of(row.proposal), ref_of(row).kind
    with transaction.atomic():
        before = type(row)._default_manager.get(pk=row.pk)
        found = differing(before, columns)
        changed = change(row, actor=actor, at=at, version=version, ref=where, **columns)
        if found:
            said = {
                "about": kind,
                "before": [[label, was] for label, was, _ in in_words(before, found)],
                "reason": reason,
            }
            keep_new(
                Correction, id=None, actor=actor, at=at, perm=None, said=said, ref=where,
                within={"proposal": row.proposal},
                first=lambda: {"written_by_id": actor.person_id, "written_at": at},
            )  # fmt: skip
        if found.keys() & set(outgoing(kind).fields):
            ask(actor=actor, at=at, row=changed, passed=passed)
    return changed
