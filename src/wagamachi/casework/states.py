"""The state machines of a worry's way: intake, case, hand-off and the approval of telling.

``docs/states.md`` and the exhaustive state × action test are made from these tables.
"""

from wagamachi.access.perms import Perm
from wagamachi.core.states import Machine, Move

from .enums import ApprovalState, CaseState, HandoffState, IntakeState


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


INTAKE = Machine(
    kind="intake",
    states=IntakeState,
    moves=(
        Move(
            "claim", "引き受ける", _from(IntakeState.WAITING), IntakeState.TAKEN, Perm.INTAKE_CLAIM
        ),
        Move(
            "weigh",
            "検討中と伝える",
            _from(IntakeState.WAITING),
            IntakeState.WAITING,
            Perm.INTAKE_CLAIM,
        ),
        Move(
            "pass_on",
            "ほかのチームにまわす",
            _from(IntakeState.WAITING),
            IntakeState.WAITING,
            Perm.INTAKE_CLAIM,
            reason_required=True,
        ),
        Move(
            "answer",
            "お答えして終える",
            _from(IntakeState.WAITING),
            IntakeState.ANSWERED,
            Perm.INTAKE_CLAIM,
        ),
        Move(
            "reopen",
            "もう一度受けとめる",
            _from(IntakeState.ANSWERED),
            IntakeState.WAITING,
            Perm.INTAKE_CLAIM,
            reason_required=True,
        ),
    ),
    public={
        IntakeState.WAITING: "担当チームが受けとめるのを待っています",
        IntakeState.TAKEN: "担当者が決まり、対応しています",
        IntakeState.ANSWERED: "お答えして終わりました",
    },
)

# What others read instead of an open case that no person holds (``queries.standing.told_of_case``).
UNHELD = "担当チームが受けとめ、担当者をさがしています"

_OPEN = _from(CaseState.OPENED, CaseState.ACTIVE, CaseState.STANDING_BY)

CASE = Machine(
    kind="case",
    states=CaseState,
    moves=(
        Move(
            "start", "支援をはじめる", _from(CaseState.OPENED), CaseState.ACTIVE, Perm.CASE_RECORD
        ),
        Move(
            "stand_by",
            "寄り添いを続ける",
            _from(CaseState.OPENED, CaseState.ACTIVE),
            CaseState.STANDING_BY,
            Perm.CASE_EDIT,
        ),
        Move(
            "resume",
            "支援にもどす",
            _from(CaseState.STANDING_BY),
            CaseState.ACTIVE,
            Perm.CASE_EDIT,
            reason_required=True,
        ),
        Move(
            "close",
            "おわりにする",
            _OPEN,
            CaseState.CLOSED,
            Perm.CASE_CLOSE,
        ),
        Move(
            "reopen",
            "もう一度ひらく",
            _from(CaseState.CLOSED),
            CaseState.ACTIVE,
            Perm.CASE_EDIT,
            reason_required=True,
        ),
        Move(
            "merge",
            "まとめる",
            _OPEN,
            CaseState.MERGED,
            Perm.CASE_EDIT,
            reason_required=True,
        ),
        Move("part", "もとにもどす", _from(CaseState.MERGED), CaseState.ACTIVE, Perm.CASE_EDIT),
        Move(
            "part_opened",
            "もとにもどす",
            _from(CaseState.MERGED),
            CaseState.OPENED,
            Perm.CASE_EDIT,
        ),
        Move(
            "part_standing_by",
            "もとにもどす",
            _from(CaseState.MERGED),
            CaseState.STANDING_BY,
            Perm.CASE_EDIT,
        ),
    ),
    public={
        CaseState.OPENED: "担当者が決まりました",
        CaseState.ACTIVE: "担当者が対応しています",
        CaseState.STANDING_BY: "つながりを続けています",
        CaseState.CLOSED: "対応が終わりました",
        CaseState.MERGED: "ほかのケースとまとめて対応しています",
    },
)

# Until somebody at the receiver's has said yes or no, any of these may still turn into either.
_UNANSWERED = _from(HandoffState.SENT, HandoffState.RECEIVED, HandoffState.WEIGHING)
_WAITING = _UNANSWERED | _from(HandoffState.ARRANGING)

