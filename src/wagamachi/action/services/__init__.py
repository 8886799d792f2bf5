"""Everything that writes proposals and what came of them."""

from .outcomes import OutcomeDraft, note_outcome
from .proposals import ProposalDraft, begin_proposal, change_proposal
from .submitting import (
    AnswerDraft,
    SubmissionDraft,
    answer_proposal,
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
    "change_proposal",
    "note_outcome",
    "submit_proposal",
    "withdraw_proposal",
]
