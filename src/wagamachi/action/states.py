"""The state machine of a proposal: it waits for an answer, and an answer is never the end by itself."""

from wagamachi.access.perms import Perm
from wagamachi.core.states import Machine, Move

from .enums import AT_HOME, ProposalState

PROPOSAL = Machine(
    kind="proposal",
    states=ProposalState,
    moves=(
        Move(
            "submit", "提案を出す", frozenset(AT_HOME), ProposalState.SUBMITTED, Perm.PROPOSAL_EDIT
        ),
        Move(
            "adopt",
            "採用の返事を書く",
            frozenset({ProposalState.SUBMITTED}),
            ProposalState.ADOPTED,
            Perm.PROPOSAL_EDIT,
        ),
        Move(
            "reject",
            "見送りの返事を書く",
            frozenset({ProposalState.SUBMITTED}),
            ProposalState.REJECTED,
            Perm.PROPOSAL_EDIT,
            reason_required=True,
        ),
        Move(
            "realise",
            "できたしくみを書く",
            frozenset({ProposalState.ADOPTED}),
            ProposalState.REALISED,
            Perm.PROPOSAL_EDIT,
        ),
        Move(
            "call_back",
            "出したことを取り消す",
            frozenset({ProposalState.SUBMITTED}),
            ProposalState.DRAFT,
            Perm.PROPOSAL_EDIT,
            reason_required=True,
        ),
        Move(
            "withdraw",
            "取り下げる",
            frozenset({*AT_HOME, ProposalState.SUBMITTED}),
            ProposalState.WITHDRAWN,
            Perm.PROPOSAL_EDIT,
            reason_required=True,
        ),
    ),
    public={
        ProposalState.DRAFT: "提案をまとめています",
        ProposalState.SUBMITTED: "提案を出して、返事を待っています",
        ProposalState.ADOPTED: "採用され、しくみになるのを待っています",
        ProposalState.REJECTED: "見送られ、次の手を考えています",
        ProposalState.REALISED: "しくみになりました",
        ProposalState.WITHDRAWN: "取り下げました",
    },
)
