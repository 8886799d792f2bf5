"""評価シート: how far it got, what changed, what remains, and what follows (R030)."""

from wagamachi.casework.enums import Achievement, Aftercare
from wagamachi.casework.models import Evaluation
from wagamachi.core import codes
from wagamachi.support.enums import PlanOutcome
from wagamachi.support.models import PlanGoal, SupportPlan

from ..parts import (
    Blank,
    Cell,
    Choices,
    Fields,
    Form,
    Grid,
    Heading,
    Part,
    Prose,
    Sheet,
    Signature,
    chosen,
    ticks,
)
from .common import STAMPS, case_fields, instant, office

FORM = Form(
    "evaluation",
    5,
    "評価シート",
    "目標の達成、見られた変化、残っている課題、本人の思い、このあと。",
)
ROWS = Evaluation.objects.select_related(
    "case__area", "case__holder_team__organization", "case__holder_user", "evaluated_by"
).prefetch_related("changes")


def sheet(evaluation: Evaluation, plan: SupportPlan | None, goals: list[PlanGoal]) -> Sheet:
    """Return the form filled in; ``plan`` is the one this evaluation ends, if it ends one."""
    case = evaluation.case
    times = f"　第{plan.number}回の計画" if plan else ""
    return Sheet(
        FORM,
        f"ケース番号　{case.number}{times}",
        office(case.holder_team, case.holder_user),
        [
            case_fields(case),
            Fields(
                (
                    (
                        Cell("評価した日時", instant(evaluation.evaluated_at)),
                        Cell("評価した人", evaluation.evaluated_by.name),
                    ),
                )
            ),
            *_reached(evaluation, goals),
            *_changed(evaluation),
            *_next(evaluation, plan),
            Signature("", ((Blank("話し合った日", "", 3), Blank("集まった人", "", 5)),)),
        ],
        STAMPS,
    )


def _reached(evaluation: Evaluation, goals: list[PlanGoal]) -> list[Part]:
    return [
        Heading("目標と達成"),
        Grid(
            ("目標", "達成", "どこまで進んだか"),
            (40, 20, 40),
            [(g.goal, g.get_achievement_display() or "", g.achieved_note) for g in goals],
            3,
        ),
        Choices("全体の達成", chosen(Achievement.choices, [evaluation.achievement])),
    ]


def _changed(evaluation: Evaluation) -> list[Part]:
    changes = [change.pk for change in evaluation.changes.all()]
    return [
        Heading("見られた変化と、残っていること"),
        Choices("見られた変化\n（いくつでも）", ticks(codes.all_of("HENKA"), changes)),
        Prose("残っている課題", evaluation.remaining, 2),
        Prose("本人の思い", evaluation.wish, 2),
        Prose("次の対応\n（担当の意見）", evaluation.next_step, 2),
    ]


def _next(evaluation: Evaluation, plan: SupportPlan | None) -> list[Part]:
    case = evaluation.case
    is_last = case.closing_evaluation_id == evaluation.pk
    reason = [case.close_reason_id] if is_last else []
    return [
        Heading("このあと"),
        Choices("区分", chosen(PlanOutcome.choices, [plan.outcome] if plan else [])),
        Choices("終える理由", ticks(codes.all_of("SHUKETSU"), reason)),
        Choices("終えたあと", chosen(Aftercare.choices, [evaluation.aftercare])),
    ]
