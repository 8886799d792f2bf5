"""まとめる・もとにもどす: nothing that hangs on a case is left behind, and both are again what they were.

What hangs on a case is asked of the models, so a new table is in this test before anybody thinks of it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from tests.casework.test_merging import a_full_case
from wagamachi.access.models import AuditEvent, StateTransition
from wagamachi.action.models import Outcome
from wagamachi.casework.models import Case, CaseFlag, CaseMember, CaseMerge
from wagamachi.casework.services import merge_cases, part_cases, record_on_case
from wagamachi.casework.services.flags import refresh_flags
from wagamachi.continuity.models import HandedOver
from wagamachi.core.ids import uuid7
from wagamachi.notices.models import Notice
from wagamachi.publishing.models import Release
from wagamachi.records.models import RecordLink

from .stage import Stage

# What is written down about a case is never rewritten; a merge tells which two it put together.
# What waits to be let out is of a gap, which goes along; what a proposal became is never a case.
HISTORY: frozenset[type[Model]] = frozenset(
    {AuditEvent, StateTransition, Notice, CaseMerge, Outcome, Release}
)
PASSING = frozenset({"version", "updated_at", "created_at", "until_at", "ended_because"})


def columns() -> Iterator[tuple[type[Model], str]]:
    """Yield every table and column in which a case can stand, by key or by Ref."""
    for model in apps.get_models(include_auto_created=True):
        if model in HISTORY:
            continue
        names = {field.name for field in model._meta.fields}
        for field in model._meta.fields:
            if field.is_relation and field.related_model is Case:
                yield model, field.name
            if field.name.endswith("_kind") and f"{field.name[:-5]}_id" in names:
                yield model, f"{field.name[:-5]}_id"


def hanging_on(case: Case) -> dict[str, list[Any]]:
    """Return every row that hangs on a case, by table: what it says, but for its key to the case."""
    found: dict[str, list[Any]] = {}
    for model, column in columns():
        rows = model._default_manager.filter(**{column: case.pk})
        names = {field.name for field in model._meta.fields}
        for over in ("until_at", "cleared_at"):
            rows = rows.filter(**{over: None}) if over in names else rows
        passing = PASSING | ({"id"} if model._meta.pk.get_internal_type() != "UUIDField" else set())
        said = [{n: str(v) for n, v in row.items() if n not in passing} for row in rows.values()]
        found[f"{model._meta.label} {column}"] = sorted(said, key=str)
    return {place: rows for place, rows in found.items() if rows}


def says(case: Case) -> dict[str, Any]:
    row = Case.objects.filter(pk=case.pk).values().get()
    return {name: value for name, value in row.items() if name not in PASSING}


def lived(stage: Stage, label: str) -> Case:
    """Return a case on which everything has happened that can hang on one."""
    case = a_full_case(stage, label)
    case.areas.add(stage.cast.town.east)
    stage.evaluated(case)
    stage.sheet(case)
    stage.marked(case)
    stage.gap(case)
    stage.accompanied(case, "other_csw")
    HandedOver.objects.create(
        user=stage.cast.colleague, held_as="holder", target_kind="case", target_id=case.pk,
        case=case, team=case.holder_team, at=stage.at,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(holder_user=None)
    refresh_flags(case_ids=[case.pk], at=stage.at)
    CaseFlag.objects.filter(case=case, kind="no_holder").update(
        quiet_until=stage.day(5), quiet_reason="入院中", quiet_by=stage.cast.csw
    )
    case.refresh_from_db()
    return case


@pytest.fixture
def two(stage: Stage) -> tuple[Case, Case]:
    kept, other = stage.claimed(stage.intake(subject="12階のBさん")), lived(stage, "ゴミの家")
    stage.marked(kept)
    stage.accompanied(kept, "other_csw")
    both = record_on_case(
        actor=stage.actor("csw"), at=stage.at, case=kept, draft=stage.record(), next_action=None
    )
    RecordLink.objects.create(
        record=both, target_kind="case", target_id=other.pk, occurred_at=both.occurred_at
    )
    stage.draft(other)
    kept.refresh_from_db()
    other.refresh_from_db()
    return kept, other


def merged(stage: Stage, kept: Case, other: Case) -> CaseMerge:
    return merge_cases(
        actor=stage.actor("csw"), at=stage.at, kept=kept, merged=other, reason="電話で確かめた"
    )


def test_every_table_has_something_to_leave_behind(two: tuple[Case, Case]) -> None:
    places = {f"{model._meta.label} {column}" for model, column in columns()}
    assert places - set(hanging_on(two[1])) == {"casework.Case merged_into"}


def test_nothing_stays_behind(stage: Stage, two: tuple[Case, Case]) -> None:
    kept, other = two
    merged(stage, kept, other)
    assert hanging_on(other) == {
        "continuity.HandedOver target_id": hanging_on(other)["continuity.HandedOver target_id"]
    }, "what was handed over then was that case"


def test_both_are_again_what_they_were(stage: Stage, two: tuple[Case, Case]) -> None:
    kept, other = two
    was = [says(case) | hanging_on(case) for case in two]
    part_cases(actor=stage.actor("csw"), at=stage.at, merge=merged(stage, kept, other))
    for before, case in zip(was, two, strict=True):
        now = says(case) | hanging_on(case)
        other_now = {name for name in before | now if before.get(name) != now.get(name)}
        assert other_now == set()


def test_what_was_noted_of_somebody_known_on_both_is_not_lost(stage: Stage) -> None:
    kept, other = stage.case(), stage.case()
    here, there = kept.members.get(), other.members.get()
    CaseMember.objects.filter(pk=there.pk).update(person=here.person, note="花が好き")
    CaseMember.objects.filter(pk=here.pk).update(note="朝は弱い")
    merge = merged(stage, kept, other)
    here.refresh_from_db()
    assert here.note == "朝は弱い\n花が好き"
    part_cases(actor=stage.actor("csw"), at=stage.at, merge=merge)
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.note, there.note) == ("朝は弱い", "花が好き")


def test_the_old_address_leads_to_what_it_became(stage: Stage) -> None:
    """Also when that was put into a third; only for those who may see the one it is now."""
    first, second, third = stage.case(), stage.case(), stage.case()
    stage.accepted(first)
    merged(stage, second, first)
    second.refresh_from_db()
    merged(stage, third, second)
    for who in ("csw", "agency"):
        page = stage.browser(who).get(f"/cases/{first.pk}/")
        assert page.status_code == 200
        assert f"/cases/{third.pk}/" in page.content.decode()
    assert stage.browser("nursery").get(f"/cases/{first.pk}/").status_code == 404
    assert stage.browser("csw").get(f"/cases/{uuid7()}/").status_code == 404
