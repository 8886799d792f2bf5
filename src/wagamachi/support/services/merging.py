"""What planned support keeps about a case goes along when two cases are put together, and back."""

from typing import Any

from django.db.models import Max

from wagamachi.casework.models import Case
from wagamachi.casework.services.moving import also_moves

from ..enums import PlanState
from ..models import Assessment, DifficultMark, Gap, SupportPlan


class SupportMover:
    """Plans, assessments, marks and gaps of a case. Plans are numbered on after the kept ones."""

    name = "support"

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

    def over(self, kept: Case, merged: Case) -> Any:
        """Move everything; of two difficult-case marks the one of the kept case stands."""
        last = SupportPlan.objects.filter(case=kept).aggregate(last=Max("number"))["last"] or 0
        plans = {str(p.pk): p.number for p in SupportPlan.objects.filter(case=merged)}
        for pk, number in plans.items():
            SupportPlan.objects.filter(pk=pk).update(case=kept, number=number + last)
        marks = DifficultMark.objects.filter(case=merged)
        if DifficultMark.objects.filter(case=kept, until_at=None).exists():
            marks = marks.exclude(until_at=None)
        went: dict[str, Any] = {"plans": plans, "marks": _ids(marks)}
        went["assessments"] = _ids(Assessment.objects.filter(case=merged))
        went["gaps"] = _ids(Gap.objects.filter(case=merged))
        _point(went, kept)
        return went

    def back(self, kept: Case, merged: Case, went: Any) -> None:
        """Move back what went, with the numbers the plans had."""
        for pk, number in went["plans"].items():
            SupportPlan.objects.filter(pk=pk, case=kept).update(case=merged, number=number)
        _point(went, merged)


def _ids(rows: Any) -> list[str]:
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def _point(went: dict[str, Any], case: Case) -> None:
    DifficultMark.objects.filter(pk__in=went["marks"]).update(case=case)
    Assessment.objects.filter(pk__in=went["assessments"]).update(case=case)
    Gap.objects.filter(pk__in=went["gaps"]).update(case=case)


def register_mover() -> None:
    """Tell 個別支援 that planned support goes along; called when the room starts."""
    also_moves(SupportMover())
