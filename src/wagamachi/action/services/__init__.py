"""Everything that writes proposals and what came of them."""

from .correcting import correct_outcome, correct_submission
from .outcomes import OutcomeDraft, note_outcome
from .proposals import ProposalDraft, begin_proposal, change_proposal
from .submitting import (
    AnswerDraft,
    SubmissionDraft,
    answer_proposal,
    call_back_proposal,
    submit_proposal,
    withdraw_proposal,
)

__all__ = [
    "AnswerDraft",
    "OutcomeDraft",
    "ProposalDraft",
    "SubmissionDraft",
    "answer_proposal",
    "begin_proposal",
    "call_back_proposal",
    "change_proposal",
    "correct_outcome",
    "correct_submission",
    "note_outcome",
    "submit_proposal",
    "withdraw_proposal",
]
