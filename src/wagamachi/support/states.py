"""The state machine of a plan: nothing is agreed empty, nothing ends without an evaluation."""

from wagamachi.access.perms import Perm
from wagamachi.core.states import Machine, Move

from .enums import PlanState

PLAN = Machine(
    kind="support_plan",
    states=PlanState,
    moves=(
        Move(
            "agree",
            "本人と合意する",
            frozenset({PlanState.DRAFT}),
            PlanState.AGREED,
            Perm.CASE_EDIT,
        ),
        Move(
            "end",
            "評価して終える",
            frozenset({PlanState.AGREED}),
            PlanState.ENDED,
            Perm.CASE_EDIT,
        ),
    ),
    public={
        PlanState.DRAFT: "計画をつくっています",
        PlanState.AGREED: "計画にそって支援しています",
        PlanState.ENDED: "計画をふりかえって終えました",
    },
)
