"""Who may approve telling without consent, and what waits for them (R102)."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope, roles_with
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.organizations.models import Team

from ..enums import ApprovalState
from ..models import Approval
from ..policy import GIVEN_BACK, leads_of

ROW = Approval.objects.select_related(
    "handoff__case__area", "team__organization", "legal_basis", "asked_by", "decided_by",
    "handoff__to_team__organization", "handoff__to_resource", "handoff__from_team__organization",
)  # fmt: skip


def approvers_of(
    team: Team, on: date, *, but_not: UUID, receiving: UUID | None = None
) -> list[UUID]:
    """Return who may approve what a team tells: its organisation's leads, else the 中心機関.

    Not who asked, and nobody who answers for the ``receiving`` team: they would let themselves in.
    """
    able = Assignment.objects.able(Perm.HANDOFF_ANSWER, on).exclude(team=None)
    out = {but_not, *able.filter(team=receiving).values_list("user_id", flat=True)}
    leads = leads_of(team.organization_id, on).exclude(user__in=out)
    found = set(leads.values_list("user_id", flat=True))
    if not found:
        roles = roles_with(Perm.SHARING_APPROVE, Scope.EVERYTHING)
        core = Assignment.objects.live(on).filter(role__in=roles, user__is_active=True)
        found = set(core.exclude(user__in=out).values_list("user_id", flat=True))
    return sorted(found)


def waiting_for(actor: Actor, at: datetime) -> "QuerySet[Approval]":
    """Return what this person may approve and nobody has decided, what closes first at the top."""
    rows = visible_to(actor, ROW.all(), Perm.SHARING_APPROVE)
    rows = rows.filter(state=ApprovalState.WAITING, due_at__gt=at)
    return rows.exclude(handoff__state__in=GIVEN_BACK).order_by("due_at", "id")


def decided_lately(actor: Actor, since: datetime) -> "QuerySet[Approval]":
    """Return what was asked since then and is decided or over, the newest first."""
    rows = visible_to(actor, ROW.all(), Perm.SHARING_APPROVE).filter(asked_at__gte=since)
    return rows.exclude(state=ApprovalState.WAITING).order_by("-asked_at", "-id")


def approval_of(handoff_id: UUID) -> Approval | None:
    """Return the latest question about a request, for the page of the request."""
    rows = Approval.objects.select_related("asked_by", "decided_by", "team__organization")
    return rows.filter(handoff=handoff_id).order_by("-asked_at", "-id").first()
