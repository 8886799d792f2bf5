"""Reading assessments and plans: of one case, and those whose day of review has passed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.casework.models import OPEN_STATES, Case, CaseMember, Handoff

from ..enums import PlanState, Standing
from ..models import Assessment, DifficultMark, Gap, GoalReview, PlanGoal, PlanReview, SupportPlan
from .gaps import gaps_from_declined

PLAN_ROW = SupportPlan.objects.select_related(
    "case__area", "case__holder_team__organization", "case__holder_user", "written_by",
    "previous", "evaluation__evaluated_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Support:
    """Everything planned for one case, for its page."""

    plans: list[SupportPlan]
    assessments: list[Assessment]
    gaps: list[Gap]
    declined: list[Handoff]
    mark: DifficultMark | None

    @property
    def open_plan(self) -> SupportPlan | None:
        return next((plan for plan in self.plans if plan.state != PlanState.ENDED), None)

    @property
    def latest_assessment(self) -> Assessment | None:
        return self.assessments[0] if self.assessments else None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal with how it stood when it was last looked at."""

    goal: PlanGoal
    latest: GoalReview | None

    @property
    def tone(self) -> str:
        """Return the tone of the mark beside it."""
        if self.latest is None:
            return "quiet"
        tones = {Standing.DONE: "ok", Standing.ON_TRACK: "info", Standing.RETHINK: "warn"}
        return tones.get(Standing(self.latest.standing), "warn")


def support_of(case: Case) -> Support:
    """Return what the page of a case shows; five queries."""
    plans = SupportPlan.objects.filter(case=case).select_related("evaluation", "written_by")
    gaps = Gap.objects.filter(case=case).select_related("reason", "theme", "written_by")
    marks = DifficultMark.objects.filter(case=case, until_at=None).select_related("marked_by")
    declined = gaps_from_declined().filter(case=case)
    return Support(
        plans=list(plans.order_by("-number")),
        assessments=list(assessments_of(case)),
        gaps=list(gaps),
        declined=list(declined.order_by("-answered_at", "-pk")),
        mark=marks.first(),
    )


def assessments_of(case: Case) -> "QuerySet[Assessment]":
    """Return the sheets of a case, the newest first."""
    return Assessment.objects.filter(case=case).select_related("written_by", "member__person")


def current_assessment(case: Case) -> Assessment | None:
    """Return the newest sheet: a new one starts from its text."""
    return assessments_of(case).filter(next=None).order_by("-written_at", "-pk").first()


def goals_of(plan: SupportPlan) -> list[GoalLine]:
    """Return the goals of a plan in order, each with its latest review; two queries."""
    reviewed = GoalReview.objects.select_related("review").order_by(
        "-review__reviewed_on", "-review__written_at"
    )
    goals = PlanGoal.objects.filter(plan=plan).select_related(
        "theme", "organization", "member__person"
    )
    rows = goals.prefetch_related(Prefetch("reviews", reviewed))
    return [GoalLine(goal, next(iter(goal.reviews.all()), None)) for goal in rows]


def reviews_of(plan: SupportPlan) -> "QuerySet[PlanReview]":
    """Return the reviews of a plan, the newest first, with how each goal stood."""
    parts = GoalReview.objects.select_related("goal")
    rows = PlanReview.objects.filter(plan=plan).select_related("written_by")
    return rows.prefetch_related(Prefetch("goals", parts))


def members_of(case: Case) -> "QuerySet[CaseMember]":
    """Return who belongs to the household now."""
    return CaseMember.objects.filter(case=case, left_on=None).select_related("person")


def due_reviews(actor: Actor, until: date) -> "QuerySet[SupportPlan]":
    """Return the plans in force of the actor's teams that are to be looked at by ``until``."""
    # As the policy has it for CASE_EDIT, but joined: a subquery would read every case of the teams.
    return SupportPlan.objects.filter(
        state=PlanState.AGREED,
        next_review_on__lte=until,
        case__state__in=OPEN_STATES,
        case__holder_team__in=actor.teams_with(Perm.CASE_EDIT, Scope.TEAM),
    ).select_related("case__area", "case__holder_team", "case__holder_user")
