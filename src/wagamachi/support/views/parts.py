"""What the pages of this room share: a plan with its case, the tabs between lists, tables as files."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from wagamachi.access.http import Request
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.areas.municipality import is_used
from wagamachi.casework.views.parts import Tab, case_context

from ..models import SupportPlan
from ..policy import keeps_register
from ..queries.plans import PLAN_ROW, goals_of


def open_plan(request: Request, pk: UUID, perm: Perm) -> SupportPlan:
    """Return the plan with its case if the actor has ``perm`` on it."""
    return get_for(request.actor, PLAN_ROW, pk, perm)


def plan_context(request: Request, plan: SupportPlan) -> dict[str, Any]:
    """Return what every page of a plan shows, after writing down that the case was looked at."""
    context = case_context(request, plan.case, "support:case")
    return context | {"plan": plan, "goals": goals_of(plan)}


def lists(request: Request, here: str) -> list[Tab]:
    """Return the lists of this room that this person's posts can use."""
    actor = request.actor
    found = (
        ("reviews", "見直す計画", actor.has(Perm.CASE_EDIT)),
        ("difficult", "困難事例", keeps_register(actor)),
        ("outreach_list", "アウトリーチ", actor.has(Perm.RECORD_WRITE)),
        ("outreach_tasks", "頼まれたアウトリーチ", actor.has(Perm.RECORD_WRITE)),
        ("outreach_areas", "行けていない圏域", sees_visits(actor)),
        ("gaps", "制度の狭間", actor.has(Perm.STATS_READ)),
        ("summary", "支援のまとめ", actor.has(Perm.STATS_READ)),
    )
    return [
        Tab(label, reverse(f"support:{name}"), name == here)
        for name, label, may in found
        if may and is_used(f"support:{name}")
    ]


def sees_visits(actor: Any) -> bool:
    """Say whether the actor sees how often areas are visited: no personal data is in it."""
    return bool(actor.has(Perm.RECORD_WRITE) or actor.has(Perm.STATS_READ))
