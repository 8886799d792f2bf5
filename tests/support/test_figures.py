"""支援のまとめ: whose words are in the plans, how far goals were reached, what stays hidden (R030, R031)."""

import csv
import io
from datetime import time, timedelta

from django.test import override_settings

from wagamachi.casework.models import Case
from wagamachi.casework.services import MeetingDraft, call_meeting, hold_meeting
from wagamachi.support.queries.figures import by_area, by_theme, changes, wishes
from wagamachi.support.services import agree_plan, change_plan

from .stage import OTHER_THEME, Stage

ALL = override_settings(WAGAMACHI={"SMALL_CELL": 0})
YEAR = 2026


def test_the_share_of_plans_with_words_and_presence(stage: Stage) -> None:
    """Three plans, two heard, two talked over with the person; one sat with them at a meeting."""
    met = stage.agreed()
    sat_down(stage, met.case, person_present=True)
    other = stage.agreed()
    sat_down(stage, other.case, person_present=False)
    unheard = stage.with_goals(stage.draft(stage.case(), words="", unheard_reason="会えない"))
    agree_plan(
        actor=stage.actor("csw"), at=stage.at, plan=unheard,
        agreement=stage.agreement(person_present=False),
    )  # fmt: skip
    stage.draft(stage.case())
    *_, before, this = [row.cells for row in wishes(YEAR).rows]
    assert before == (0, 0, None, 0, None, 0, None)
    assert this == (3, 2, 66.7, 2, 66.7, 1, 33.3)


def test_a_meeting_belongs_to_the_plan_it_fell_into(stage: Stage) -> None:
    """One with the person before the plan ends counts; what comes after is the next plan's."""
    plan = stage.agreed()
    stage.ended(plan, 4)
    stage.at += timedelta(days=1)
    sat_down(stage, plan.case, person_present=True)
    assert [row.cells for row in wishes(YEAR).rows][-1][-2:] == (0, 0.0)


def sat_down(stage: Stage, case: Case, *, person_present: bool) -> None:
    """Hold a 調整会議 over a case today, with the person or without."""
    draft = MeetingDraft(
        meets_on=stage.today, from_time=time(10), until_time=time(11), purpose="役割を決める",
        others="本人",
    )  # fmt: skip
    meeting = call_meeting(actor=stage.actor("csw"), at=stage.at, case=case, draft=draft)
    hold_meeting(
        actor=stage.actor("csw"), at=stage.at, meeting=meeting, version=meeting.version,
        outcome="週に一度たずねる", person_present=person_present,
    )  # fmt: skip


def test_results_add_up_by_area_and_theme(stage: Stage) -> None:
    town = stage.cast.town
    for area, achieved in ((town.east, 4), (stage.small_area(), 2), (town.west, 1)):
        plan = stage.agreed(stage.case(area=area), stage.goal_says(theme_id=OTHER_THEME))
        stage.ended(plan, achieved)
    with ALL:
        areas = {row.label: row.cells for row in by_area(YEAR).rows}
        everywhere = [row.cells for row in by_theme(YEAR).rows]
        east = [row.cells for row in by_theme(YEAR, town.east).rows]
    assert areas == {
        "東": (2, 0, 2, 0, 0),
        "西": (1, 0, 1, 0, 0),
        "圏域なし・不明": (0, 0, 0, 0, 0),
        "区市町村全体": (3, 0, 3, 0, 0),
    }
    assert (everywhere, east) == ([(3, 1, 0, 1, 1)], [(2, 1, 0, 1, 0)])
    assert [row.cells for row in changes(YEAR).rows] == [(3,)]


def test_figures_of_one_area_that_point_at_somebody_are_hidden(stage: Stage) -> None:
    plan = stage.agreed(stage.case(area=stage.cast.town.east))
    stage.ended(plan, 4)
    (*areas, whole) = by_area(YEAR).rows
    hidden = [("非表示", 0, "非表示", 0, 0)] * len(areas)
    assert ([row.cells for row in areas], whole.cells) == (hidden, (1, 0, 1, 0, 0))
    (line,) = by_theme(YEAR, stage.cast.town.east).rows
    assert line.cells == ("非表示", "非表示", 0, 0, 0)


def test_the_page_and_its_file_say_the_same(stage: Stage) -> None:
    stage.agreed()
    browser = stage.browser("csw")
    answer = browser.get("/support/summary/?file=wishes")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[-1] == ["令和8年度", "1", "1", "100.0", "1", "100.0", "0", "0.0"]
    assert browser.get("/support/summary/?file=nothing").status_code == 404


def test_drafts_are_not_counted_and_rewriting_is_not_agreeing(stage: Stage) -> None:
    plan = stage.draft(stage.case())
    change_plan(
        actor=stage.actor("csw"), at=stage.at, plan=plan, version=plan.version,
        draft=stage.plan_says(words="家にいたい"),
    )  # fmt: skip
    assert wishes(YEAR).is_empty
