"""アウトリーチ: written once, it is a record, a count, and an intake for every worry met (R025)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.casework.scenes import town_of
from wagamachi.access.versions import KeptOtherwise
from wagamachi.areas.models import Area
from wagamachi.casework.models import Intake
from wagamachi.core.doctor import examine
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.records.models import ActivityRecord, RecordLink
from wagamachi.records.services import correct_record
from wagamachi.support.models import Outreach, OutreachConcern
from wagamachi.support.queries.outreach import lines, listed, monthly, record_of, unvisited
from wagamachi.support.services import log_outreach

from .stage import Stage

YEAR = 2026
NEW = "/support/outreach/new/"


def counted() -> tuple[int, int, int]:
    return Outreach.objects.count(), ActivityRecord.objects.count(), Intake.objects.count()


def test_one_form_makes_a_record_an_outreach_and_the_intakes(stage: Stage) -> None:
    outreach = stage.outing(stage.worry(), stage.worry(subject="3号棟のCさん"))
    record = record_of(outreach)
    assert counted() == (1, 1, 2)
    assert (
        record.minutes,
        record.individual_share,
        sorted(p.name for p in record.staff.all()),
    ) == (
        30,
        100,
        ["若葉", "青葉"],
    )
    about = sorted(link.target_kind for link in record.links.all())
    assert about == ["intake", "intake", "outreach"]
    intakes = Intake.objects.filter(found_by__outreach=outreach)
    assert {(i.holder_team.name, i.place) for i in intakes} == {("東チーム", "駅前団地の集会所")}


def test_saved_twice_makes_one_of_each(stage: Stage) -> None:
    pk, draft = uuid7(), stage.outing_says(stage.worry())
    who: dict[str, Any] = {"actor": stage.actor("csw"), "at": stage.at, "id": pk}
    assert log_outreach(**who, draft=draft) == log_outreach(**who, draft=draft)
    assert counted() == (1, 1, 1)
    with pytest.raises(KeptOtherwise):
        log_outreach(**who, draft=stage.outing_says(stage.worry()))
    assert counted() == (1, 1, 1)


def test_a_worry_that_cannot_be_saved_saves_nothing(stage: Stage) -> None:
    with pytest.raises(DomainError) as refused:
        stage.outing(stage.worry(), stage.worry(situation=" "))
    assert (refused.value.field, counted()) == ("situation", (0, 0, 0))


def test_a_worry_of_a_small_area_reaches_the_team_above_it(stage: Stage) -> None:
    small = stage.small_area()
    stage.outing(stage.worry(), area_id=small.pk, tier="small")
    intake = Intake.objects.get()
    assert (intake.area, intake.holder_team) == (stage.cast.town.east, stage.cast.town.east_team)


def test_minsei_iin_log_too_and_residents_do_not(stage: Stage) -> None:
    town = stage.cast.town
    mine = stage.outing(stage.worry(), who="minsei", team_id=town.minsei_team.pk, staff_ids=[])
    assert [one.outreach for one in lines(listed(stage.actor("minsei")))] == [mine]
    with pytest.raises(NotAllowed):
        stage.outing(who="resident", team_id=town.minsei_team.pk)


def test_the_list_is_ones_own_and_ones_teams(stage: Stage) -> None:
    stage.outing(stage.worry())
    seen = {
        who: len(listed(stage.actor(who))) for who in ("csw", "colleague", "other_csw", "minsei")
    }
    assert seen == {"csw": 1, "colleague": 1, "other_csw": 0, "minsei": 0}


def test_a_corrected_record_counts_as_corrected(stage: Stage) -> None:
    small, other = stage.small_area(), stage.small_area("東二丁目")
    outreach = stage.outing(area_id=small.pk)
    draft = stage.outing_says(area_id=other.pk).record
    correct_record(
        actor=stage.actor("csw"), at=stage.at, record=outreach.record, draft=draft, id=uuid7()
    )
    table = {row.label: row.cells[0] for row in monthly(YEAR, stage.today).rows}
    assert table == {"東一丁目": 0, "東二丁目": 1, "合計": 1}
    assert [one.area.name for one in unvisited(stage.today)] == ["東一丁目"]
    (line,) = lines(listed(stage.actor("csw")))
    assert (line.outreach, line.record.area) == (outreach, other)


def test_counts_per_month_and_areas_nobody_went_to_for_90_days(stage: Stage) -> None:
    """Twice in 東一丁目 (with a worry found), once long ago in 東二丁目, never in 東三丁目."""
    first, second, third = (stage.small_area(f"東{n}丁目") for n in "一二三")
    stage.outing(stage.worry(), area_id=first.pk)
    stage.outing(area_id=first.pk, occurred_at=stage.at - timedelta(days=60))
    stage.outing(area_id=second.pk, occurred_at=stage.at - timedelta(days=91))
    table = monthly(YEAR, stage.today)
    months = dict(zip(table.columns, table.rows[0].cells, strict=True))
    assert {k: v for k, v in months.items() if v} == {"合計": 2, "9月": 1, "11月": 1}
    assert {row.label: row.cells[0] for row in table.rows} == {
        "東一丁目": 2,
        "東二丁目": 1,
        "東三丁目": 0,
        "合計": 3,
    }
    late = [(one.area, one.last_at is None) for one in unvisited(stage.today)]
    assert late == [(third, True), (second, False)]
    assert OutreachConcern.objects.count() == Intake.objects.count() == 1


def test_a_day_less_than_90_is_not_late(stage: Stage) -> None:
    small = stage.small_area()
    stage.outing(area_id=small.pk, occurred_at=stage.at - timedelta(days=90))
    assert unvisited(stage.today) == []


def test_a_town_without_small_areas_visits_its_middle_ones(stage: Stage) -> None:
    assert [one.area.name for one in unvisited(stage.today)] == ["東", "西"]


# --- the form --------------------------------------------------------------------------------------


def typed(stage: Stage, area: Area, **more: str) -> dict[str, str]:
    return {
        "token": str(uuid7()),
        "way": "condo",
        "occurred_at_on": "令和8年11月23日",
        "occurred_at_time": "09:00",
        "minutes": "60",
        "headcount": "8",
        "function": "individual",
        "area": str(area.pk),
        "place": "駅前団地3号棟",
        "content": "声をかけてまわった",
        "result": "元気がない人がいた",
        "team": str(stage.cast.town.east_team.pk),
        "concern-TOTAL_FORMS": "2",
        "concern-INITIAL_FORMS": "0",
        "concern-0-token": str(uuid7()),
        "concern-0-situation": "食べていないようす",
        "concern-0-subject": "301のDさん",
        "concern-1-token": str(uuid7()),
    } | more


def test_the_form_saves_filled_rows_and_leaves_empty_ones_out(stage: Stage) -> None:
    browser, said = stage.browser("csw"), typed(stage, stage.small_area())
    answers = [browser.post(NEW, said) for _ in range(2)]
    outreach = Outreach.objects.get()
    assert [a.headers.get("Location") for a in answers] == [f"/support/outreach/{outreach.pk}/"] * 2
    assert counted() == (1, 1, 1)
    intake = Intake.objects.get()
    assert (intake.subject, intake.place, intake.noticed_by) == (
        "301のDさん",
        "駅前団地3号棟",
        "アウトリーチで気づいた",
    )
    assert (outreach.record.method_id, outreach.record.counterpart) == (
        "SHUDAN-03",
        "集合住宅をまわった",
    )


def test_it_counts_where_its_place_lies_unless_somebody_chose_the_area(stage: Stage) -> None:
    """The 中圏域 of the post was filled in, and the 小地域 one stood in stayed unvisited."""
    town = stage.cast.town
    first, second = stage.small_area(), stage.small_area("東二丁目")
    town_of("歌留多町", second)
    for place, area, query, counted_in in (
        ("歌留多町2-1 団地", town.east, "", second),
        ("歌留多町2-1 団地", "", "", second),
        ("駅前団地3号棟", town.east, "", town.east),
        ("歌留多町2-1 団地", first, "", first),
        ("歌留多町2-1 団地", town.east, f"?area={town.east.pk}", town.east),
    ):
        said = typed(stage, first) | {"token": str(uuid7()), "concern-0-token": str(uuid7())}
        said |= {"place": place, "area": str(area.pk) if isinstance(area, Area) else area}
        assert stage.browser("csw").post(NEW + query, said).status_code == 302
        record = ActivityRecord.objects.latest("pk")
        assert (record.area, record.tier) == (counted_in, counted_in.tier)
    assert not {first, second} & {one.area for one in unvisited(stage.today)}


def test_one_more_row_keeps_what_was_typed_and_saves_nothing(stage: Stage) -> None:
    said = typed(stage, stage.small_area(), more="1") | {"content": ""}
    answer = stage.browser("csw").post(NEW, said)
    page = answer.content.decode()
    assert (answer.status_code, counted()) == (200, (0, 0, 0))
    assert ["301のDさん" in page, "concern-2-token" in page, "入れてください" in page] == [
        True,
        True,
        False,
    ]


def test_a_row_without_what_was_seen_comes_back(stage: Stage) -> None:
    said = typed(stage, stage.small_area()) | {"concern-1-subject": "302の方"}
    answer = stage.browser("csw").post(NEW, said)
    assert (answer.status_code, counted()) == (422, (0, 0, 0))


def test_the_doctor_finds_an_outing_without_its_record(stage: Stage) -> None:
    outreach = stage.outing(stage.worry())
    draft = stage.outing_says(content="書きなおした").record
    correct_record(
        actor=stage.actor("csw"), at=stage.at, record=outreach.record, draft=draft, id=uuid7()
    )
    assert findings(stage) == []
    RecordLink.objects.filter(target_kind="outreach").delete()
    assert findings(stage) == ["outreach_records"]


def findings(stage: Stage) -> list[str]:
    ours = {"outreach_records", "record_links", "ended_cases_without_plan"}
    return [one.name for one in examine(at=stage.at) if one.name in ours]


def test_going_there_ends_what_was_asked(stage: Stage) -> None:
    """Once the team wrote its outing, nothing is left on 今日; another team's task stays."""
    ours = stage.asked_to_go()
    theirs = stage.asked_to_go(team=stage.cast.town.west_team)
    outing = stage.outing()
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.outreach, ours.done_at, theirs.done_at) == (outing, stage.at, None)


def test_a_manager_follows_what_they_asked_and_nothing_else(stage: Stage) -> None:
    """They write no records, and are not on the team that goes."""
    town, browser = stage.cast.town, stage.browser("manager")
    said = {
        "token": str(uuid7()), "area": town.east.pk, "team": town.east_team.pk,
        "reason": "相談がない", "due_on": "R8.12.20",
    }  # fmt: skip
    page = browser.post("/support/outreach/tasks/new/", said, follow=True)
    assert (page.status_code, "相談がない" in page.content.decode()) == (200, True)
    others = stage.asked_to_go()
    assert browser.get(f"/support/outreach/tasks/{others.pk}/").status_code == 404
