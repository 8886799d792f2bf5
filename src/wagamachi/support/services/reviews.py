"""Looking at an agreed plan again on its day: how each goal stands, and when to look next (R030)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.again import recognise
from wagamachi.access.changes import change
from wagamachi.access.perms import Perm
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
    known = PlanReview.objects.filter(pk=id).first()
    if known is not None:
        mine = (known.written_by_id, known.plan_id) == (actor.person_id, plan.pk)
        return _again(actor, known, draft, is_mine=mine)
    _check(draft, clock.today(at))
    with transaction.atomic():
        hold_open_case(actor=actor, case=plan.case)
        plan.refresh_from_db()
        if plan.state != PlanState.AGREED:
            raise DomainError("見直せるのは、合意して進めている計画だけです。")
        goal_ids = set(plan.goals.values_list("pk", flat=True))
        if goal_ids != set(draft.goals):
            raise DomainError("どの目標についても、進みぐあいを選んでください。")
        review = PlanReview.objects.create(
            id=id, plan=plan, written_by_id=actor.person_id, written_at=at, **draft.columns()
        )
        GoalReview.objects.bulk_create(
            GoalReview(review=review, goal_id=goal, standing=standing, note=note)
            for goal, (standing, note) in draft.goals.items()
        )
        change(plan, actor=actor, at=at, version=None, next_review_on=draft.next_review_on)
    return review


def _again(actor: Actor, known: PlanReview, draft: ReviewDraft, *, is_mine: bool) -> PlanReview:
    return recognise(
        known, actor=actor, perm=Perm.CASE_EDIT, is_mine=is_mine, said=draft.columns(), many={}
    )


def _check(draft: ReviewDraft, today: date) -> None:
    if draft.reviewed_on > today:
        raise DomainError(
            "見直した日がこれから先になっています。実際の日を入れてください。",
            field="reviewed_on",
        )
    if draft.next_review_on <= max(draft.reviewed_on, today):
        raise DomainError("次に見直す日は、あした以降にしてください。", field="next_review_on")
