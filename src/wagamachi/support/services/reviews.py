"""Looking at an agreed plan again on its day: how each goal stands, and when to look next (R030)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.versions import Difference, differences
from wagamachi.casework.services.holding import hold_open_case
from wagamachi.core import clock
from wagamachi.core.errors import DomainError

from ..enums import PlanState
from ..models import GoalReview, PlanReview, SupportPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDraft:
    """What was seen. ``goals`` maps every goal's id to (standing, note)."""

    reviewed_on: date
    changes: str
    next_review_on: date
    voice: str = ""
    goals: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)

    def columns(self) -> dict[str, object]:
        """Return the model columns."""
        return {
            "reviewed_on": self.reviewed_on,
            "changes": self.changes,
            "voice": self.voice,
            "next_review_on": self.next_review_on,
        }


def review_plan(
    *,
    actor: Actor,
    at: datetime,
    plan: SupportPlan,
    draft: ReviewDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> PlanReview:
    """Write a review of an agreed plan and set the day of the next one.

    Every goal is looked at. Saving the same ``id`` twice makes one. Raises DomainError for a plan
    that is no longer in force, a goal left out, or dates that cannot be true.
    """

    def first() -> dict[str, Any]:
        _check(draft, clock.today(at))
        hold_open_case(actor=actor, case=plan.case)
        plan.refresh_from_db()
        if plan.state != PlanState.AGREED:
            raise DomainError("見直せるのは、合意して進めている計画だけです。")
        goal_ids = set(plan.goals.values_list("pk", flat=True))
        if goal_ids != set(draft.goals):
            raise DomainError("どの目標についても、進みぐあいを選んでください。")
        return {"written_by_id": actor.person_id, "written_at": at}

    def then(review: PlanReview) -> None:
        GoalReview.objects.bulk_create(
            GoalReview(review=review, goal_id=goal, standing=standing, note=note)
            for goal, (standing, note) in draft.goals.items()
        )
        change(plan, actor=actor, at=at, version=None, next_review_on=draft.next_review_on)

    return keep_new(
        PlanReview, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"plan": plan},
        said=draft.columns(), first=first, then=then,
        also=lambda review: _said_of_goals(review, draft),
    )  # fmt: skip


def _said_of_goals(review: PlanReview, draft: ReviewDraft) -> list[Difference]:
    """Return in what the goals of a review are not what came again."""
    return [
        difference
        for kept in review.goals.all()
        if (came := draft.goals.get(kept.goal_id))
        for difference in differences(kept, dict(zip(("standing", "note"), came, strict=True)))
    ]


def _check(draft: ReviewDraft, today: date) -> None:
    if draft.reviewed_on > today:
        raise DomainError(
            "見直した日がこれから先になっています。実際の日を入れてください。",
            field="reviewed_on",
        )
    if draft.next_review_on <= max(draft.reviewed_on, today):
        raise DomainError("次に見直す日は、あした以降にしてください。", field="next_review_on")
