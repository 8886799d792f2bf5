"""まとめて担当を変える: from the case list, with a look before (R141)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.casework.models import Case
from wagamachi.core import clock

from .. import services
from ..forms import ToForm, picked
from ..queries.choices import people_of


def _context(request: Request) -> dict[str, Any]:
    """Return what was ticked; of cases that are not ours nothing is shown but how many they are."""
    teams = request.actor.teams_with(Perm.CASE_EDIT, Scope.TEAM)
    picks = picked(request.POST.getlist("case"))
    rows = visible_to(request.actor, Case, Perm.CASE_EDIT).filter(pk__in=[p.pk for p in picks])
    cases = list(rows.select_related("holder_user", "holder_team", "area").order_by("number"))
    asked = request.POST if "to" in request.POST else None
    return {
        "form": ToForm(asked, people=people_of(teams, clock.today())),
        "picks": picks,
        "cases": cases,
        "foreign_count": len({p.pk for p in picks}) - len(cases),
        "today": clock.today(),
    }


def _nothing(request: Request) -> HttpResponse:
    messages.info(request, "ケースを、ひとつ以上えらんでください。")
    return redirect("casework:cases")


@require_POST
def preview(request: Request) -> HttpResponse:
    """Choose the person, then see which cases would move and which would not, and why."""
    require(request, Perm.CASE_EDIT)
    context = _context(request)
    form = context["form"]
    if not context["picks"]:
        return _nothing(request)
    if form.is_valid():
        outcomes = attempt(
            form, services.rehearse_reassignment,
            actor=request.actor, at=clock.now(), picked=context["picks"], to_user=form.to_user,
        )  # fmt: skip
        if outcomes is not None:
            context["outcomes"] = outcomes
            context["moving_count"] = sum(not one.problem for one in outcomes)
    return page(request, "continuity/bulk.html", context)


@require_POST
def carry_out(request: Request) -> HttpResponse:
    """Change the 主担当 of what was previewed; what cannot be changed stays, and is counted."""
    require(request, Perm.CASE_EDIT)
    context = _context(request)
    form = context["form"]
    if not context["picks"]:
        return _nothing(request)
    if form.is_valid():
        outcomes = attempt(
            form, services.reassign_cases,
            actor=request.actor, at=clock.now(), picked=context["picks"], to_user=form.to_user,
        )  # fmt: skip
        if outcomes is not None:
            _say(request, form.to_label, outcomes)
            return redirect("casework:cases")
    return page(request, "continuity/bulk.html", context)


def _say(request: Request, to: str, outcomes: list[services.Outcome]) -> None:
    stayed = [one for one in outcomes if one.problem]
    if done := len(outcomes) - len(stayed):
        messages.success(request, f"{done}件の主担当を、{to}に変えました。")
    for one in stayed:
        number = one.case.number if one.case else "（あなたの担当ではないケース）"
        messages.warning(request, f"変えられなかったケース {number}: {one.problem}")
