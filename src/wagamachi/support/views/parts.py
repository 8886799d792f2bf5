"""What the pages of this room share: a plan with its case, the tabs between lists, tables as files."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from wagamachi.access.http import Request, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.areas.municipality import is_used
from wagamachi.casework.views.parts import Tab, case_context
from wagamachi.core import clock
from wagamachi.core.tables import Table
from wagamachi.records.services.tables import export_table

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


def answer(
    request: Request, template: str, tables: Sequence[Table], context: dict[str, Any]
) -> HttpResponse:
    """Draw the tables, or hand over the one that ``?file=`` names."""
    key = request.GET.get("file")
    if key is None:
        return page(request, template, context | {"tables": tables})
    table = next((one for one in tables if one.key == key), None)
    if table is None:
        raise Http404("この表はありません。")
    body = export_table(actor=request.actor, at=clock.now(), table=table, room="support")
    name = quote(f"{table.title}.csv".replace(" ", ""))
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)
