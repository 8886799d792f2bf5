"""制度の狭間: kept as evidence, counted without names, fed by every つなぎ that came back (R023)."""

import csv
import io
from typing import Any

import pytest
from django.test import override_settings

from tests.publishing.acts import let_out
from wagamachi.access.models import AuditEvent
from wagamachi.casework.models import Case, MemberTheme
from wagamachi.core.errors import DomainError
from wagamachi.core.tables import Table
from wagamachi.support.models import Gap
from wagamachi.support.queries.gaps import Entry, area_cells, entries, public_notes, register_table
from wagamachi.support.services import GapDraft, change_gap, note_gap
from wagamachi.support.services.gaps import gaps_from_declined

from .stage import OTHER_THEME, THEME, Stage

ALL = override_settings(WAGAMACHI={"SMALL_CELL": 0})
YEAR = 2026


def figures(table: Table) -> list[tuple[str, Any]]:
    """Return what the last 年度 of the table says."""
    return [(row.label, row.cells[-1]) for row in table.rows]


def test_a_declined_handoff_stands_in_the_register_by_itself(stage: Stage) -> None:
    case = stage.case()
    member = case.members.get()
    MemberTheme.objects.create(member=member, theme_id=THEME, since_on=stage.today)
    handoff = stage.declined(case, "HAZAMA-03")
    assert list(gaps_from_declined()) == [handoff]
    assert entries(YEAR) == [Entry("HAZAMA-03", (THEME,), YEAR, case.pk)]


def test_a_gap_takes_the_place_of_its_handoff(stage: Stage) -> None:
    case = stage.case()
    handoff = stage.declined(case, "HAZAMA-03")
    assert entries(YEAR) == [Entry("HAZAMA-03", ("",), YEAR, case.pk)]
    stage.gap(case, handoff, reason_id="HAZAMA-03", theme_id=OTHER_THEME)
    assert entries(YEAR) == [Entry("HAZAMA-03", (OTHER_THEME,), YEAR, case.pk)]
    with pytest.raises(DomainError, match="もう書かれています"):
        stage.gap(case, handoff)


def test_only_a_declined_handoff_of_this_case_is_a_source(stage: Stage) -> None:
    case = stage.case()
    for handoff in (stage.handoff(case), stage.declined(stage.case())):
        with pytest.raises(DomainError, match="このケースで戻ってきた"):
            stage.gap(case, handoff)
    assert Gap.objects.count() == 0


def test_a_handoff_with_several_themes_is_one_in_its_reason(stage: Stage) -> None:
    case = stage.case()
    case.tags.set([THEME, OTHER_THEME])
    stage.declined(case, "HAZAMA-03")
    with ALL:
        assert [n for _, n in figures(register_table(YEAR))] == [1, 1, 1, 1]


def test_the_register_groups_by_reason_without_saying_whose(stage: Stage) -> None:
    """対象外 twice by hand and 定員 once by a つなぎ; theme and 年度, never a case."""
    case = stage.case(label="だれにも言わない名前")
    for scheme in ("住居確保給付金", "介護保険"):
        gap = stage.gap(case, scheme=scheme, reason_id="HAZAMA-01")
        let_out(stage, "gap", gap.pk)
    stage.gap(case, reason_id="HAZAMA-01", found_on=stage.today.replace(year=2025))
    stage.declined(case, "HAZAMA-03")
    with ALL:
        found = register_table(YEAR)
        page = stage.browser("manager").get("/support/gaps/").content.decode()
    rows = [(row.label, row.cells[-2:], row.style) for row in found.rows]
    theme = str(Gap.objects.first().theme)  # type: ignore[union-attr]  # written above
    assert rows == [
        ("対象外（年齢・居住・診断・所得）", (1, 2), "group"),
        (theme, (1, 2), ""),
        ("定員・待機", (0, 1), "group"),
        ("課題が書かれていない", (0, 1), ""),
        ("合計", (1, 3), "total"),
    ]
    assert "離職から2年を過ぎると使えない" in page
    assert case.label not in page
    assert case.number not in page


