"""この条件を残す: keep the filter of a list, forget it again."""

from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.core import clock

from .. import services
from ..enums import FilterPage
from ..forms import KeepFilterForm
from ..models import SavedFilter

DOORS = {FilterPage.CASES: "casework:cases", FilterPage.HANDOFFS: "casework:handoff_list"}


@require_POST
def keep(request: Request) -> HttpResponse:
    """Keep the filter the list shows now."""
    require(request, Perm.CASE_READ_SUMMARY)
    form = KeepFilterForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        chosen = FilterPage(said["page"])
        made = attempt(
            form, services.keep_filter,
            actor=request.actor, at=clock.now(), page=chosen, name=said["name"],
            params=parse_qsl(said["query"]),
        )  # fmt: skip
        if made is not None:
            messages.success(request, "この条件を残しました。")
            return redirect(f"{reverse(DOORS[chosen])}?{made.query}")
    return page(request, "continuity/filter_form.html", {"form": form})


@require_POST
def drop(request: Request, pk: UUID) -> HttpResponse:
    """Forget a filter."""
    saved = get_for(request.actor, SavedFilter, pk, Perm.CASE_READ_SUMMARY)
    services.drop_filter(actor=request.actor, saved=saved)
    messages.success(request, "残した条件を消しました。")
    return redirect(DOORS[FilterPage(saved.page)])
