"""The state machine of a 委員's task: it lies with the 委員 until somebody else has said yes."""

from wagamachi.access.perms import Perm
from wagamachi.core.states import Machine, Move

from .enums import AT_REST, TaskState

TASK = Machine(
    kind="commissioner_task",
    states=TaskState,
    moves=(
        Move("offer", "ほかへ頼む", frozenset(AT_REST), TaskState.OFFERED, Perm.TASK_EDIT),
        Move(
            "take",
            "引き受ける",
            frozenset({TaskState.OFFERED}),
            TaskState.TAKEN,
            Perm.TASK_ANSWER,
        ),
        Move(
            "give_back",
            "わけを書いて戻す",
            frozenset({TaskState.OFFERED, TaskState.TAKEN}),
            TaskState.GIVEN_BACK,
            Perm.TASK_ANSWER,
            reason_required=True,
        ),
        Move(
            "recall",
            "委員の手もとに戻す",
            frozenset({TaskState.OFFERED, TaskState.TAKEN}),
            TaskState.MINE,
            Perm.TASK_EDIT,
            reason_required=True,
        ),
        Move(
            "complete",
            "頼まれた仕事をおわりにする",
            frozenset({TaskState.TAKEN}),
            TaskState.DONE,
            Perm.TASK_ANSWER,
        ),
        Move("finish", "おわりにする", frozenset(AT_REST), TaskState.DONE, Perm.TASK_EDIT),
        Move(
            "stop",
            "この仕事をやめる",
            frozenset(AT_REST),
            TaskState.WITHDRAWN,
            Perm.TASK_EDIT,
            reason_required=True,
        ),
    ),
    public={
        TaskState.MINE: "委員がしています",
        TaskState.OFFERED: "ほかへ頼んで、返事を待っています",
        TaskState.TAKEN: "ほかの人が引き受けました",
        TaskState.GIVEN_BACK: "戻ってきて、委員がしています",
        TaskState.DONE: "おわりました",
        TaskState.WITHDRAWN: "しないことにしました",
    },
)
