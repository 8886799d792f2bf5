"""The 調整会議 of a case, and who may call one."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.roles import Role
from wagamachi.organizations.models import Organization

from ..models import Case, CaseMeeting
from .flags import municipal


def may_run_meetings(actor: Actor, case: Case) -> bool:
    """Say whether somebody may call a meeting over a case and write down its outcome.

    The holding team may; so may whoever answers for a 中心機関 and sees the outline of the case.
    """
    if can(actor, Perm.CASE_EDIT, case):
        return True
    answers_for = actor.organizations_with(Perm.CASE_READ_SUMMARY, Scope.ORGANIZATION)
    core = Organization.objects.filter(pk__in=answers_for, is_core_body=True)
    return core.exists() and can(actor, Perm.CASE_READ_SUMMARY, case)


def may_call_meeting(actor: Actor, case: Case) -> bool:
    """Say whether somebody may bring those around a case together.

    Whoever runs its meetings may; so may the 中心機関 while it is told of たらいまわし or 丸抱え, whichever
    organisation holds the case. It sees no more of the case for that (R013, R122).
    """
    if may_run_meetings(actor, case):
        return True
    told_of = municipal(actor, actor.on).filter(case=case)
    return Role.CORE_BODY in actor.roles and told_of.exists()


def meetings_of(case_id: UUID) -> QuerySet[CaseMeeting]:
    """Return every meeting over a case, the latest day first."""
    return (
        CaseMeeting.objects.filter(case=case_id)
        .select_related("called_by")
        .prefetch_related("organizations")
        .order_by("-meets_on", "-id")
    )


def next_meeting(case_id: UUID, on: date) -> CaseMeeting | None:
    """Return the nearest meeting that is still to come, if there is one."""
    coming = CaseMeeting.objects.filter(
        case=case_id, meets_on__gte=on, held_at=None, cancelled_because=""
    )
    return coming.order_by("meets_on", "id").first()
