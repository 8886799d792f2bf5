"""How this municipality divides itself: tiers in use, what they are called, zonings (R005)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from wagamachi.access import policy
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.core import clock

from .. import queries
from ..forms import MunicipalityForm, ZoningForm
from ..models import ZoningSystem
from ..municipality import settings_to_edit, tier_labels
from ..services import add_zoning, configure_municipality, set_base_zoning


def municipality(request: Request) -> HttpResponse:
    """The municipality's name, the tiers it uses and what it calls them."""
    require(request, Perm.AREA_EDIT)
    form = MunicipalityForm(request.POST or None, initial=settings_to_edit())
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            configure_municipality,
            actor=request.actor,
            at=clock.now(),
            **form.settings(),
        )
        if saved is not None:
            messages.success(request, "設定を変えました。")
            return redirect("areas:settings")
        if getattr(form, "differences", None):  # saving again answers what is shown
            data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            data["version"] = str(settings_to_edit()["version"])
            form.data = data
    return page(request, "areas/settings.html", {"form": form})


@require_safe
def zoning_list(request: Request) -> HttpResponse:
    """Every way the municipality is divided, side by side."""
    require(request, Perm.AREA_READ)
    context = {
        "zonings": queries.zonings_with_counts(clock.today()),
        "labels": tier_labels(),
        "may_edit": request.actor.has(Perm.AREA_EDIT),
    }
    return page(request, "areas/zonings.html", context)


def new_zoning(request: Request) -> HttpResponse:
    """One more way to divide the municipality; its areas are drawn or imported afterwards."""
    require(request, Perm.AREA_EDIT)
    form = ZoningForm(request.POST or None, on=clock.today())
    if request.method == "POST" and form.is_valid():
        zoning = attempt(
            form, add_zoning, actor=request.actor, at=clock.now(), id=form.cleaned_data["token"],
            **form.about(),
        )  # fmt: skip
        if zoning is not None:
            messages.success(request, f"区分け「{zoning.name}」を加えました。")
            return redirect("areas:zonings")
    return page(request, "areas/zoning_form.html", {"form": form})


@require_POST
def make_base(request: Request, pk: UUID) -> HttpResponse:
    """Let this zoning decide who takes a worry in."""
    zoning = policy.get_for(request.actor, ZoningSystem, pk, Perm.AREA_EDIT)
    set_base_zoning(actor=request.actor, zoning=zoning, at=clock.now())
    messages.success(request, f"これからは「{zoning.name}」で担当を決めます。")
    return redirect("areas:zonings")
