"""丸抱え: many kinds of worry in one household, and a single agency acting (R014)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from wagamachi.core import codes
from wagamachi.records.models import RecordLink

from ..enums import HandoffState
from ..models import Case, Handoff, MemberTheme
from .passing import connected
from .seeing import Found, Seen, start_of_day

FIELDS = codes.LAW  # a 課題分野 is a category of 社会福祉法4条3項


def held_alone(seen: Seen) -> Found:
    """Return the cases with HELD_ALONE_FIELDS or more 課題分野 and at most one agency acting.

    Only cases that have been open for HELD_ALONE_DAYS. An agency acts when it had contact in that
    time: it wrote a record on the case, or is a resource the household was connected to. A 役割 or an
    accepted つなぎ is a promise, not contact. Facts: ``fields``, ``agencies``, ``days``.
    """
    days = settings.WAGAMACHI["HELD_ALONE_DAYS"]
    opened_before = start_of_day(seen.at, days - 1)
    old = [pk for pk, row in seen.open.items() if row["opened_at"] < opened_before]
    fields = {
        pk: len(fields_among(themes))
        for pk, themes in (themes_of(old).items() if old else ())
        if len(fields_among(themes)) >= settings.WAGAMACHI["HELD_ALONE_FIELDS"]
    }
    agencies = agencies_of(list(fields), start_of_day(seen.at, days)) if fields else {}
    return {
        pk: {"fields": count, "agencies": len(agencies.get(pk, ())), "days": days}
        for pk, count in fields.items()
        if len(agencies.get(pk, ())) <= 1
    }


def themes_of(ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """Return the codes of the themes that weigh on each household now, its tags included."""
    found: dict[UUID, set[str]] = defaultdict(set)
    weighing = MemberTheme.objects.filter(
        member__case__in=ids, member__left_on=None, until_on=None
    ).values_list("member__case_id", "theme_id")
    tagged = Case.tags.through._default_manager.filter(case__in=ids).values_list(
        "case_id", "code_id"
    )
    for case_id, code in weighing.union(tagged):
        found[case_id].add(code)
    return found


def fields_among(themes: set[str]) -> frozenset[str]:
    """Return the categories of the law that these themes add up under."""
    return frozenset(codes.roll_up(dict.fromkeys(themes, 1), FIELDS))


def agencies_of(ids: Sequence[UUID], since: datetime) -> dict[UUID, set[UUID]]:
    """Return, for each case, the organisations (or unregistered resources) that had contact since."""
    recorded = (
        RecordLink.objects.filter(target_kind="case", target_id__in=ids, occurred_at__gte=since)
        .order_by()
        .values_list("target_id", "record__team__organization_id")
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for case_id, agency in recorded.distinct():
        found[case_id].add(agency)
    linked = Handoff.objects.filter(
        case__in=ids,
        to_resource__isnull=False,
        state=HandoffState.FINISHED,
        result__in=connected(),
        finished_at__gte=since,
    ).values_list("case_id", "to_resource_id", "to_resource__organization_id")
    for case_id, resource, organization in linked.order_by():
        found[case_id].add(organization or resource)
    return found
