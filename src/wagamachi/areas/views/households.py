"""世帯数: what is on record, and taking a table in after a look at every line (R018)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.core import clock

from ..forms import HouseholdsConfirm, HouseholdsUpload
from ..importers.households_csv import HouseholdTable, read_households
from ..services import save_households, town_book


def households(request: Request) -> HttpResponse:
    """Look at a CSV of households line by line; then take its good lines in."""
    require(request, Perm.AREA_EDIT)
    if "text" in request.POST:
        return _take_in(request)
    form = HouseholdsUpload(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        table = attempt(form, _read, request=request, **form.said())
        if table is not None:
            context |= {"table": table, "confirm": HouseholdsConfirm(initial=form.said())}
    return page(request, "areas/households.html", context)


def _take_in(request: Request) -> HttpResponse:
    form = HouseholdsConfirm(request.POST)
    table = attempt(form, _read, request=request, **form.said()) if form.is_valid() else None
    if table is not None:
        at = clock.now()
        done = attempt(form, save_households, actor=request.actor, lines=table.good, at=at)
        if done is not None:
            words = f"世帯数を{done.new + done.replaced}件入れました（うち入れかえ {done.replaced}件）。"
            messages.success(request, words)
            return redirect("areas:index")
    context = {"form": form, "table": table, "upload": HouseholdsUpload()}
    return page(request, "areas/households.html", context)


def _read(*, request: Request, **said: Any) -> HouseholdTable:
    return read_households(book=town_book(), on=request.actor.on, **said)
