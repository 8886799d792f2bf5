"""Screens for teams, the inboxes of an organisation."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.access.queries import role_labels
from wagamachi.access.saving import saved
from wagamachi.core import clock

from .. import queries, services
from ..forms import ClosingForm, TeamForm
from ..models import Organization, Team

_ROWS = Team.objects.select_related("organization")


def detail(request: Request, pk: UUID) -> HttpResponse:
    """Show what a team looks after and who is on it."""
    team = get_for(request.actor, _ROWS, pk, Perm.ORGANIZATION_READ)
    context = {
        "team": team,
        "areas": team.areas.select_related("zoning"),
        "posts": queries.posts_at(team.organization, request.actor.on).filter(team=team),
        "roles": role_labels(),
        "may_edit": request.actor.has(Perm.ORGANIZATION_EDIT),
    }
    return page(request, "organizations/team.html", context)


def new(request: Request, pk: UUID) -> HttpResponse:
    """Open a team in an organisation."""
    organization = get_for(request.actor, Organization, pk, Perm.ORGANIZATION_EDIT, closes_on=None)
    form = TeamForm(request.POST or None, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            services.create_team,
            actor=request.actor,
            organization=organization,
            at=clock.now(),
            id=form.cleaned_data["token"],
            **form.values(),
        )
        if made is not None:
            messages.success(request, f"チーム「{made.name}」を加えました。")
            return redirect("organizations:team", made.pk)
    context = {"form": form, "organization": organization, "team": None}
    return page(request, "organizations/team_form.html", context)


def change(request: Request, pk: UUID) -> HttpResponse:
    """Change a team's name, areas and duties."""
    row = get_for(request.actor, _ROWS, pk, Perm.ORGANIZATION_EDIT, closes_on=None)
    form = TeamForm(request.POST or None, instance=row, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        values = form.changes()
        if saved(form, row, services.change_team, actor=request.actor, team=row, **values):
            messages.success(request, "チームの内容を直しました。")
            return redirect("organizations:team", pk)
    context = {"form": form, "organization": row.organization, "team": row}
    return page(request, "organizations/team_form.html", context)


def close(request: Request, pk: UUID) -> HttpResponse:
    """Close a team, unless something there is still open."""
    row = get_for(request.actor, _ROWS, pk, Perm.ORGANIZATION_EDIT, closes_on=None)
    form = ClosingForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if saved(form, row, services.close_team, actor=request.actor, team=row, **values):
            messages.success(request, f"チーム「{row.name}」の終了日を決めました。")
            return redirect("organizations:detail", row.organization_id)
    context = {"form": form, "name": row.name, "organization": row.organization, "is_team": True}
    return page(request, "organizations/close.html", context)
