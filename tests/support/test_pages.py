"""The pages: what is typed is saved once, what is not theirs is not there, lists cost the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagamachi.casework.enums import Level
from wagamachi.casework.models import Case, Evaluation
from wagamachi.core.ids import uuid7
from wagamachi.support.models import Assessment, DifficultMark, Gap, SupportPlan

from .stage import THEME, Stage


def ending_of(plan: SupportPlan, **more: Any) -> dict[str, Any]:
    goals = {f"scale-{goal.pk}": "3" for goal in plan.goals.all()}
    return goals | {
        "token": str(uuid7()),
        "achievement": "3",
        "changes": ["HENKA-13"],
        "remaining": "なし",
        "next_step": "なし",
        "aftercare": "none",
        "outcome": "replan",
    } | more  # fmt: skip


def test_from_the_sheet_to_the_next_plan(stage: Stage) -> None:
    """青葉 writes a sheet, a plan with a goal, agrees, reviews, evaluates, and plans again."""
    case, browser = stage.case(), stage.browser("csw")
    said = {"token": str(uuid7()), "assessed_on": "R8.11.23", "complaint": "夜が不安"}
    for _ in range(2):
        browser.post(f"/support/cases/{case.pk}/assessments/new/", said)
    assert Assessment.objects.get().complaint == "夜が不安"

    said = {"token": str(uuid7()), "starts_on": "R8.11.23", "words": "安心して眠りたい"}
    browser.post(f"/support/cases/{case.pk}/plans/new/", said)
    plan = SupportPlan.objects.get()
    at = f"/support/plans/{plan.pk}/"
    agreement = {
        "meeting_on": "R8.11.23",
        "person_present": "no",
        "next_review_on": "R8.12.23",
    }
    refused = browser.post(f"{at}agree/", agreement)
    assert (refused.status_code, "目標がまだありません" in refused.content.decode()) == (422, True)

    goal = {
        "token": str(uuid7()),
        "theme": THEME,
        "goal": "夜は電話する",
        "own_part": "電話をかける",
    }
    more = browser.post(f"{at}goals/new/", goal | {"more": "1"})
    assert more.headers["Location"] == f"{at}goals/new/"
    assert browser.post(f"{at}agree/", agreement).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.person_present) == ("agreed", False)

    (one,) = plan.goals.all()
    review = {
        "token": str(uuid7()), "reviewed_on": "R8.11.23", "changes": "電話できた",
        "next_review_on": "R9.1.20", f"scale-{one.pk}": "on_track",
    }  # fmt: skip
    assert browser.post(f"{at}review/", review).status_code == 302
    page = browser.get(at).content.decode()
    assert ["電話できた" in page, "予定どおり進んでいる" in page] == [True, True]

    assert browser.post(f"{at}end/", {"token": str(uuid7())}).status_code == 422
    sheet = ending_of(plan)
    assert [browser.post(f"{at}end/", sheet).status_code for _ in range(2)] == [302, 302]
    assert Evaluation.objects.count() == 1
    token = {"token": str(uuid7())}
    assert [browser.post(f"{at}replan/", token).status_code for _ in range(2)] == [302, 302]
    assert [p.number for p in SupportPlan.objects.order_by("number")] == [1, 2]
    assert SupportPlan.objects.get(number=2).goals.get().copied_from == one


def test_a_stale_plan_shows_both_versions(stage: Stage) -> None:
    plan = stage.draft(stage.case())
    said = {"version": str(plan.version), "starts_on": "R8.11.23", "words": "庭を直したい"}
    address = f"/support/plans/{plan.pk}/change/"
    assert stage.browser("colleague").post(address, said).status_code == 302
    answer = stage.browser("csw").post(address, said | {"words": "畑をはじめたい"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ["庭を直したい" in page, "畑をはじめたい" in page] == [True, True]


def test_a_new_sheet_starts_from_the_last(stage: Stage) -> None:
    case = stage.case()
    stage.sheet(case, money="年金だけ")
    page = stage.browser("colleague").get(f"/support/cases/{case.pk}/assessments/new/")
    assert "年金だけ" in page.content.decode()


def test_a_declined_handoff_is_offered_with_its_reason(stage: Stage) -> None:
    case = stage.case()
    handoff = stage.declined(case)
    browser = stage.browser("csw")
    page = browser.get(f"/support/cases/{case.pk}/gaps/new/?handoff={handoff.pk}")
    assert "東地域包括支援センター" in page.content.decode()
    said = {
        "token": str(uuid7()), "handoff": str(handoff.pk), "scheme": "訪問介護",
        "reason": "HAZAMA-03", "theme": THEME, "found_on": "R8.11.23",
    }  # fmt: skip
    browser.post(f"/support/cases/{case.pk}/gaps/new/", said)
    assert Gap.objects.get().handoff == handoff


def test_marking_and_lifting(stage: Stage) -> None:
    case, browser = stage.case(), stage.browser("csw")
    said = {"token": str(uuid7()), "criteria": ["danger"], "reason": "冬に暖房がない"}
    browser.post(f"/support/cases/{case.pk}/difficult/", said)
    mark = DifficultMark.objects.get()
    assert "困難事例のしるし" in browser.get(f"/support/cases/{case.pk}/").content.decode()
    browser.post(f"/support/difficult/{mark.pk}/lift/", {"reason": "入院した"})
    mark.refresh_from_db()
    assert (mark.lifted_by, mark.lifted_reason) == (stage.cast.csw, "入院した")


def test_a_manager_reads_the_mark_but_not_the_reason(stage: Stage) -> None:
    mark = stage.marked(stage.case())
    page = stage.browser("manager").get(f"/support/difficult/{mark.pk}/").content.decode()
    assert ["課題がいくつも重なっている" in page, mark.reason in page] == [True, False]


def test_a_partner_reads_and_does_not_write(stage: Stage) -> None:
    case = stage.case()
    plan = stage.agreed(case)
    stage.accepted(case, level=Level.FULL)
    browser = stage.browser("agency")
    assert browser.get(f"/support/plans/{plan.pk}/").status_code == 200
    assert browser.get(f"/support/plans/{plan.pk}/end/").status_code == 404


def test_nothing_personal_in_titles(stage: Stage) -> None:
    case = stage.case(label="かくしておく名前")
    stage.agreed(case)
    for address in (
        f"/support/cases/{case.pk}/",
        f"/support/plans/{SupportPlan.objects.get().pk}/",
    ):
        page = stage.browser("csw").get(address).content.decode()
        title = page[page.index("<title>") : page.index("</title>")]
        assert case.label not in title


# --- one row and three rows cost the same -----------------------------------------------------------


def the_case(stage: Stage) -> Case:
    return Case.objects.filter(label="見るケース").first() or stage.case(label="見るケース")


def a_plan_and_more(stage: Stage) -> None:
    case = the_case(stage)
    stage.sheet(case)
    stage.gap(case)
    stage.ended(stage.agreed(case), 2)


def a_goal_and_a_review(stage: Stage) -> None:
    case = the_case(stage)
    plan = SupportPlan.objects.filter(case=case).first()
    if plan is None:
        plan = stage.agreed(case, *[stage.goal_says()] * 2)
    stage.reviewed(plan)


GROWING: list[tuple[str, Callable[[Stage], object]]] = [
    ("/support/cases/{case}/", a_plan_and_more),
    ("/support/plans/{plan}/", a_goal_and_a_review),
    ("/support/", lambda stage: stage.agreed(stage.case(), next_review_on=stage.day(10))),
    ("/support/difficult/", lambda stage: stage.marked(stage.case())),
    ("/support/gaps/", lambda stage: stage.gap(stage.case())),
    ("/support/outreach/", lambda stage: stage.outing(stage.worry())),
    (
        "/support/outreach/areas/",
        lambda stage: stage.outing(area_id=stage.small_area(f"丁{uuid7().hex[-4:]}").pk),
    ),
    ("/support/summary/", lambda stage: stage.ended(stage.agreed(), 3)),
]


def queries(stage: Stage, address: str) -> int:
    plan = SupportPlan.objects.first()
    url = address.format(case=the_case(stage).pk, plan=plan.pk if plan else "")
    browser = stage.browser("csw")
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize(("address", "grow"), GROWING, ids=[a for a, _ in GROWING])
def test_constant_queries(stage: Stage, address: str, grow: Callable[[Stage], object]) -> None:
    the_case(stage)
    grow(stage)
    one = queries(stage, address)
    grow(stage)
    grow(stage)
    assert queries(stage, address) == one


def test_a_plan_to_look_at_again_is_on_the_holders_day(stage: Stage) -> None:
    plan = stage.agreed()
    seen = "計画を見直す"
    assert seen not in stage.browser("csw").get("/").content.decode()
    SupportPlan.objects.filter(pk=plan.pk).update(next_review_on=stage.today)
    days = {
        who: seen in stage.browser(who).get("/").content.decode() for who in ("csw", "colleague")
    }
    assert days == {"csw": True, "colleague": False}
