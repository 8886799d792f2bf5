"""The 調整会議 of a case, who may call one, and who should come."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, visible_to
from wagamachi.access.roles import Role
from wagamachi.organizations.models import Organization

from ..models import Case, CaseMeeting, Handoff, Participation, RoleTask, Supporter
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
    told_of = municipal(actor).filter(case=case)
    return Role.CORE_BODY in actor.roles and told_of.exists()


def meetings_of(case_id: UUID) -> QuerySet[CaseMeeting]:
    """Return every meeting over a case, the latest day first."""
    return (
        CaseMeeting.objects.filter(case=case_id)
        .select_related("called_by")
        .prefetch_related("organizations")
        .order_by("-meets_on", "-from_time", "-id")
    )


def next_meeting(case_id: UUID, on: date) -> CaseMeeting | None:
    """Return the nearest meeting that is still to come, if there is one."""
    coming = CaseMeeting.objects.filter(
        case=case_id, meets_on__gte=on, held_at=None, cancelled_because=""
    )
    return coming.order_by("meets_on", "from_time", "id").first()


def coming_meetings(actor: Actor, on: date) -> QuerySet[CaseMeeting]:
    """Return the meetings still to come that the actor's office is asked to or that their team called.

    Also those over what they walk beside in person; the nearest first.
    """
    offices = actor.organizations_with(Perm.HANDOFF_READ, Scope.TEAM)
    teams = actor.teams_with(Perm.HANDOFF_READ, Scope.TEAM)
    comes = CaseMeeting.organizations.through._default_manager.filter(organization__in=offices)
    mine = Q(pk__in=comes.values("casemeeting")) | Q(case__holder_team__in=teams)
    return (
        visible_to(actor, CaseMeeting, Perm.HANDOFF_READ)
        .filter(mine | Q(case__companion_user=actor.user_id) | Q(called_by=actor.user_id))
        .filter(meets_on__gte=on, held_at=None, cancelled_because="")
        .select_related("case__holder_team__organization", "called_by")
        .order_by("meets_on", "from_time", "id")
    )


def agencies_around(case: Case) -> list[UUID]:
    """Return the agencies a case already has to do with, the holding one first.

    Those that take part in it, were asked about it, have a 役割 or stand by the household.
    """
    found = [
        Participation.objects.filter(case=case, team__isnull=False).values_list(
            "team__organization", flat=True
        ),
        Handoff.objects.filter(case=case, to_team__isnull=False).values_list(
            "to_team__organization", flat=True
        ),
        RoleTask.objects.filter(case=case, organization__isnull=False).values_list(
            "organization", flat=True
        ),
        Supporter.objects.filter(case=case, organization__isnull=False).values_list(
            "organization", flat=True
        ),
    ]
    first, *rest = (rows.order_by() for rows in found)
    return list(dict.fromkeys([case.holder_team.organization_id, *first.union(*rest)]))
