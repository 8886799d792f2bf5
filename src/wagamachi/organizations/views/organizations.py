"""Screens for organisations: find one, read it, open, change and close it (R111)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for, visible_to
from wagamachi.access.queries import role_labels
from wagamachi.access.saving import saved
from wagamachi.core import clock
from wagamachi.core.paging import paginate

from .. import queries, services
from ..forms import ClosingForm, OrganizationFilter, OrganizationForm
from ..models import Organization


def index(request: Request) -> HttpResponse:
    """List organisations, by name, reading, kind and 相談窓口."""
    require(request, Perm.ORGANIZATION_READ)
    form = OrganizationFilter(request.GET or None, on=request.actor.on)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.listed(
        on=request.actor.on,
        text=asked.get("q", ""),
        kind=asked["kind"].pk if asked.get("kind") else "",
        intake_only=asked.get("intake", False),
        closed=asked.get("closed", False),
    )
    found = paginate(
        visible_to(request.actor, rows, Perm.ORGANIZATION_READ),
        request.GET,
        by=("kana", "name", "id"),
    )
    context = {"form": form, "page": found, "may_edit": request.actor.has(Perm.ORGANIZATION_EDIT)}
    return page(request, "organizations/index.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """Show what an organisation takes in, its teams and the people posted there."""
    rows = Organization.objects.select_related("kind", "parent")
    organization = get_for(request.actor, rows, pk, Perm.ORGANIZATION_READ)
    on = request.actor.on
    context = {
        "organization": organization,
        "teams": queries.teams_of(organization, on),
        "posts": queries.posts_at(organization, on),
        "branches": Organization.objects.live(on).filter(parent=organization),
        "roles": role_labels(),
        "may_edit": request.actor.has(Perm.ORGANIZATION_EDIT),
        "may_post": request.actor.has(Perm.ROLE_EDIT),
    }
    return page(request, "organizations/detail.html", context)


def new(request: Request) -> HttpResponse:
    """Open an organisation with its first team."""
    require(request, Perm.ORGANIZATION_EDIT)
    form = OrganizationForm(request.POST or None, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            services.create_organization,
            actor=request.actor,
            at=clock.now(),
            id=form.cleaned_data["token"],
            **form.values(),
        )
        if made is not None:
            messages.success(request, f"「{made.name}」を機関に加えました。")
            return redirect("organizations:detail", made.pk)
    return page(request, "organizations/form.html", {"form": form, "organization": None})


def change(request: Request, pk: UUID) -> HttpResponse:
    """Change what is written about an organisation."""
    row = get_for(request.actor, Organization, pk, Perm.ORGANIZATION_EDIT)
    form = OrganizationForm(request.POST or None, instance=row, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        values = form.changes()
        if saved(
            form, row, services.change_organization, actor=request.actor, organization=row, **values
        ):
            messages.success(request, "機関の内容を直しました。")
            return redirect("organizations:detail", pk)
    return page(request, "organizations/form.html", {"form": form, "organization": row})


def close(request: Request, pk: UUID) -> HttpResponse:
    """Close an organisation, unless something there is still open."""
    row = get_for(request.actor, Organization, pk, Perm.ORGANIZATION_EDIT, closes_on=None)
    form = ClosingForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if saved(
            form, row, services.close_organization, actor=request.actor, organization=row, **values
        ):
            messages.success(request, f"「{row.name}」の終了日を決めました。")
            return redirect("organizations:detail", pk)
    context = {"form": form, "name": row.name, "organization": row}
    return page(request, "organizations/close.html", context)
