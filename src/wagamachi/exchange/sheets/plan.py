"""支援計画: the plan the person and those who help put their names to (R028, R030, R031)."""

from wagamachi.core.wareki import format_wareki_short
from wagamachi.support.models import PlanGoal, SupportPlan

from ..parts import (
    EMPTY_DATE,
    Blank,
    Cell,
    Choices,
    Fields,
    Form,
    Grid,
    Heading,
    Option,
    Part,
    Prose,
    Sheet,
    Signature,
)
from .common import STAMPS, case_fields, day, member_name, office

FORM = Form(
    "plan",
    3,
    "支援計画",
    "本人の言葉、目指す姿、目標ごとに本人がすること・まわりがすること。署名らんがあります。",
)
ROWS = SupportPlan.objects.select_related(
    "case__area", "case__holder_team__organization", "case__holder_user", "written_by"
).prefetch_related("goals__theme", "goals__organization", "goals__member__person__merged_into")

_AGREES = (
    "この計画の内容について説明を受け、同意します。また、支援に必要な範囲で、"
    "上にあげた機関・人と情報を共有することに同意します。"
)

BLANK_NUMBER = "　　"


def sheet(plan: SupportPlan) -> Sheet:
    """Return the form filled in, a row for each goal and at least four."""
    case = plan.case
    return Sheet(
        FORM,
        f"ケース番号　{case.number}　第{plan.number or BLANK_NUMBER}回",
        office(case.holder_team, case.holder_user),
        [
            case_fields(case),
            _dates(plan),
            Heading("本人の思い"),
            Prose("本人の言葉\n（どうしたいか）", plan.words or _unheard(plan), 2),
            Prose("強み", plan.strengths, 2),
            Prose("目指す姿", plan.vision, 2),
            Heading("目標と、だれが何をするか"),
            Grid(
                ("課題", "目標", "本人がすること", "まわりがすること", "だれが", "いつまでに"),
                (15, 20, 22, 22, 15, 11),
                [_row(goal) for goal in plan.goals.all()],
                4,
            ),
            *_talked(plan),
            Heading("同意"),
            _signature(plan),
        ],
        STAMPS,
    )


def _unheard(plan: SupportPlan) -> str:
    return f"（聞けていない理由）{plan.unheard_reason}" if plan.unheard_reason else ""


def _dates(plan: SupportPlan) -> Fields:
    return Fields(
        (
            (
                Cell("計画のはじめ", day(plan.starts_on)),
                Cell("計画のおわり", day(plan.ends_on)),
            ),
            (
                Cell("次に見直す日", day(plan.next_review_on)),
                Cell("つくった人", plan.written_by.name),
            ),
        )
    )


def _row(goal: PlanGoal) -> tuple[str, ...]:
    whose = member_name(goal.member)
    by = [goal.organization.name if goal.organization else "", goal.helper]
    return (
        f"{goal.theme}\n{whose}" if whose else str(goal.theme),
        goal.goal,
        goal.own_part,
        goal.support,
        "\n".join(filter(None, by)),
        format_wareki_short(goal.due_on) if goal.due_on else "",
    )


def _talked(plan: SupportPlan) -> list[Part]:
    return [
        Heading("話し合い"),
        Fields([[Cell("話し合った日", day(plan.meeting_on)), Cell("集まった人")]]),
        Choices(
            "本人の同席",
            (
                Option("本人がいた", plan.person_present is True),
                Option("本人はいなかった", plan.person_present is False),
            ),
        ),
    ]


def _signature(plan: SupportPlan) -> Signature:
    return Signature(
        _AGREES,
        (
            (Blank("日付", day(plan.signed_on) or EMPTY_DATE, 3), Blank("氏名", plan.signed_by, 4)),
            (Blank("代筆のとき　代筆者", "", 4), Blank("ご本人との関係", "", 3)),
            (Blank("説明した人", "", 4), Blank("所属", "", 4)),
        ),
    )
