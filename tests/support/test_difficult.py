"""困難事例: why, since when, and a list that shows whether a plan, a meeting and roles are there (R028)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from wagamachi.casework.models import Case, CaseMeeting, RoleTask
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.support.models import DifficultMark, SupportPlan
from wagamachi.support.queries.difficult import difficult_cases, lines
from wagamachi.support.services import lift_mark, mark_difficult

from .stage import Stage


def test_a_mark_says_why(stage: Stage) -> None:
    with pytest.raises(DomainError) as refused:
        stage.marked(stage.case(), criteria=())
    assert refused.value.field == "criteria"
    assert DifficultMark.objects.count() == 0


def test_a_case_is_marked_once_and_the_mark_is_lifted_with_a_reason(stage: Stage) -> None:
    case = stage.case()
    mark = stage.marked(case)
    with pytest.raises(DomainError, match="もう困難事例"):
        stage.marked(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        DifficultMark.objects.create(
            case=case, criteria=["long"], reason="x", since_at=stage.at, marked_by=stage.cast.csw
        )
    who = {"actor": stage.actor("csw"), "at": stage.at, "mark": mark}
    with pytest.raises(DomainError) as refused:
        lift_mark(**who, reason=" ")
    assert refused.value.field == "reason"
    lift_mark(**who, reason="計画がまわりはじめた")
    with pytest.raises(DomainError, match="もうはずされています"):
        lift_mark(**who, reason="もう一度")
    again = stage.marked(case)
    assert [mark.until_at, again.until_at] == [stage.at, None]


def test_a_mark_saved_twice_is_one(stage: Stage) -> None:
    case, pk = stage.case(), uuid7()
    for _ in range(2):
        mark_difficult(
            actor=stage.actor("csw"), at=stage.at, case=case, criteria=["long"],
            reason="三年うごかない", id=pk,
        )  # fmt: skip
    assert DifficultMark.objects.count() == 1


def test_outsiders_do_not_mark(stage: Stage) -> None:
    case = stage.case()
    for who in ("other_csw", "minsei", "core"):
        with pytest.raises(NotAllowed):
            mark_difficult(
                actor=stage.actor(who), at=stage.at, case=case, criteria=["long"], reason="x",
                id=uuid7(),
            )  # fmt: skip
    assert DifficultMark.objects.count() == 0


def test_the_list_shows_age_plan_next_meeting_and_roles(stage: Stage) -> None:
    """A marked case has a plan with goals, dates and an evaluation at its end, and one line here."""
    case = stage.case(opened_at=stage.at - timedelta(days=400))
    stage.marked(case, criteria=["manifold", "disagree"])
    plan = stage.agreed(case)
    for day, held in ((-3, False), (9, False), (4, False)):
        CaseMeeting.objects.create(
            case=case, meets_on=stage.day(day), purpose="役割を決める", called_by=stage.cast.csw,
            called_at=stage.at, cancelled_because="" if not held else "x",
        )  # fmt: skip
    CaseMeeting.objects.filter(meets_on=stage.day(4)).update(cancelled_because="集まれない")
    for name, done_on in (("となりの人", None), ("包括", None), ("妹", stage.today)):
        RoleTask.objects.create(
            case=case, name=name, task="声をかける", since_on=stage.today, done_on=done_on
        )
    found = lines(difficult_cases(stage.actor("csw"), stage.today), stage.today)
    assert [
        (
            one.age_days, one.criteria, one.mark.plan_state, one.mark.review_on,
            one.mark.meets_on, one.mark.role_count,
        )
        for one in found
    ] == [
        (
            400, "課題がいくつも重なっている、関係機関の考えが一致しない", "agreed",
            plan.next_review_on, stage.day(9), 2,
        )
    ]  # fmt: skip
    page = stage.browser("manager").get("/support/difficult/").content.decode()
    assert case.label in page
    ended = stage.ended(plan, 3)
    assert (ended.evaluation.achievement, ended.goals.get().achievement) == (3, 3)  # type: ignore[union-attr]  # ended just now


def test_who_keeps_the_list(stage: Stage) -> None:
    stage.marked(stage.case())
    town = stage.cast.town
    west = stage.case(team=town.houkatsu_team, holder=stage.cast.agency, area=town.west)
    DifficultMark.objects.create(
        case=west, criteria=["long"], reason="x", since_at=stage.at, marked_by=stage.cast.agency
    )
    seen = {
        who: difficult_cases(stage.actor(who), stage.today).count()
        for who in ("csw", "other_csw", "agency", "core", "manager", "minsei", "resident")
    }
    assert seen == {
        "csw": 1, "other_csw": 0, "agency": 1, "core": 1, "manager": 1, "minsei": 0, "resident": 0,
    }  # fmt: skip
    assert stage.browser("minsei").get("/support/difficult/").status_code == 404


def test_an_ended_plan_or_case_is_not_in_the_way(stage: Stage) -> None:
    case = stage.case()
    stage.marked(case)
    stage.ended(stage.agreed(case))
    row = difficult_cases(stage.actor("csw"), stage.today).get()
    assert (row.plan_state, row.review_on, row.role_count) == (None, None, 0)  # type: ignore[attr-defined]  # annotations
    stage.closed(Case.objects.get(pk=case.pk))
    assert difficult_cases(stage.actor("csw"), stage.today).count() == 0
    assert SupportPlan.objects.count() == 1


def test_leads_do_not_see_what_the_law_keeps_from_them(stage: Stage) -> None:
    """A restricted case (R017) is listed for the team that holds it and for nobody else."""
    case = stage.case()
    mark = stage.marked(case)
    Case.objects.filter(pk=case.pk).update(restriction="dv")
    seen = {
        who: difficult_cases(stage.actor(who), stage.today).count()
        for who in ("csw", "lead", "core", "manager")
    }
    assert seen == {"csw": 1, "lead": 1, "core": 0, "manager": 0}
    assert stage.browser("manager").get(f"/support/difficult/{mark.pk}/").status_code == 404
