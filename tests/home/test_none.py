"""None that one may see is not none; and the words do not give away whether there is something hidden."""

import re
from datetime import datetime

import pytest

from tests.cast import build_cast
from tests.support.stage import Stage

PARTLY = "あなたが見られる範囲では、"
# The lists on which somebody of 西 sees a part, whatever there is in 東.
LISTS = (
    "/cases/", "/cases/inbox/", "/cases/handoffs/", "/cases/meetings/", "/records/",
    "/support/", "/support/outreach/", "/areas/unassigned/", "/areas/{east}/",
    "/insight/districts/", "/continuity/",
)  # fmt: skip


@pytest.fixture
def stage(db: None, frozen: datetime) -> Stage:
    return Stage(build_cast(), frozen)


def shown(stage: Stage, page: str, who: str = "other_csw") -> str:
    answer = stage.browser(who).get(page.format(east=stage.cast.town.east.pk))
    assert answer.status_code == 200
    text = answer.content.decode().partition("<main")[2]
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", text)


def test_it_reads_the_same_whether_or_not_something_is_hidden(stage: Stage) -> None:
    before = {page: shown(stage, page) for page in LISTS}
    assert [page for page, text in before.items() if PARTLY not in text] == []
    for restriction in ("", "abuse"):
        case = stage.case(restriction=restriction, place="")
        stage.agreed(case)
        stage.reviewed(stage.agreed(stage.case()))
        stage.intake(restriction=restriction)
    stage.outing()
    assert {page: shown(stage, page) for page in LISTS} == before


def test_who_sees_every_row_reads_that_there_is_none(stage: Stage) -> None:
    """Proposals are everybody's who has figures; the pieces of work are the 事務局's, and one's own."""
    assert PARTLY not in shown(stage, "/action/")
    assert [PARTLY in shown(stage, "/workforce/", who) for who in ("lead", "minsei")] == [
        False, True,
    ]  # fmt: skip
