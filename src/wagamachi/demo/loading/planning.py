"""From what was planned to its rows, as the services of 支援 write them."""

from collections.abc import Iterable
from datetime import timedelta

from wagamachi.support.models import (
    Assessment,
    GoalReview,
    PlanGoal,
    PlanReview,
    SupportPlan,
)

from ..days import day_of
from ..planning import AssessmentFact, PlanFact, Planning
from ..story import CaseFact, Move
from ..writer import Book
from .log import Log

_ENTITY = ("id", "created_at", "version")
_SIDES = ("health", "disability", "living", "money", "work", "family", "ties", "readiness")


class PlanningLoader:
    """Takes the planning of cases and writes it when told to."""

    def __init__(self, log: Log) -> None:
        self.book = Book()
        self._log = log
        self._assessment = self.book.sheet(
            Assessment, *_ENTITY,
            *("case_id", "previous_id", "member_id", "assessed_on", "written_by_id", "written_at"),
            *("complaint", "words", "strengths", *_SIDES, "view"),
        )  # fmt: skip
        self._plan = self.book.sheet(
            SupportPlan, *_ENTITY,
            *("case_id", "number", "previous_id", "state", "words", "unheard_reason", "strengths"),
            *("vision", "starts_on", "ends_on", "next_review_on", "meeting_on", "person_present"),
            *("signed_on", "signed_by", "written_by_id", "written_at", "agreed_at", "ended_at"),
            *("outcome", "evaluation_id"),
        )  # fmt: skip
        self._goal = self.book.sheet(
            PlanGoal, *_ENTITY,
            *("plan_id", "position", "copied_from_id", "theme_id", "member_id", "goal", "own_part"),
            *("support", "organization_id", "helper", "due_on", "achievement"),
        )  # fmt: skip
        self._review = self.book.sheet(
            PlanReview, *_ENTITY,
            *("plan_id", "reviewed_on", "changes", "voice", "next_review_on", "written_by_id"),
            "written_at",
        )  # fmt: skip
        self._standing = self.book.sheet(GoalReview, "review_id", "goal_id", "standing")

    def load(self, told: Iterable[Planning]) -> None:
        """Write all of it, in the caller's transaction; the cases must be there."""
        for planning in told:
            for sheet in planning.assessments:
                self._add_assessment(planning.case, sheet)
            for plan in planning.plans:
                self._add_plan(planning.case, plan)
        self.book.flush()

    def _add_assessment(self, case: CaseFact, fact: AssessmentFact) -> None:
        self._assessment.add(
            fact.id, fact.at, 1, case.id, fact.previous, case.members[0], day_of(fact.at),
            fact.user, fact.at, fact.complaint, fact.words, fact.strengths,
            *(fact.sides.get(side, "") for side in _SIDES), fact.view,
        )  # fmt: skip
        self._log.created("assessment", fact.id, fact.at, fact.user, {"case": str(case.id)})

    def _add_plan(self, case: CaseFact, plan: PlanFact) -> None:
        starts_on = day_of(plan.agreed_at or plan.at)
        moves = self._moves(plan)
        agreed = plan.agreed_at is not None
        self._plan.add(
            plan.id, plan.at, 1 + len(moves) + len(plan.reviews), case.id, plan.number, plan.previous,
            moves[-1].to if moves else "draft", plan.words, plan.unheard, plan.strengths,
            plan.vision, starts_on, starts_on + timedelta(days=365),
            plan.next_review_on if agreed else None, starts_on if agreed else None,
            plan.person_present if agreed else None,
            starts_on if agreed and plan.signed_by else None, plan.signed_by if agreed else "",
            plan.user, plan.at, plan.agreed_at, plan.evaluation.at if plan.evaluation else None,
            plan.outcome, plan.evaluation.id if plan.evaluation else None,
        )  # fmt: skip
        for position, goal in enumerate(plan.goals, start=1):
            self._goal.add(
                goal.id, plan.at, 1, plan.id, position, goal.copied_from, goal.theme,
                case.members[goal.member], goal.goal, goal.own_part, goal.support,
                goal.organization, goal.helper, goal.due_on, goal.achievement or None,
            )  # fmt: skip
        for review in plan.reviews:
            self._review.add(
                review.id, review.at, 1, plan.id, day_of(review.at), review.changes, review.voice,
                review.next_on, review.user, review.at,
            )  # fmt: skip
            for goal, standing in zip(plan.goals, review.standings, strict=True):
                self._standing.add(review.id, goal.id, standing)
            self._log.changed("support_plan", plan.id, review.at, review.user, {"what": "review"})
        self._log.created("support_plan", plan.id, plan.at, plan.user, {"case": str(case.id)})
        self._log.moved(moves)

    def _moves(self, plan: PlanFact) -> list[Move]:
        moves = []
        if plan.agreed_at:
            moves.append(
                Move("support_plan", plan.id, "agree", "draft", "agreed", plan.agreed_at, plan.user)
            )
        if plan.evaluation:
            at, user = plan.evaluation.at, plan.evaluation.user
            moves.append(Move("support_plan", plan.id, "end", "agreed", "ended", at, user))
        return moves
