"""What was assessed and planned in the two years is possible, and rests on what happened."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from wagamachi.demo.planning import Planner, Planning

from .test_geography import UNTIL
from .test_history import cases


@cache
def told() -> Sequence[Planning]:
    return list(Planner(seed=1, until=UNTIL).tell(iter(cases())))


def test_the_same_seed_plans_the_same() -> None:
    again = list(Planner(seed=1, until=UNTIL).tell(iter(cases()[:200])))
    assert repr(again) == repr(told()[: len(again)])


def test_a_good_share_of_cases_is_assessed_and_planned() -> None:
    share = sum(bool(one.plans) for one in told()) / len(cases())
    assert 0.35 < share < 0.7
    assert len(told()) / len(cases()) > share


def test_nothing_is_agreed_reviewed_or_ended_out_of_turn() -> None:
    for planning in told():
        case = planning.case
        for plan in planning.plans:
            moments = [case.opened_at, plan.at]
            moments += [plan.agreed_at] if plan.agreed_at else []
            moments += [review.at for review in plan.reviews]
            moments += [plan.evaluation.at] if plan.evaluation else []
            assert moments == sorted(moments)
            assert moments[-1] < UNTIL


def test_only_an_evaluation_of_the_case_ends_a_plan() -> None:
    for planning in told():
        for plan in planning.plans:
            assert (plan.evaluation is None) == (plan.outcome == "")
            assert plan.evaluation is None or plan.evaluation in planning.case.evaluations
            reached = {bool(goal.achievement) for goal in plan.goals}
            assert reached == {plan.evaluation is not None}


def test_a_case_has_one_open_plan_at_most() -> None:
    for planning in told():
        assert [plan.number for plan in planning.plans] in ([], [1], [1, 2])
        assert sum(plan.evaluation is None for plan in planning.plans) <= 1
        if planning.case.closed_at:
            assert all(plan.evaluation for plan in planning.plans)


def test_agreed_plans_carry_the_persons_words_or_why_not() -> None:
    plans = [plan for planning in told() for plan in planning.plans]
    assert all(plan.words or plan.unheard for plan in plans)
    assert all(goal.organization or goal.helper for plan in plans for goal in plan.goals)
    heard = Counter(bool(plan.words) for plan in plans)
    assert heard[True] > 8 * heard[False] > 0


def test_each_review_looks_at_every_goal() -> None:
    for planning in told():
        for plan in planning.plans:
            assert all(len(review.standings) == len(plan.goals) for review in plan.reviews)
