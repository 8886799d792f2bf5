"""The pages of this room: from the register to a scheme in the browser's forms, and for nobody else."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.publishing.acts import let_out
from wagamachi.action.models import Proposal
from wagamachi.core.ids import uuid7

from .stage import AGE, Stage


def queries(stage: Stage, who: str, url: str) -> int:
    browser = stage.browser(who)
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def something_more(stage: Stage) -> None:
    stage.proposal()
    stage.submitted(on=stage.day(-70))
    stage.realised()


PAGES = (
    ("csw", "/action/"),
    ("auditor", "/action/?which=late"),
    ("manager", "/action/?which=all"),
    ("csw", "/"),
)


def test_lists_cost_the_same_with_one_row_and_with_three(stage: Stage) -> None:
    something_more(stage)
    one = {page: queries(stage, *page) for page in PAGES}
    something_more(stage)
    something_more(stage)
    assert {page: queries(stage, *page) for page in PAGES} == one


def test_one_proposal_costs_the_same_however_often_it_was_handed_in(stage: Stage) -> None:
    proposal = stage.answered("rejected")
    one = queries(stage, "csw", f"/action/{proposal.pk}/")
    for _ in range(2):
        stage.submit(proposal)
        stage.answer(proposal, "rejected")
    assert queries(stage, "csw", f"/action/{proposal.pk}/") == one


def test_a_proposal_is_written_handed_in_answered_and_becomes_an_item_of_a_plan(
    stage: Stage,
) -> None:
    browser = stage.browser("csw")
    assert "しくみの提案をまとめる" in browser.get("/support/gaps/").content.decode()
    form = browser.get(f"/action/new/?reason={AGE}").context["form"]
    assert form["reason"].value() == AGE
    said = {
        "token": str(form["token"].value()), "title": "通いの場", "need": "ない", "ask": "つくる",
        "reason": AGE, "theme": "", "area": "", "team": str(stage.cast.town.east_team.pk),
    }  # fmt: skip
    assert browser.post("/action/new/", said).status_code == 302
    proposal = Proposal.objects.get()
    page = f"/action/{proposal.pk}/"
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        (
            "submit",
            {
                "token": str(uuid7()),
                "receiver": "forum",
                "body": "しくみづくり会議",
                "submitted_on": "令和8年11月20日",
            },
        ),
        ("answer", {"verdict": "adopted", "answered_on": "令和8年11月23日", "answer": "入れます"}),
        (
            "outcome",
            {
                "token": str(uuid7()),
                "kind": "plan_item",
                "title": "通いの場をふやす",
                "place": "第4期計画",
                "from_on": "令和9年4月1日",
            },
        ),
    )
    let_out(stage, "proposal", proposal.pk)
    for name, typed in steps:
        assert browser.post(f"{page}{name}/", typed).status_code == 302, name
    said = ("通いの場をふやす", "第4期計画", "しくみづくり会議", "入れます")
    board = "/action/?which=all"
    before = [stage.browser("auditor").get(one).content.decode() for one in (page, board)]
    assert [words for words in said for one in before if words in one] == []
    let_out(stage, "submission", proposal.submissions.get().pk)
    let_out(stage, "outcome", proposal.outcomes.get().pk)
    shown = stage.browser("auditor").get(page).content.decode()
    for words in (
        *said,
        "計画の項目",
        "令和8年11月20日",
    ):
        assert words in shown, words
    assert "進められるのは、まとめているチームの人です。" in shown


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("submit", {"receiver": "forum", "body": "", "submitted_on": "令和8年11月20日"}, "body"),
        ("submit", {"receiver": "forum", "body": "会", "submitted_on": "令和99年1月1日"}, "submitted_on"),
        ("withdraw", {"reason": " "}, "reason"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field(
    stage: Stage, name: str, typed: dict[str, str], field: str
) -> None:
    proposal = stage.proposal()
    answer = stage.browser("csw").post(f"/action/{proposal.pk}/{name}/", typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert Proposal.objects.get().state == "draft"


def test_a_broken_filter_shows_what_moves(stage: Stage) -> None:
    stage.proposal(title="動いている")
    stage.withdrawn()
    browser = stage.browser("csw")
    for url in ("/action/", "/action/?which=nonsense"):
        assert [p.title for p in browser.get(url).context["page"].items] == ["動いている"]
    assert len(browser.get("/action/?which=all").context["page"].items) == 2
