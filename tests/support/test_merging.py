"""When two cases are put together, their plans, sheets, marks and gaps go along, and come back."""

from typing import Any

import pytest

from tests.casework.scenes import nothing_saved
from wagamachi.casework.models import Case, CaseMerge
from wagamachi.casework.services import merge_cases, part_cases
from wagamachi.core.errors import DomainError
from wagamachi.support.models import Assessment, DifficultMark, Gap, SupportPlan

from .stage import Stage


def merged(stage: Stage, kept: Case, other: Case) -> CaseMerge:
    return merge_cases(
        actor=stage.actor("csw"), at=stage.at, kept=kept, merged=other, reason="電話で確かめた"
    )


def support_of(case: Case) -> dict[str, list[Any]]:
    return {
        "plans": sorted(SupportPlan.objects.filter(case=case).values_list("pk", "number")),
        "sheets": sorted(Assessment.objects.filter(case=case).values_list("pk", flat=True)),
        "marks": sorted(DifficultMark.objects.filter(case=case).values_list("pk", flat=True)),
        "gaps": sorted(Gap.objects.filter(case=case).values_list("pk", flat=True)),
    }


def supported(stage: Stage) -> Case:
    case = stage.case()
    stage.sheet(case)
    stage.marked(case)
    stage.gap(case)
    return case


def test_everything_goes_along_and_comes_back(stage: Stage) -> None:
    kept, other = supported(stage), supported(stage)
    stage.draft(other)
    was = support_of(kept), support_of(other)
    merge = merged(stage, kept, other)
    together = support_of(kept)
    assert [len(together[name]) for name in ("plans", "sheets", "marks", "gaps")] == [1, 2, 2, 2]
    part_cases(actor=stage.actor("csw"), at=stage.at, merge=merge)
    assert (support_of(kept), support_of(other)) == was


def test_two_plans_under_way_stop_the_merge(stage: Stage) -> None:
    kept, other = stage.case(), stage.case()
    stage.draft(kept)
    stage.draft(other)
    with nothing_saved(), pytest.raises(DomainError, match="支援計画が、両方") as refused:
        merged(stage, kept, other)
    assert refused.value.field == "other"


def test_plans_are_numbered_on_after_those_of_the_kept_case(stage: Stage) -> None:
    kept, other = stage.case(), stage.case()
    stage.ended(stage.agreed(kept))
    stage.draft(other)
    merge = merged(stage, kept, other)
    assert [number for _, number in sorted(support_of(kept)["plans"], key=lambda p: p[1])] == [1, 2]
    part_cases(actor=stage.actor("csw"), at=stage.at, merge=merge)
    assert [number for _, number in support_of(other)["plans"]] == [1]
