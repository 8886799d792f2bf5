"""困難事例の一覧: how old the case is, its plan, its next meeting, how many share the load (R028)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import scope
from wagamachi.casework.models import OPEN_STATES, Case, CaseMeeting, RoleTask
from wagamachi.core import clock

from ..enums import Criterion, PlanState
from ..models import DifficultMark, SupportPlan
from ..policy import register_scope


@dataclass(frozen=True, slots=True)
class DifficultLine:
    """One row of the list; ``mark`` carries the figures of ``difficult_cases``."""

    mark: Any
    age_days: int
    criteria: str


def difficult_cases(actor: Actor, on: date) -> "QuerySet[DifficultMark]":
    """Return the live marks on open cases of the actor's teams, for leads of their organisation.

    Each row carries ``plan_state``, ``plan_id``, ``review_on``, ``meets_on`` (the next meeting that
    is neither held nor called off) and ``role_count`` (tasks not yet done).
    """
    seen = scope(actor, Case, Perm.CASE_READ_SUMMARY)
    cases = Case.objects.filter(register_scope(actor), seen, state__in=OPEN_STATES)
    plan = SupportPlan.objects.filter(case=OuterRef("case")).exclude(state=PlanState.ENDED)
    meeting = CaseMeeting.objects.filter(
        case=OuterRef("case"), meets_on__gte=on, held_at=None, cancelled_because=""
    ).order_by("meets_on")
    roles = RoleTask.objects.filter(case=OuterRef("case"), done_on=None).order_by()
    counted = roles.values("case").annotate(n=Count("pk")).values("n")
    return (
        DifficultMark.objects.filter(case__in=cases.values("pk"), until_at=None)
        .select_related("case__area", "case__holder_team__organization", "case__holder_user")
        .annotate(
            plan_state=Subquery(plan.values("state")[:1]),
            review_on=Subquery(plan.values("next_review_on")[:1]),
            meets_on=Subquery(meeting.values("meets_on")[:1]),
            role_count=Coalesce(Subquery(counted), 0),
        )
    )


def lines(marks: Iterable[DifficultMark], on: date) -> list[DifficultLine]:
    """Return the rows with how many days the case has been open, and its criteria in words."""
    return [
        DifficultLine(
            mark=mark,
            age_days=(on - clock.today(mark.case.opened_at)).days,
            criteria="、".join(Criterion(one).label for one in mark.criteria),
        )
        for mark in marks
    ]
