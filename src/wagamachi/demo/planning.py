"""Assessments and plans in a case's course: what the person wants, who does what, how it went (R028, R030).

Told after the history, from a source of chance of its own, so that the history stays as it is.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from .days import day_of, later, workday_after
from .ids import Ids
from .story import CaseFact, EvaluationFact
from .tables import table

PLANNED = 0.62  # of the cases that were supported for long enough
REVIEW_DAYS = 90
OTHER = "KADAI_T-35"


@dataclass(slots=True)
class AssessmentFact:
    """One sheet about the key member."""

    id: UUID
    at: datetime
    user: UUID
    previous: UUID | None
    complaint: str
    words: str
    strengths: str
    sides: dict[str, str]
    view: str


@dataclass(slots=True)
class GoalFact:
    """One goal; ``member`` counts the household's members, ``achievement`` is 0 while it runs."""

    id: UUID
    theme: str
    member: int
    goal: str
    own_part: str
    support: str
    organization: UUID | None
    helper: str
    due_on: date
    copied_from: UUID | None = None
    achievement: int = 0


@dataclass(slots=True)
class ReviewFact:
    """One look at the plan; ``standings`` run with its goals."""

    id: UUID
    at: datetime
    user: UUID
    changes: str
    voice: str
    next_on: date
    standings: tuple[str, ...]


