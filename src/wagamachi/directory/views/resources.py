"""Screens of the directory: find, read, write down, confirm and end a resource (R024)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.access.saving import saved
from wagamachi.core import clock
from wagamachi.core.paging import FEW, paginate

from .. import queries, services
from ..forms import EndingForm, ResourceFilter, ResourceForm
from ..models import Resource

_ORDER = ("kana", "name", "id")


def index(request: Request) -> HttpResponse:
    """List resources by words, theme, place, day, price and kind."""
    require(request, Perm.RESOURCE_READ)
    return listed(request, ResourceFilter(request.GET or None, on=request.actor.on))


def listed(request: Request, form: ResourceFilter) -> HttpResponse:
    """Draw the list as narrowed by ``form``, or with what is wrong in it."""
    rows = queries.find_resources(request.actor, on=request.actor.on, **form.asked())
    context = {
        "form": form,
        "page": paginate(rows, request.GET, by=_ORDER, size=FEW),
        "count": rows.count(),
        "sentence": form.sentence(),
        "query": request.GET.urlencode(),
        "stale_before": queries.stale_before(request.actor.on),
        "may_edit": request.actor.has(Perm.RESOURCE_EDIT),
    }
    return page(request, "directory/index.html", context)


def unverified(request: Request) -> HttpResponse:
    """List what nobody has confirmed for too long, the oldest first."""
    require(request, Perm.RESOURCE_EDIT)
    rows = queries.unverified(request.actor, request.actor.on)
    found = paginate(rows, request.GET, by=("confirmed_on", "kana", "id"), size=FEW)
    context = {"page": found, "count": rows.count()}
    return page(request, "directory/unverified.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """Show everything known about a resource, and how sure that is."""
    resource = get_for(request.actor, queries.FULL, pk, Perm.RESOURCE_READ)
    context = {
        "resource": resource,
        "is_stale": queries.is_stale(resource, request.actor.on),
        "is_staff": queries.sees_contact_person(request.actor),
        "may_edit": request.actor.has(Perm.RESOURCE_EDIT),
    }
    return page(request, "directory/detail.html", context)


def new(request: Request) -> HttpResponse:
    """Write down a resource."""
    require(request, Perm.RESOURCE_EDIT)
    form = ResourceForm(request.POST or None, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            services.create_resource,
            actor=request.actor,
            at=clock.now(),
            is_confirmed=True,
            id=form.cleaned_data["token"],
            **form.values(),
        )
        if made is not None:
            messages.success(request, f"「{made.name}」を資源の一覧に加えました。")
            return redirect("directory:detail", made.pk)
    return page(request, "directory/form.html", {"form": form, "resource": None})


def change(request: Request, pk: UUID) -> HttpResponse:
    """Change what is written about a resource."""
    row = get_for(request.actor, Resource, pk, Perm.RESOURCE_EDIT)
    form = ResourceForm(request.POST or None, instance=row, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        values = form.changes()
        if saved(form, row, services.change_resource, actor=request.actor, resource=row, **values):
            messages.success(request, "資源の内容を直しました。")
            return redirect("directory:detail", pk)
    return page(request, "directory/form.html", {"form": form, "resource": row})


@require_POST
def verify(request: Request, pk: UUID) -> HttpResponse:
    """Confirm 「いまも正しい」."""
    row = get_for(request.actor, Resource, pk, Perm.RESOURCE_EDIT)
    services.verify_resource(actor=request.actor, resource=row, at=clock.now())
    messages.success(request, f"「{row.name}」は、いまも正しいと確かめました。")
    return redirect("directory:detail", pk)


def end(request: Request, pk: UUID) -> HttpResponse:
    """Say that a resource is no more."""
    row = get_for(request.actor, Resource, pk, Perm.RESOURCE_EDIT, ends_on=None)
    form = EndingForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if saved(form, row, services.end_resource, actor=request.actor, resource=row, **values):
            messages.success(request, f"「{row.name}」の終了日を決めました。")
            return redirect("directory:detail", pk)
    return page(request, "directory/end.html", {"form": form, "resource": row})
