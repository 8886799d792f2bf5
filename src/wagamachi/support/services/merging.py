"""What planned support keeps about a case goes along when two cases are put together, and back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Model

from wagamachi.casework.models import Case
from wagamachi.casework.services.moving import also_moves

from ..enums import PlanState
from ..models import Assessment, DifficultMark, Gap, SupportPlan

_TOGETHER = "まとめた先のケースに、もうしるしがあるため"


class SupportMover:
    """Plans, which are numbered on after the kept ones, and marks, of which one stands at a time.

    Assessments and gaps only point to their case and go along by themselves.
    """

    name = "support"
    tables: frozenset[type[Model]] = frozenset({SupportPlan, DifficultMark})

    def refusal(self, kept: Case, merged: Case) -> str:
        """Refuse while both have a plan under way: one household has one plan."""
        under_way = SupportPlan.objects.exclude(state=PlanState.ENDED).filter(
            case__in=(kept, merged)
        )
        if under_way.count() < 2:
            return ""
        return (
            "終えていない支援計画が、両方のケースにあります。"
            "どちらかを評価して終えるか、案なら取りやめてから、まとめてください。"
        )

    def over(self, kept: Case, merged: Case, at: datetime, by: UUID) -> Any:
        """Move everything; of two difficult-case marks the one of the kept case stands."""
        last = SupportPlan.objects.filter(case=kept).aggregate(last=Max("number"))["last"] or 0
        plans = {str(p.pk): p.number for p in SupportPlan.objects.filter(case=merged)}
        for pk, number in plans.items():
            SupportPlan.objects.filter(pk=pk).update(case=kept, number=number + last)
        live = DifficultMark.objects.filter(until_at=None)
        doubled = live.filter(case=merged) if live.filter(case=kept).exists() else live.none()
        lifted = _ids(doubled)
        live.filter(pk__in=lifted).update(until_at=at, lifted_by=by, lifted_reason=_TOGETHER)
        marks = _ids(DifficultMark.objects.filter(case=merged))
        DifficultMark.objects.filter(pk__in=marks).update(case=kept)
        return {"plans": plans, "marks": marks, "lifted": lifted}

    def back(self, kept: Case, merged: Case, went: Any) -> None:
        """Move back what went, with the numbers the plans had and the mark that stood."""
        for pk, number in went["plans"].items():
            SupportPlan.objects.filter(pk=pk, case=kept).update(case=merged, number=number)
        DifficultMark.objects.filter(pk__in=went["marks"], case=kept).update(case=merged)
        DifficultMark.objects.filter(pk__in=went.get("lifted", ())).update(
            until_at=None, lifted_by=None, lifted_reason=""
        )
        for model, name in ((Assessment, "assessments"), (Gap, "gaps")):  # merged before 2026-11
            rows: Any = model._default_manager
            rows.filter(pk__in=went.get(name, ()), case=kept).update(case=merged)


def _ids(rows: Any) -> list[str]:
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def register_mover() -> None:
    """Tell 個別支援 that planned support goes along; called when the room starts."""
    also_moves(SupportMover())
