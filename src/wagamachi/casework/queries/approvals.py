"""Who may approve telling without consent, and what waits for them (R102)."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope, roles_with
from wagamachi.access.models import Assignment, StateTransition
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.organizations.models import Team

from ..enums import ApprovalState, HandoffKind, HandoffState
from ..models import Approval, Handoff
from ..models.approval import open_at
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


def rests_on_approval(handoff: Handoff) -> bool:
    """Say whether it tells of a case on a legal basis: then a second person must agree."""
    has_basis = handoff.consent_id is None and handoff.legal_basis_id is not None
    return handoff.case_id is not None and has_basis


def approval_for_yes(handoff: Handoff, at: datetime) -> Approval | None:
    """Return the approval a yes of the receiver may rest on now; the holder moves on an approved one only."""
    approval = Approval.objects.filter(handoff=handoff).filter(open_at(at)).first()
    if approval is None or (approval.state == ApprovalState.WAITING and handoff.moves_holder):
        return None
    return approval


def awaits_approval(handoff: Handoff, at: datetime) -> bool:
    """Say whether nobody can say yes yet, for the second person has not."""
    if handoff.kind == HandoffKind.PULL:
        waiting = Approval.objects.filter(handoff=handoff, state=ApprovalState.WAITING)
        return waiting.exists()
    return rests_on_approval(handoff) and approval_for_yes(handoff, at) is None


def was_turned_down(handoff: Handoff) -> bool:
    """Say whether it ended because nobody approved it, and not by the word of either side."""
    moves = StateTransition.objects.filter(target_kind="handoff", target_id=handoff.pk)
    return handoff.state == HandoffState.WITHDRAWN and moves.filter(action="turn_down").exists()
