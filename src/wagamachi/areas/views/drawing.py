"""Drawing, proposing, changing and ending areas."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from wagamachi.access import policy
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.core import clock

from .. import queries
from ..forms import AreaForm, ChangeForm, EndForm, ProposalForm
from ..models import Area, Tier
from ..models.area import AreaQuerySet
from ..municipality import tier_labels, tiers_in_use
from ..services import change_area, create_area, end_area, propose_area


def new(request: Request) -> HttpResponse:
    """A new area drawn by the office (行政設定)."""
    require(request, Perm.AREA_EDIT)
    form = AreaForm(request.POST or None, request.FILES or None, on=clock.today())
    return _draw(request, form, create_area, "圏域を加える")


def propose(request: Request) -> HttpResponse:
    """The area residents feel is theirs (住民提案, R002), where the municipality has 小地域 at all."""
    require(request, Perm.AREA_PROPOSE)
    if Tier.SMALL not in tiers_in_use():
        raise Http404
    form = ProposalForm(request.POST or None, request.FILES or None, on=clock.today())
    return _draw(request, form, propose_area, "住民の提案を書きとめる")


def _draw(request: Request, form: AreaForm, service: Any, heading: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        area = attempt(
            form,
            service,
            actor=request.actor,
            at=clock.now(),
            id=form.cleaned_data["token"],
            zoning=form.cleaned_data["zoning"],
            extent=form.extent(),
            **form.about(),
            **form.agreement(),
        )
        if area is not None:
            messages.success(request, f"「{area.name}」を加えました。")
            return redirect("areas:detail", area.pk)
    which = f"{tier_labels()[Tier.SMALL]}の" if isinstance(form, ProposalForm) else ""
    context = {
        "form": form,
        "heading": heading,
        "no_zoning": f"{which}区分けがまだありません",
        "may_edit": request.actor.has(Perm.AREA_EDIT),
    }
    return page(request, "areas/form.html", context)


def change(request: Request, pk: UUID) -> HttpResponse:
    """A new extent from a day on; the old one stays in the history (R002)."""
    area = policy.get_for(request.actor, _known(), pk, Perm.AREA_EDIT)
    initial = queries.extent_to_edit(area) | {"seen_version": area.version}
    form = ChangeForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = queries.current_shape(area) if form.cleaned_data["keep_shape"] else None
        changed = attempt(
            form,
            change_area,
            actor=request.actor,
            area=area,
            extent=form.extent(kept),
            seen_version=form.cleaned_data["seen_version"],
            at=clock.now(),
            **form.agreement(),
        )
        if changed is not None:
            messages.success(
                request, f"「{area.name}」の新しい版を加えました。前の版も残っています。"
            )
            return redirect("areas:detail", area.pk)
    return page(request, "areas/change.html", {"form": form, "area": area})


def end(request: Request, pk: UUID) -> HttpResponse:
    """Take an area out of use from a day on."""
    area = policy.get_for(request.actor, _known(), pk, Perm.AREA_EDIT)
    form = EndForm(request.POST or None, initial={"seen_version": area.version})
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        attempt(form, end_area, actor=request.actor, area=area, at=at, **form.cleaned_data)
        if form.is_valid():
            messages.success(request, f"「{area.name}」を使わない日を決めました。")
            return redirect("areas:detail", area.pk)
    return page(request, "areas/end.html", {"form": form, "area": area})


def _known() -> AreaQuerySet:
    return Area.objects.filter(is_unknown=False).select_related("zoning")