def test_small_figures_are_hidden_as_settings_say(stage: Stage) -> None:
    case = stage.case()
    stage.gap(case)
    assert [n for _, n in figures(register_table(YEAR))] == ["非表示", "非表示", 1]
    for _ in range(4):
        stage.gap(case)
    assert [n for _, n in figures(register_table(YEAR))] == [5, 5, 5]


def test_the_register_is_narrowed_to_a_middle_area_and_no_nearer(stage: Stage) -> None:
    town = stage.cast.town
    stage.gap(stage.case(area=stage.small_area()))
    west = stage.case(area=town.west)
    stage.gap(west)
    with ALL:
        assert [area_cells(YEAR, area)[-1] for area in (town.east, town.west)] == [1, 1]
    page = stage.browser("auditor").get("/support/gaps/").content.decode()
    assert "東一丁目" not in page
    assert [str(town.east.pk) in page, str(town.west.pk) in page] == [True, True]


def test_the_file_holds_the_same_figures_and_is_written_down(stage: Stage) -> None:
    stage.gap(stage.case())
    answer = stage.browser("manager").get("/support/gaps/?file=gaps")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line[-1] for line in lines] == ["令和8年度", "非表示", "非表示", "1"]
    event = AuditEvent.objects.get(kind="exported")
    assert (event.data["what"], event.user) == ("support.gaps", stage.cast.manager)


def test_gaps_stay_with_their_case(stage: Stage) -> None:
    gap = stage.gap(stage.case(), note="兄の借金のため")
    answers = {
        who: stage.browser(who).get(f"/support/gaps/{gap.pk}/").status_code
        for who in ("csw", "other_csw", "minsei", "manager", "auditor")
    }
    assert answers == {"csw": 200, "other_csw": 404, "minsei": 404, "manager": 404, "auditor": 404}
    assert "借金" not in stage.browser("manager").get("/support/gaps/").content.decode()


def test_a_gap_saved_twice_is_one(stage: Stage) -> None:
    case = stage.case()
    draft = GapDraft(scheme="生活保護", reason_id="HAZAMA-01", theme_id=THEME, found_on=stage.today)
    first = stage.gap(case)
    who: dict[str, Any] = {"actor": stage.actor("csw"), "at": stage.at}
    again = note_gap(**who, case=case, draft=_as_draft(first), id=first.pk)
    assert (again, Gap.objects.count()) == (first, 1)
    change_gap(**who, gap=first, version=first.version, draft=draft)
    assert Gap.objects.get().scheme == "生活保護"


def _as_draft(gap: Gap) -> GapDraft:
    return GapDraft(
        scheme=gap.scheme,
        reason_id=gap.reason_id,
        theme_id=gap.theme_id,
        found_on=gap.found_on,
        note=gap.note,
        public_note=gap.public_note,
    )


def test_a_gap_of_tomorrow_is_refused(stage: Stage) -> None:
    with pytest.raises(DomainError) as refused:
        stage.gap(stage.case(), found_on=stage.day(1))
    assert (refused.value.field, Case.objects.get().gaps.count()) == ("found_on", 0)  # type: ignore[attr-defined]  # a relation of this room


def test_a_gap_the_law_takes_out_of_ones_hands_is_kept(stage: Stage) -> None:
    case = stage.case()
    stage.gap(case, theme_id="KADAI_T-16")
    case.refresh_from_db()
    assert (case.restriction, case.holder_team) == ("child_abuse", stage.cast.town.core_team)
    assert Gap.objects.get().theme_id == "KADAI_T-16"


def test_the_sentence_of_a_restricted_case_stays_with_it(stage: Stage) -> None:
    case = stage.case()
    stage.gap(case)
    Case.objects.filter(pk=case.pk).update(restriction="dv")
    assert (len(entries(YEAR)), public_notes(YEAR).count()) == (1, 0)