HANDOFF = Machine(
    kind="handoff",
    states=HandoffState,
    moves=(
        Move(
            "release",
            "承認されて送る",
            _from(HandoffState.UNAPPROVED),
            HandoffState.SENT,
            Perm.SHARING_APPROVE,
        ),
        Move(
            "release_outside",
            "承認されて、先方と調整する",
            _from(HandoffState.UNAPPROVED),
            HandoffState.ARRANGING,
            Perm.SHARING_APPROVE,
        ),
        Move(
            "turn_down",
            "承認されずに取りやめる",
            _from(HandoffState.UNAPPROVED, HandoffState.ACCEPTED) | _WAITING,
            HandoffState.WITHDRAWN,
            Perm.SHARING_APPROVE,
            reason_required=True,
        ),
        Move(
            "receive",
            "受け取る",
            _from(HandoffState.SENT),
            HandoffState.RECEIVED,
            Perm.HANDOFF_ANSWER,
        ),
        Move("weigh", "検討する・聞く", _UNANSWERED, HandoffState.WEIGHING, Perm.HANDOFF_ANSWER),
        Move(
            "explain",
            "聞かれたことに答える",
            _from(HandoffState.WEIGHING),
            HandoffState.WEIGHING,
            Perm.HANDOFF_WITHDRAW,
            reason_required=True,
        ),
        Move("accept", "引き受ける", _UNANSWERED, HandoffState.ACCEPTED, Perm.HANDOFF_ANSWER),
        Move(
            "decline",
            "戻す",
            _UNANSWERED,
            HandoffState.DECLINED,
            Perm.HANDOFF_ANSWER,
            reason_required=True,
        ),
        Move(
            "heard_yes",
            "先方の返事を書く（引き受けた）",
            _WAITING,
            HandoffState.ACCEPTED,
            Perm.HANDOFF_WITHDRAW,
        ),
        Move(
            "heard_no",
            "先方の返事を書く（戻ってきた）",
            _WAITING,
            HandoffState.DECLINED,
            Perm.HANDOFF_WITHDRAW,
            reason_required=True,
        ),
        Move(
            "withdraw",
            "取りやめる",
            _from(HandoffState.UNAPPROVED) | _WAITING,
            HandoffState.WITHDRAWN,
            Perm.HANDOFF_WITHDRAW,
            reason_required=True,
        ),
        Move(
            "finish",
            "結果を書く",
            _from(HandoffState.ACCEPTED, HandoffState.ARRANGING),
            HandoffState.FINISHED,
            Perm.HANDOFF_FINISH,
        ),
    ),
    public={
        HandoffState.UNAPPROVED: "承認を待っています",
        HandoffState.SENT: "返事を待っています",
        HandoffState.RECEIVED: "先方が受け取りました",
        HandoffState.WEIGHING: "先方が検討しています",
        HandoffState.ARRANGING: "先方と調整しています",
        HandoffState.ACCEPTED: "引き受けてもらいました",
        HandoffState.DECLINED: "戻ってきました",
        HandoffState.WITHDRAWN: "取りやめました",
        HandoffState.FINISHED: "結果を確かめました",
    },
)

APPROVAL = Machine(
    kind="approval",
    states=ApprovalState,
    moves=(
        Move(
            "approve",
            "承認する",
            _from(ApprovalState.WAITING),
            ApprovalState.APPROVED,
            Perm.SHARING_APPROVE,
        ),
        Move(
            "refuse",
            "認めない",
            _from(ApprovalState.WAITING),
            ApprovalState.REFUSED,
            Perm.SHARING_APPROVE,
            reason_required=True,
        ),
        Move(
            "lapse",
            "期限で終わる",
            _from(ApprovalState.WAITING),
            ApprovalState.LAPSED,
            Perm.SHARING_APPROVE,
            reason_required=True,
        ),
    ),
    public={
        ApprovalState.WAITING: "承認を待っています",
        ApprovalState.APPROVED: "承認されました",
        ApprovalState.REFUSED: "承認されませんでした",
        ApprovalState.LAPSED: "承認のないまま終わりました",
    },
)

MACHINES = (INTAKE, CASE, HANDOFF, APPROVAL)
