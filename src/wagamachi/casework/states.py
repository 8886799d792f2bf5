"""The three state machines of a worry's way: intake, case and つなぎ.

``docs/states.md`` and the exhaustive state × action test are made from these tables.
"""

from wagamachi.access.perms import Perm
from wagamachi.core.states import Machine, Move

from .enums import CaseState, HandoffState, IntakeState


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

CASE = Machine(
    kind="case",
    states=CaseState,
    moves=(
        Move(
            "start", "支援をはじめる", _from(CaseState.OPENED), CaseState.ACTIVE, Perm.CASE_RECORD
        ),
        Move(
            "close",
            "おわりにする",
            _from(CaseState.OPENED, CaseState.ACTIVE),
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
    ),
    public={
        CaseState.OPENED: "担当者が決まりました",
        CaseState.ACTIVE: "担当者が対応しています",
        CaseState.CLOSED: "対応が終わりました",
    },
)

HANDOFF = Machine(
    kind="handoff",
    states=HandoffState,
    moves=(
        Move(
            "accept",
            "引き受ける",
            _from(HandoffState.SENT),
            HandoffState.ACCEPTED,
            Perm.HANDOFF_ANSWER,
        ),
        Move(
            "decline",
            "戻す",
            _from(HandoffState.SENT),
            HandoffState.DECLINED,
            Perm.HANDOFF_ANSWER,
            reason_required=True,
        ),
        Move(
            "withdraw",
            "取りやめる",
            _from(HandoffState.SENT, HandoffState.ARRANGING),
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
        HandoffState.SENT: "返事を待っています",
        HandoffState.ARRANGING: "先方と調整しています",
        HandoffState.ACCEPTED: "引き受けてもらいました",
        HandoffState.DECLINED: "戻ってきました",
        HandoffState.WITHDRAWN: "取りやめました",
        HandoffState.FINISHED: "結果を確かめました",
    },
)

MACHINES = (INTAKE, CASE, HANDOFF)
