"""モニタリング and the evaluation sheet: looking at a plan again, ending it, starting the next."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.forms import Kept
from wagamachi.core.paging import paginate

from ..enums import PlanOutcome
from ..forms.reviews import EndingForm, ReviewForm
from ..queries.plans import due_reviews
from ..services import end_plan, replan, review_plan
from .parts import lists, open_plan, plan_context

SOON = timedelta(days=14)


def due(request: Request) -> HttpResponse:
    """見直す計画: those whose day has passed, and those of the next two weeks."""
    require(request, Perm.CASE_EDIT)
    today = clock.today()
    rows = paginate(
        due_reviews(request.actor, today + SOON), request.GET, by=("next_review_on", "id")
    )
    context = {"page": rows, "today": today, "lists": lists(request, "reviews")}
    return page(request, "support/reviews.html", context)


def new(request: Request, pk: UUID) -> HttpResponse:
    """見直す: how each goal stands, what changed, when to look next."""
    plan = open_plan(request, pk, Perm.CASE_EDIT)
    initial = {"reviewed_on": clock.today()}
    form = ReviewForm(request.POST or None, goals=plan.goals.all(), initial=initial)
    if form.is_valid():
        done = attempt(
            form, review_plan,
            actor=request.actor, at=clock.now(), plan=plan,
            draft=form.draft(), id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "見直しを書きました。")
            return redirect("support:plan", plan.pk)
    context = plan_context(request, plan) | {"form": form, "heading": "計画を見直す"}
    return page(request, "support/plan_form.html", context)


def end(request: Request, pk: UUID) -> HttpResponse:
    """評価して終える: the evaluation sheet is the only way to end a plan."""
    plan = open_plan(request, pk, Perm.CASE_EDIT)
    form = EndingForm(request.POST or None, goals=plan.goals.all())
    if form.is_valid():
        done = attempt(
            form, end_plan,
            actor=request.actor, at=clock.now(), plan=plan,
            ending=form.ending(), id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            goes_on = done.outcome == PlanOutcome.REPLAN
            more = "つぎの計画をつくりましょう。" if goes_on else ""
            messages.success(request, f"評価を書いて、計画を終えました。{more}")
            return redirect("support:plan", plan.pk)
    context = plan_context(request, plan) | {"form": form, "heading": "評価して終える"}
    return page(request, "support/plan_form.html", context)


@require_POST
def again(request: Request, pk: UUID) -> HttpResponse:
    """つぎの計画をつくる: the goals that were not reached come along."""
    plan = open_plan(request, pk, Perm.CASE_EDIT)
    form = Kept(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["token"][0]))
        return redirect("support:plan", plan.pk)
    new_plan = replan(actor=request.actor, at=clock.now(), plan=plan, id=form.cleaned_data["token"])
    messages.success(request, "つぎの計画の案をつくりました。終わっていない目標を写しました。")
    return redirect("support:plan_change", new_plan.pk)
