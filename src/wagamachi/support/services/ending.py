"""Ending a plan: only with an evaluation, goal by goal and as a whole (R030)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.transitions import apply, who_was_first
from wagamachi.access.versions import Difference, differences
from wagamachi.casework.enums import Achievement
from wagamachi.casework.services import EvaluationDraft, evaluate_case
from wagamachi.core.errors import Conflict, DomainError

from ..enums import PlanOutcome
from ..models import PlanGoal, SupportPlan
from ..states import PLAN


@dataclass(frozen=True, slots=True)
class GoalResult:
    """How far one goal was reached, on the common scale, and in words."""

    achievement: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEnding:
    """The evaluation sheet of a plan; ``goals`` maps every goal's id to its result."""

    evaluation: EvaluationDraft
    goals: Mapping[UUID, GoalResult]
    outcome: str


def end_plan(
    *,
    actor: Actor,
    at: datetime,
    plan: SupportPlan,
    ending: PlanEnding | None,
    id: UUID,  # noqa: A002  # the client-made id of the evaluation
) -> SupportPlan:
    """End an agreed plan with its evaluation sheet; there is no other way to end one.

    Saving the same ``id`` twice ends it once. Raises DomainError without a sheet or with a goal left
    out, Conflict when a colleague ended it first.
    """
    if ending is None:
        raise DomainError("評価シートがないと、計画を終えられません。先に評価を書いてください。")

    def first() -> None:
        plan.refresh_from_db()
        if plan.evaluation_id is not None:
            raise Conflict(who_was_first(PLAN, plan))
        PLAN.check("end", plan.state)
        _set_results(plan, ending)

    evaluate_case(
        actor=actor, at=at, case=plan.case, draft=ending.evaluation, id=id, first=first,
        then=lambda evaluation: apply(
            PLAN, plan, "end", actor=actor, at=at,
            ended_at=at, evaluation=evaluation, outcome=PlanOutcome(ending.outcome),
        ),
        is_about=lambda row: SupportPlan.objects.filter(pk=plan.pk, evaluation=row).exists(),
        also=lambda evaluation: _said_otherwise(plan, ending),
    )  # fmt: skip
    return plan


def _said_otherwise(plan: SupportPlan, ending: PlanEnding) -> list[Difference]:
    """Return in what the results of the goals, or what follows, are not what came again."""
    plan.refresh_from_db()
    found = differences(plan, {"outcome": ending.outcome})
    for goal in plan.goals.all():
        if came := ending.goals.get(goal.pk):
            said = {"achievement": came.achievement, "achieved_note": came.note}
            found += differences(goal, said)
    return found


def _set_results(plan: SupportPlan, ending: PlanEnding) -> None:
    goals = list(plan.goals.all())
    if {goal.pk for goal in goals} != set(ending.goals):
        raise DomainError("どの目標についても、どこまで達成したかを選んでください。")
    for goal in goals:
        result = ending.goals[goal.pk]
        goal.achievement = Achievement(result.achievement)
        goal.achieved_note = result.note
    PlanGoal.objects.bulk_update(goals, ["achievement", "achieved_note"])