@dataclass(slots=True)
class PlanFact:
    """One version of a plan: a draft, agreed, or ended by an evaluation of the case."""

    id: UUID
    number: int
    at: datetime
    user: UUID
    words: str
    unheard: str
    strengths: str
    vision: str
    next_review_on: date
    previous: UUID | None = None
    agreed_at: datetime | None = None
    person_present: bool = True
    signed_by: str = ""
    evaluation: EvaluationFact | None = None
    outcome: str = ""
    goals: list[GoalFact] = field(default_factory=list)
    reviews: list[ReviewFact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Planning:
    """What was thought and agreed about one case."""

    case: CaseFact
    assessments: tuple[AssessmentFact, ...]
    plans: tuple[PlanFact, ...]


class Planner:
    """Tells the planning of cases; the same seed tells the same."""

    def __init__(self, *, seed: int, until: datetime) -> None:
        self._rng = random.Random(f"{seed}:planning")
        self._ids = Ids(f"{seed}:planning")
        self._until = until
        self._words = table("planning")

    def tell(self, cases: Iterator[CaseFact]) -> Iterator[Planning]:
        """Yield the planning of those cases that have one."""
        for case in cases:
            planning = self._planning(case)
            if planning is not None:
                yield planning

    def _planning(self, case: CaseFact) -> Planning | None:
        rng = self._rng
        end = case.closed_at or self._until
        if len(case.records) < 3 or (end - case.opened_at).days < 30 or rng.random() > 0.85:
            return None
        first = self._assessment(case, later(case.records[0].at, rng, 1, 6), None)
        if first.at >= end:
            return None
        sheets = [first]
        again = later(first.at, rng, 150, 210)
        if again < end:
            sheets.append(self._assessment(case, again, first.id))
        plans = self._plans(case, first) if rng.random() < PLANNED else ()
        return Planning(case, tuple(sheets), tuple(plans))

    def _assessment(self, case: CaseFact, at: datetime, previous: UUID | None) -> AssessmentFact:
        rng, words = self._rng, self._words
        sides = rng.sample(sorted(words["sides"]), rng.choice((3, 4, 5)))
        return AssessmentFact(
            id=self._ids.at(at),
            at=at,
            user=case.opener,
            previous=previous,
            complaint=case.intakes[0].situation[:200],
            words=self._wish(case),
            strengths=rng.choice(words["strengths"]),
            sides={side: rng.choice(words["sides"][side]) for side in sides},
            view=case.summary or rng.choice(words["views"]),
        )

    def _wish(self, case: CaseFact) -> str:
        said: Sequence[str] = case.household.scene.get("wish") or self._words["wishes"]
        return self._rng.choice(said)

    # --- plans ------------------------------------------------------------------------------------

    def _plans(self, case: CaseFact, sheet: AssessmentFact) -> list[PlanFact]:
        rng = self._rng
        at = later(sheet.at, rng, 4, 15)
        end = case.closing.at if case.closing else self._until
        middle = next((e for e in case.evaluations if e is not case.closing), None)
        first = self._plan(case, at, 1, end)
        if at >= end or (case.closed_at and first.agreed_at is None):
            return []
        if middle is None or first.agreed_at is None or middle.at <= first.agreed_at:
            self._run(case, first, case.closing)
            return [first]
        self._run(case, first, middle)
        first.outcome = "replan"
        second = self._plan(case, later(middle.at, rng, 2, 9), 2, end)
        if second.at >= end or (case.closed_at and second.agreed_at is None):
            first.outcome = "finish"
            return [first]
        second.previous = first.id
        for goal, old in zip(second.goals, first.goals, strict=False):
            goal.copied_from = old.id
        self._run(case, second, case.closing)
        return [first, second]

    def _plan(self, case: CaseFact, at: datetime, number: int, end: datetime) -> PlanFact:
        rng, words = self._rng, self._words
        agreed_at = later(at, rng, 3, 12)
        is_agreed = agreed_at < end and rng.random() > 0.07
        heard = rng.random() < 0.93
        present = heard and rng.random() < 0.85
        plan = PlanFact(
            id=self._ids.at(at), number=number, at=at, user=case.opener,
            words=self._wish(case) if heard else "",
            unheard="" if heard else rng.choice(words["unheard"]),
            strengths=rng.choice(words["strengths"]), vision=rng.choice(words["visions"]),
            next_review_on=workday_after(day_of(agreed_at) + timedelta(days=REVIEW_DAYS), 0),
            agreed_at=agreed_at if is_agreed else None, person_present=present,
            signed_by=case.household.members[0].name if present and rng.random() < 0.5 else "",
        )  # fmt: skip
        plan.goals = [self._goal(case, at, n) for n in range(rng.choice((2, 2, 3)))]
        return plan

    def _goal(self, case: CaseFact, at: datetime, position: int) -> GoalFact:
        rng, members = self._rng, case.household.members
        pairs = [(n, t) for n, m in enumerate(members) for t in m.themes if t.startswith("KADAI_T")]
        member, theme = pairs[position % len(pairs)] if pairs else (0, OTHER)
        goal, own_part, support, helper = rng.choice(self._words["goals"])
        joined = [
            h.to_team for h in case.handoffs if h.to_team and h.state in ("accepted", "finished")
        ]
        agency = rng.choice(joined).organization.id if joined and rng.random() < 0.6 else None
        return GoalFact(
            id=self._ids.at(at), theme=theme, member=member, goal=goal, own_part=own_part,
            support=support, organization=agency, helper="" if agency else helper,
            due_on=day_of(at) + timedelta(days=rng.choice((60, 90, 120, 180))),
        )  # fmt: skip

    def _run(self, case: CaseFact, plan: PlanFact, evaluation: EvaluationFact | None) -> None:
        """Look at an agreed plan again every three months, until it ends or today."""
        if plan.agreed_at is None:
            return
        rng = self._rng
        end = evaluation.at if evaluation else self._until
        at = later(plan.agreed_at, rng, REVIEW_DAYS - 8, REVIEW_DAYS + 6)
        forgets_last = rng.random() < 0.14
        while at < end and not (forgets_last and (end - at).days < 40):
            plan.reviews.append(self._review(case, plan, at))
            plan.next_review_on = plan.reviews[-1].next_on
            at = later(at, rng, REVIEW_DAYS - 8, REVIEW_DAYS + 6)
        if evaluation:
            plan.evaluation, plan.outcome = evaluation, "finish"
            for goal in plan.goals:
                near = (evaluation.achievement, evaluation.achievement, 3, 4)
                goal.achievement = rng.choice(near)

    def _review(self, case: CaseFact, plan: PlanFact, at: datetime) -> ReviewFact:
        rng, words = self._rng, self._words
        standings = rng.choices(
            ("on_track", "slow", "done", "stuck", "rethink"), (46, 24, 14, 10, 6), k=len(plan.goals)
        )
        return ReviewFact(
            id=self._ids.at(at), at=at, user=case.opener, changes=rng.choice(words["changes"]),
            voice=rng.choice(words["voices"]),
            next_on=workday_after(day_of(at) + timedelta(days=REVIEW_DAYS), 0),
            standings=tuple(standings),
        )  # fmt: skip
