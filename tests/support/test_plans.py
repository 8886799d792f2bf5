"""Plans: in the person's words, with goals; nothing ends without an evaluation (R028, R030, R031)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.casework.scenes import EVALUATED, moves, told
from wagamachi.access.transitions import apply
from wagamachi.access.versions import Stale
from wagamachi.casework.docs import states_markdown
from wagamachi.casework.models import Evaluation
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.states import IllegalMove
from wagamachi.support.enums import PlanState, Standing
from wagamachi.support.models import Assessment, PlanGoal, PlanReview, SupportPlan
from wagamachi.support.queries.plans import due_reviews, goals_of
from wagamachi.support.queries.sheets import lines_of
from wagamachi.support.services import (
    AssessmentDraft,
    add_goal,
    agree_plan,
    change_goal,
    change_plan,
    discard_draft,
    draft_plan,
    end_plan,
    remove_goal,
    replan,
    review_plan,
    write_assessment,
)
from wagamachi.support.states import PLAN

from .stage import OTHER_THEME, Stage


def test_a_sheet_needs_nothing_but_the_worry(stage: Stage) -> None:
    sheet = stage.sheet(stage.case(), words="")
    assert (sheet.health, sheet.disability, sheet.family, sheet.written_by) == (
        "",
        "",
        "",
        stage.cast.csw,
    )
    with pytest.raises(DomainError) as refused:
        stage.sheet(stage.case(), complaint=" ")
    assert refused.value.field == "complaint"


def test_a_new_sheet_follows_the_last_and_keeps_it(stage: Stage) -> None:
    case = stage.case()
    first = stage.sheet(case)
    second = stage.sheet(case, complaint="眠れるようになった", pensions=("old_age",))
    assert (second.previous, list(case.assessments.values_list("complaint", flat=True))) == (
        first,
        ["眠れるようになった", "眠れない"],
    )
    assert [line.name for line in lines_of(second) if line.is_new] == ["complaint", "pensions"]


def test_a_sheet_saved_twice_is_one(stage: Stage) -> None:
    case, pk = stage.case(), uuid7()
    draft = AssessmentDraft(assessed_on=stage.today, complaint="眠れない")
    who = {"actor": stage.actor("csw"), "at": stage.at, "case": case, "draft": draft, "id": pk}
    assert write_assessment(**who) == write_assessment(**who)
    assert Assessment.objects.count() == 1


def test_a_sheet_of_tomorrow_is_refused(stage: Stage) -> None:
    with pytest.raises(DomainError) as refused:
        stage.sheet(stage.case(), assessed_on=stage.day(1))
    assert refused.value.field == "assessed_on"


def test_versions_are_numbered_per_case(stage: Stage) -> None:
    case = stage.case()
    first = stage.ended(stage.agreed(case))
    assert [first.number, stage.draft(case).number, stage.draft(stage.case()).number] == [1, 2, 1]


def test_one_plan_is_open_at_a_time(stage: Stage) -> None:
    case = stage.case()
    stage.draft(case)
    with pytest.raises(DomainError, match="終えていない計画"):
        stage.draft(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportPlan.objects.create(
            case=case,
            number=9,
            starts_on=stage.today,
            written_by=stage.cast.csw,
            written_at=stage.at,
        )


def test_a_plan_saved_twice_is_one(stage: Stage) -> None:
    case, pk = stage.case(), uuid7()
    who = {"actor": stage.actor("csw"), "at": stage.at, "case": case, "id": pk}
    draft = stage.plan_says()
    assert draft_plan(**who, draft=draft) == draft_plan(**who, draft=draft)
    assert SupportPlan.objects.count() == 1


def test_agreeing_needs_a_goal(stage: Stage) -> None:
    plan = stage.draft(stage.case())
    with pytest.raises(DomainError, match="目標がまだありません"):
        agree_plan(actor=stage.actor("csw"), at=stage.at, plan=plan, agreement=stage.agreement())
    assert (plan.state, moves(plan)) == (PlanState.DRAFT, [])


def test_agreeing_needs_the_persons_words_or_why_not(stage: Stage) -> None:
    plan = stage.with_goals(stage.draft(stage.case(), words=""))
    who = {"actor": stage.actor("csw"), "at": stage.at, "plan": plan}
    with pytest.raises(DomainError, match="本人の言葉がまだありません"):
        agree_plan(**who, agreement=stage.agreement())
    change_plan(
        **who, version=plan.version,
        draft=stage.plan_says(words="", unheard_reason="まだ会えていない"),
    )  # fmt: skip
    agree_plan(**who, agreement=stage.agreement(person_present=False))
    assert (plan.state, plan.person_present, moves(plan)) == (
        PlanState.AGREED,
        False,
        [("agree", "draft", "agreed")],
    )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"meeting_on": date(2026, 11, 24)}, "meeting_on"),
        ({"next_review_on": date(2026, 11, 23)}, "next_review_on"),
        ({"signed_on": date(2026, 11, 23)}, "signed_by"),
    ],
)
def test_agreements_that_cannot_be_true(stage: Stage, said: dict[str, date], field: str) -> None:
    plan = stage.with_goals(stage.draft(stage.case()))
    with pytest.raises(DomainError) as refused:
        agree_plan(
            actor=stage.actor("csw"), at=stage.at, plan=plan, agreement=stage.agreement(**said)
        )
    assert refused.value.field == field


def test_what_is_agreed_is_not_rewritten(stage: Stage) -> None:
    plan = stage.agreed()
    who = {"actor": stage.actor("csw"), "at": stage.at}
    goal = plan.goals.get()
    for rewrite in (
        lambda: change_plan(**who, plan=plan, version=plan.version, draft=stage.plan_says()),
        lambda: add_goal(**who, plan=plan, draft=stage.goal_says(), id=uuid7()),
        lambda: change_goal(**who, goal=goal, version=goal.version, draft=stage.goal_says()),
        lambda: remove_goal(**who, goal=goal),
    ):
        with pytest.raises(DomainError, match="もう合意しています"):
            rewrite()
    assert plan.goals.count() == 1


def test_a_stale_draft_shows_both_versions(stage: Stage) -> None:
    plan = stage.draft(stage.case())
    seen = plan.version
    who = {"actor": stage.actor("csw"), "at": stage.at, "plan": plan, "version": seen}
    change_plan(**who, draft=stage.plan_says(vision="庭を直す"))
    with pytest.raises(Stale) as stale:
        change_plan(**who, draft=stage.plan_says(vision="畑をはじめる"))
    assert stale.value.differences == [("目指す姿", "庭を直す", "畑をはじめる")]


def test_a_goal_says_who_does_what(stage: Stage) -> None:
    plan = stage.draft(stage.case())
    for said, field in (
        ({"own_part": "", "support": ""}, "own_part"),
        ({"support": "同行する", "helper": ""}, "helper"),
        ({"goal": " "}, "goal"),
    ):
        with pytest.raises(DomainError) as refused:
            stage.with_goals(plan, stage.goal_says(**said))
        assert refused.value.field == field
    assert plan.goals.count() == 0


def test_a_goal_saved_twice_is_one_and_can_be_taken_out(stage: Stage) -> None:
    plan, pk = stage.draft(stage.case()), uuid7()
    who = {"actor": stage.actor("csw"), "at": stage.at}
    for _ in range(2):
        goal = add_goal(**who, plan=plan, draft=stage.goal_says(), id=pk)
    assert plan.goals.count() == 1
    remove_goal(**who, goal=goal)
    assert plan.goals.count() == 0
    assert [kind for kind, _ in told(plan)] == ["created", "created", "changed"]


def test_a_review_looks_at_every_goal_and_sets_the_next_day(stage: Stage) -> None:
    plan = stage.agreed(None, stage.goal_says(), stage.goal_says(theme_id=OTHER_THEME))
    with pytest.raises(DomainError, match="どの目標についても"):
        stage.reviewed(plan, goals={})
    first, second = plan.goals.all()
    stage.reviewed(
        plan, goals={first.pk: (Standing.DONE, "行けた"), second.pk: (Standing.STUCK, "")}
    )
    plan.refresh_from_db()
    assert plan.next_review_on == stage.day(60)
    found = [(line.latest.standing, line.latest.note, line.tone) for line in goals_of(plan)]  # type: ignore[union-attr]  # reviewed just now
    assert found == [("done", "行けた", "ok"), ("stuck", "", "warn")]


def test_a_review_saved_twice_is_one(stage: Stage) -> None:
    plan, pk = stage.agreed(), uuid7()
    draft = stage.review_says(plan)
    for _ in range(2):
        review_plan(actor=stage.actor("csw"), at=stage.at, plan=plan, draft=draft, id=pk)
    assert PlanReview.objects.count() == 1


def test_only_a_plan_in_force_is_reviewed(stage: Stage) -> None:
    draft = stage.with_goals(stage.draft(stage.case()))
    with pytest.raises(DomainError, match="合意して進めている"):
        stage.reviewed(draft)


def test_overdue_reviews_are_listed_for_the_holding_team(stage: Stage) -> None:
    late, later = stage.agreed(), stage.agreed()
    SupportPlan.objects.filter(pk=late.pk).update(next_review_on=stage.day(-1))
    assert list(due_reviews(stage.actor("colleague"), stage.today)) == [late]
    assert list(due_reviews(stage.actor("csw"), stage.day(40)).order_by("next_review_on")) == [
        late,
        later,
    ]
    assert list(due_reviews(stage.actor("other_csw"), stage.day(40))) == []


def test_a_plan_ends_only_with_an_evaluation_and_the_next_one_takes_over(stage: Stage) -> None:
    """Not without a sheet, by the service or around it; the re-plan copies what was not reached."""
    plan = stage.agreed(None, stage.goal_says(), stage.goal_says(goal="毎朝あいさつする"))
    with pytest.raises(DomainError, match="評価シート"):
        end_plan(actor=stage.actor("csw"), at=stage.at, plan=plan, ending=None, id=uuid7())
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportPlan.objects.filter(pk=plan.pk).update(state=PlanState.ENDED, ended_at=stage.at)

    stage.ended(plan, 4, 2)
    assert plan.evaluation == Evaluation.objects.get(case=plan.case)
    assert (plan.state, moves(plan)[-1]) == (PlanState.ENDED, ("end", "agreed", "ended"))
    assert list(plan.goals.values_list("achievement", flat=True)) == [4, 2]

    after = replan(actor=stage.actor("csw"), at=stage.at, plan=plan, id=uuid7())
    copied = after.goals.get()
    assert (after.previous, after.number, after.words) == (plan, 2, plan.words)
    assert (copied.goal, copied.copied_from, copied.achievement) == (
        "毎朝あいさつする",
        plan.goals.last(),
        None,
    )
    with pytest.raises(DomainError):
        replan(actor=stage.actor("csw"), at=stage.at, plan=plan, id=uuid7())


def test_a_draft_is_not_ended(stage: Stage) -> None:
    plan = stage.with_goals(stage.draft(stage.case()))
    with pytest.raises(IllegalMove):
        stage.ended(plan)
    assert Evaluation.objects.count() == 0


def test_the_sheet_leaves_no_goal_out(stage: Stage) -> None:
    plan = stage.agreed(None, stage.goal_says(), stage.goal_says())
    ending = stage.ending(plan)
    less = type(ending)(
        evaluation=EVALUATED, goals=dict(list(ending.goals.items())[:1]), outcome="finish"
    )
    with pytest.raises(DomainError, match="どの目標についても"):
        end_plan(actor=stage.actor("csw"), at=stage.at, plan=plan, ending=less, id=uuid7())
    assert PlanGoal.objects.filter(achievement__isnull=False).count() == 0


def test_ending_twice_makes_one_evaluation(stage: Stage) -> None:
    plan, pk = stage.agreed(), uuid7()
    stage.ended(plan, id=pk)
    stage.ended(plan, id=pk)
    assert Evaluation.objects.count() == 1
    with pytest.raises(Conflict):
        stage.ended(plan, id=uuid7())


def test_replanning_twice_makes_one_plan(stage: Stage) -> None:
    plan, pk = stage.ended(stage.agreed(), 1), uuid7()
    who = {"actor": stage.actor("csw"), "at": stage.at, "plan": plan, "id": pk}
    assert replan(**who) == replan(**who)
    assert SupportPlan.objects.filter(previous=plan).count() == 1


@pytest.mark.parametrize("who", ["other_csw", "minsei", "agency", "core"])
def test_others_write_nothing(stage: Stage, who: str) -> None:
    case = stage.case()
    plan = stage.agreed(case)
    at = {"actor": stage.actor(who), "at": stage.at}
    for write in (
        lambda: draft_plan(**at, case=case, draft=stage.plan_says(), id=uuid7()),
        lambda: review_plan(**at, plan=plan, draft=stage.review_says(plan), id=uuid7()),
        lambda: end_plan(**at, plan=plan, ending=stage.ending(plan), id=uuid7()),
    ):
        with pytest.raises(NotAllowed):
            write()
    plan.refresh_from_db()
    assert (plan.state, plan.reviews.count()) == (PlanState.AGREED, 0)


def test_a_closed_case_is_not_planned_for(stage: Stage) -> None:
    with pytest.raises(DomainError, match="終わっています"):
        stage.draft(stage.closed())


def test_a_day_after_the_end_is_refused(stage: Stage) -> None:
    with pytest.raises(DomainError) as refused:
        stage.draft(stage.case(), ends_on=stage.day(-1))
    assert refused.value.field == "ends_on"


def test_reviews_come_before_their_next_day(stage: Stage, at: datetime) -> None:
    plan = stage.agreed()
    with pytest.raises(DomainError) as refused:
        stage.reviewed(plan, next_review_on=(at + timedelta(hours=1)).date())
    assert refused.value.field == "next_review_on"


def test_a_case_does_not_end_while_its_plan_is_in_force(stage: Stage) -> None:
    case = stage.case()
    plan = stage.agreed(case)
    with pytest.raises(DomainError, match="進めている支援計画"):
        stage.closed(case)
    stage.ended(plan)
    assert stage.closed(case).state == "closed"


def test_a_draft_does_not_keep_a_case_open(stage: Stage) -> None:
    case = stage.case()
    stage.draft(case)
    assert stage.closed(case).state == "closed"


def test_every_state_of_a_plan_is_in_the_documents() -> None:
    page = states_markdown()
    assert [state.label in page for state in PlanState] == [True] * len(PlanState)
    assert [PLAN.public[state] in page for state in PlanState] == [True] * len(PlanState)


ILLEGAL = [
    pytest.param(state, move.action, id=f"{state}-{move.action}")
    for state in PlanState
    for move in PLAN.moves
    if state not in move.sources
]


@pytest.mark.parametrize(("state", "action"), ILLEGAL)
def test_only_the_moves_of_the_table(stage: Stage, state: PlanState, action: str) -> None:
    """What the table does not know changes nothing, whoever asks."""
    plan = {
        PlanState.DRAFT: lambda: stage.with_goals(stage.draft(stage.case())),
        PlanState.AGREED: stage.agreed,
        PlanState.ENDED: lambda: stage.ended(stage.agreed()),
    }[state]()
    before = moves(plan)
    with pytest.raises(IllegalMove):
        apply(PLAN, plan, action, actor=stage.actor("csw"), at=stage.at)
    assert moves(plan) == before


def test_a_draft_is_thrown_away_and_an_agreed_plan_is_not(stage: Stage) -> None:
    old = stage.ended(stage.agreed(), 1)
    who = {"actor": stage.actor("csw"), "at": stage.at}
    draft = replan(**who, plan=old, id=uuid7())
    discard_draft(**who, plan=draft)
    assert list(SupportPlan.objects.all()) == [old]
    again = replan(**who, plan=old, id=uuid7())
    agree_plan(**who, plan=again, agreement=stage.agreement())
    with pytest.raises(DomainError, match="もう合意しています"):
        discard_draft(**who, plan=again)
    assert again.goals.count() == 1


def test_throwing_away_happens_on_the_page(stage: Stage) -> None:
    plan = stage.with_goals(stage.draft(stage.case()))
    assert stage.browser("other_csw").post(f"/support/plans/{plan.pk}/discard/").status_code == 404
    answer = stage.browser("csw").post(f"/support/plans/{plan.pk}/discard/")
    assert (answer.headers["Location"], SupportPlan.objects.count()) == (
        f"/support/cases/{plan.case_id}/",
        0,
    )


def test_a_goal_that_the_law_wants_at_once_brings_the_case_to_the_municipal_team(
    stage: Stage,
) -> None:
    case = stage.case()
    plan = stage.draft(case)
    said = {
        "token": uuid7(), "theme": "KADAI_T-16", "goal": "安心して眠れる", "support": "見守る",
        "helper": "児童相談所",
    }  # fmt: skip
    page = stage.browser("csw").post(f"/support/plans/{plan.pk}/goals/new/", said, follow=True)
    case.refresh_from_db()
    assert (case.restriction, case.holder_team) == ("child_abuse", stage.cast.town.core_team)
    text = page.content.decode()
    assert ("通報済み" in text, "189" in text, "安心して眠れる" in text) == (True, True, False)
