"""The kinds of this room: what a Ref to a 委員's task or to a decision is called."""

from wagamachi.core.refs import Kind, register
from wagamachi.core.wareki import format_short

from .models import CommissionerTask, ReliefDecision


def register_kinds() -> None:
    register(
        Kind(
            "commissioner_task", "委員の仕事", "workforce.CommissionerTask",
            lambda row: "委員の仕事", "workforce:task", line=_task,
            joins=("to_team__organization",),
        )
    )  # fmt: skip
    register(
        Kind(
            "relief_decision", "軽減の判断", "workforce.ReliefDecision",
            lambda row: "軽減の判断", "workforce:decision", line=_decision,
        )
    )  # fmt: skip


def _task(task: CommissionerTask) -> str:
    """Return kind, day and office; what people wrote as its title may name somebody."""
    said = f"{task.get_kind_display()}・{format_short(task.asked_on)}の依頼"
    return f"{said}・{task.to_team.organization.name}" if task.to_team else said


def _decision(decision: ReliefDecision) -> str:
    what = decision.get_kind_display() or "1つの仕事"
    return f"{what}・{decision.get_verdict_display()}・{format_short(decision.decided_on)}"
