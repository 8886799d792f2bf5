"""Rows with something on every line, so that a paper made of them has no empty box."""

from datetime import timedelta
from typing import Any

from tests.casework.scenes import Scene
from wagamachi.casework.models import Case, CaseMeeting, Evaluation
from wagamachi.casework.services import record_on_case
from wagamachi.records.models import ActivityRecord
from wagamachi.support.models import DOMAINS, Assessment, PlanGoal, SupportPlan


def an_assessment(scene: Scene, case: Case, **said: Any) -> Assessment:
    sides = {name: f"{name}について聞いたこと" for name in DOMAINS}
    defaults = {
        "assessed_on": scene.today,
        "written_by": scene.cast.csw,
        "written_at": scene.at,
        "complaint": "部屋が片づけられない",
        "words": "人に迷惑はかけたくない",
        "wish": "この家で暮らしたい",
        "strengths": "料理がうまい",
        "view": "体の痛みから動けない",
        "urgent": "受診",
        "member": case.members.get(is_key=True),
    }
    return Assessment.objects.create(case=case, **defaults | sides | said)


def a_plan(scene: Scene, case: Case, goals: int = 1, **said: Any) -> SupportPlan:
    defaults = {
        "number": 1,
        "words": "この家で暮らしたい",
        "strengths": "料理がうまい",
        "vision": "玄関まで歩けて、人を呼べる家",
        "starts_on": scene.today,
        "ends_on": scene.day(180),
        "next_review_on": scene.day(60),
        "meeting_on": scene.today,
        "person_present": True,
        "written_by": scene.cast.csw,
        "written_at": scene.at,
    }
    plan = SupportPlan.objects.create(case=case, **defaults | said)
    for position in range(goals):
        PlanGoal.objects.create(
            plan=plan,
            position=position,
            theme_id="KADAI_T-04",
            goal=f"{position + 1}つめの目標",
            own_part="週に一度、袋ひとつを出す",
            support="いっしょに片づける",
            organization=scene.cast.town.houkatsu,
            due_on=scene.day(60),
        )
    return plan


def a_meeting(
    scene: Scene, case: Case, *, purpose: str = "役割を決める", outcome: str = ""
) -> CaseMeeting:
    return CaseMeeting.objects.create(
        case=case,
        meets_on=scene.today,
        purpose=purpose,
        called_by=scene.cast.csw,
        called_at=scene.at,
        outcome=outcome,
        held_at=scene.at if outcome else None,
    )


def a_record(scene: Scene, case: Case, days_ago: int = 0, **said: Any) -> ActivityRecord:
    draft = scene.record(**{"occurred_at": scene.at - timedelta(days=days_ago)} | said)
    return record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, draft=draft, next_action=None
    )


def an_evaluation(scene: Scene, case: Case, **said: Any) -> Evaluation:
    defaults = {
        "evaluated_at": scene.at,
        "evaluated_by": scene.cast.csw,
        "achievement": 3,
        "wish": "つづけて来てほしい",
        "remaining": "ベランダが残っている",
        "next_step": "月に一度たずねる",
        "aftercare": "follow_up",
    }
    made = Evaluation.objects.create(case=case, **defaults | said)
    made.changes.set(["HENKA-02", "HENKA-13"])
    return made
