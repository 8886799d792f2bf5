"""The stage of this room's tests: a case of 東 with a plan at every point of its way."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tests.casework.scenes import EVALUATED, TOO_FULL, Scene
from tests.factories import make_area
from wagamachi.areas.models import Area, Tier
from wagamachi.casework.models import Case, Handoff
from wagamachi.casework.services import IntakeDraft, decline_handoff
from wagamachi.core.ids import uuid7
from wagamachi.publishing.models import Release
from wagamachi.support.enums import PlanOutcome, Standing, Way
from wagamachi.support.models import (
    Assessment,
    DifficultMark,
    Gap,
    Outreach,
    OutreachTask,
    PlanReview,
    SupportPlan,
)
from wagamachi.support.services import (
    Agreement,
    AssessmentDraft,
    Concern,
    GapDraft,
    GoalDraft,
    GoalResult,
    OutreachAsked,
    OutreachDraft,
    PlanDraft,
    PlanEnding,
    ReviewDraft,
    add_goal,
    agree_plan,
    ask_outreach,
    draft_plan,
    end_plan,
    log_outreach,
    mark_difficult,
    note_gap,
    review_plan,
    write_assessment,
)

THEME, OTHER_THEME = "KADAI_T-01", "KADAI_T-02"


class Stage(Scene):
    """Every method brings one more thing about, by 青葉 of 東 unless said."""

    def sheet(self, case: Case, **said: Any) -> Assessment:
        draft = AssessmentDraft(
            **{"assessed_on": self.today, "complaint": "眠れない", "words": "静かに暮らしたい"}
            | said
        )
        return write_assessment(
            actor=self.actor("csw"), at=self.at, case=case, draft=draft, id=uuid7()
        )

    def plan_says(self, **said: Any) -> PlanDraft:
        usual: dict[str, Any] = {
            "starts_on": self.today,
            "words": "また散歩に行きたい",
            "strengths": "花にくわしい",
            "vision": "近所の人と顔を合わせる",
        }
        return PlanDraft(**usual | said)

    def draft(self, case: Case, **said: Any) -> SupportPlan:
        return draft_plan(
            actor=self.actor("csw"), at=self.at, case=case, draft=self.plan_says(**said), id=uuid7()
        )

    def goal_says(self, **said: Any) -> GoalDraft:
        usual: dict[str, Any] = {
            "theme_id": THEME,
            "goal": "週に1回サロンへ行く",
            "own_part": "水曜に出かける",
            "support": "いっしょに歩く",
            "helper": "となりの人",
        }
        return GoalDraft(**usual | said)

    def with_goals(self, plan: SupportPlan, *goals: GoalDraft) -> SupportPlan:
        for goal in goals or (self.goal_says(),):
            add_goal(actor=self.actor("csw"), at=self.at, plan=plan, draft=goal, id=uuid7())
        return plan

    def agreement(self, **said: Any) -> Agreement:
        usual: dict[str, Any] = {
            "meeting_on": self.today,
            "person_present": True,
            "next_review_on": self.day(30),
        }
        return Agreement(**usual | said)

    def agreed(self, case: Case | None = None, *goals: GoalDraft, **said: Any) -> SupportPlan:
        plan = self.with_goals(self.draft(case or self.case(), **said), *goals)
        agree_plan(actor=self.actor("csw"), at=self.at, plan=plan, agreement=self.agreement())
        return plan

    def review_says(self, plan: SupportPlan, **said: Any) -> ReviewDraft:
        usual: dict[str, Any] = {
            "reviewed_on": self.today,
            "changes": "顔色がよくなった",
            "voice": "楽しかった",
            "next_review_on": self.day(60),
            "goals": {goal.pk: (Standing.ON_TRACK, "") for goal in plan.goals.all()},
        }
        return ReviewDraft(**usual | said)

    def reviewed(self, plan: SupportPlan, **said: Any) -> PlanReview:
        return review_plan(
            actor=self.actor("csw"), at=self.at, plan=plan,
            draft=self.review_says(plan, **said), id=uuid7(),
        )  # fmt: skip

    def ending(self, plan: SupportPlan, *achieved: int, outcome: str = "") -> PlanEnding:
        goals = list(plan.goals.all())
        scale: Sequence[int] = achieved or [4] * len(goals)
        return PlanEnding(
            evaluation=EVALUATED,
            goals={g.pk: GoalResult(n) for g, n in zip(goals, scale, strict=True)},
            outcome=outcome or PlanOutcome.REPLAN,
        )

    def ended(self, plan: SupportPlan, *achieved: int, id: UUID | None = None) -> SupportPlan:  # noqa: A002  # as the service
        return end_plan(
            actor=self.actor("csw"), at=self.at, plan=plan,
            ending=self.ending(plan, *achieved), id=id or uuid7(),
        )  # fmt: skip

    def declined(self, case: Case, reason: str = TOO_FULL) -> Handoff:
        return decline_handoff(
            actor=self.actor("agency"), at=self.at, handoff=self.handoff(case),
            decline_reason_id=reason, answer="待っている人が多い",
        )  # fmt: skip

    def gap(self, case: Case, handoff: Handoff | None = None, who: str = "csw", **said: Any) -> Gap:
        usual: dict[str, Any] = {
            "scheme": "住居確保給付金",
            "reason_id": "HAZAMA-01",
            "theme_id": THEME,
            "found_on": self.today,
            "public_note": "離職から2年を過ぎると使えない",
        }
        return note_gap(
            actor=self.actor(who), at=self.at, case=case, draft=GapDraft(**usual | said),
            id=uuid7(), handoff=handoff,
        )  # fmt: skip

    def marked(self, case: Case, criteria: Sequence[str] = ("manifold",)) -> DifficultMark:
        return mark_difficult(
            actor=self.actor("csw"), at=self.at, case=case, criteria=criteria,
            reason="三つの機関の考えが合わない", id=uuid7(),
        )  # fmt: skip

    def small_area(self, name: str = "東一丁目", parent: Area | None = None) -> Area:
        return make_area(name, Tier.SMALL, parent=parent or self.cast.town.east)

    def worry(self, **said: Any) -> Concern:
        usual: dict[str, Any] = {
            "noticed_by": "自治会の人",
            "situation": "昼も雨戸がしまったまま",
            "place": "",
        }
        return Concern(uuid7(), IntakeDraft(**usual | said))

    def outing_says(self, *concerns: Concern, **said: Any) -> OutreachDraft:
        record: dict[str, Any] = {
            "counterpart": "団地のみなさん",
            "place": "駅前団地の集会所",
            "content": "一軒ずつ声をかけた",
            "result": "休んでいる人が3人いた",
            "team_id": said.pop("team_id", self.cast.town.east_team.pk),
        }
        staff = said.pop("staff_ids", [self.cast.csw.pk, self.cast.colleague.pk])
        return OutreachDraft(
            record=self.record(**record | {"staff_ids": staff} | said),
            way=Way.CONDO,
            headcount=12,
            concerns=concerns,
        )

    def outing(self, *concerns: Concern, who: str = "csw", **said: Any) -> Outreach:
        return log_outreach(
            actor=self.actor(who), at=self.at, draft=self.outing_says(*concerns, **said), id=uuid7()
        )

    def asked_to_go(self, **said: Any) -> OutreachTask:
        """Return what 青葉 asked the team of 東 to do."""
        town = self.cast.town
        asked: dict[str, Any] = {
            "area": town.east, "reason": "相談がない", "team": town.east_team,
            "due_on": self.day(30),
        }  # fmt: skip
        return ask_outreach(
            actor=self.actor("csw"), at=self.at, asked=OutreachAsked(**asked | said), id=uuid7()
        )


def planned(scene: Scene, case: Case) -> dict[str, Any]:
    """Return a row of each kind of this room on a case, under the names of the permission table."""
    stage = Stage(scene.cast, scene.at)
    plan = stage.with_goals(stage.draft(case))
    gap = stage.gap(case)
    return {
        "assessment": stage.sheet(case),
        "ended_plan": stage.ended(stage.agreed(), 1),
        "gap": gap,
        "release": Release.objects.get(target_id=gap.pk),
        "goal": plan.goals.get(),
        "mark": stage.marked(case),
        "outreach": stage.outing(),
        "outreach_task": stage.asked_to_go(),
        "plan": plan,
    }
