"""支援計画: a case's plans, a draft with its goals, and the agreement."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.saving import saved
from wagamachi.casework.views.parts import after_marking, case_context, open_case
from wagamachi.core import clock

from ..forms.plans import AgreeForm, GoalForm, PlanForm
from ..models import PlanGoal, SupportPlan
from ..queries.plans import current_assessment, members_of, reviews_of, support_of
from ..services import (
    add_goal,
    agree_plan,
    change_goal,
    change_plan,
    discard_draft,
    draft_plan,
    remove_goal,
)
from ..states import PLAN
from .parts import open_plan, plan_context


def case_support(request: Request, pk: UUID) -> HttpResponse:
    """計画: the plan in force, the sheets behind it, what no scheme covers, and evaluations."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    context = case_context(request, case, "support:case") | {"support": support_of(case)}
    return page(request, "support/case.html", context)


def new(request: Request, pk: UUID) -> HttpResponse:
    """計画をつくる: starts from what the last assessment says in the person's words."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    sheet = current_assessment(case)
    start = {"words": sheet.wish or sheet.words, "strengths": sheet.strengths} if sheet else {}
    initial = {"starts_on": clock.today()} | start
    form = PlanForm(request.POST or None, initial=initial)
    if form.is_valid():
        done = attempt(
            form, draft_plan,
            actor=request.actor, at=clock.now(), case=case,
            draft=form.draft(), id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "計画の案をつくりました。つぎに目標を入れましょう。")
            return redirect("support:goal_new", done.pk)
    context = case_context(request, case, "support:case") | {
        "form": form,
        "heading": "計画をつくる",
    }
    return page(request, "support/case_form.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One plan: the person's words, its goals and how they stand, its reviews and evaluation."""
    plan = open_plan(request, pk, Perm.CASE_READ_FULL)
    context = plan_context(request, plan)
    context |= {"reviews": reviews_of(plan), "moves": PLAN.available(plan.state)}
    context["has_next"] = SupportPlan.objects.filter(previous=plan).exists()
    return page(request, "support/plan.html", context)


def change(request: Request, pk: UUID) -> HttpResponse:
    """案を直す."""
    plan = open_plan(request, pk, Perm.CASE_EDIT)
    form = PlanForm(request.POST or None, initial=PlanForm.of(plan))
    if form.is_valid():
        said: dict[str, Any] = {"version": form.cleaned_data["version"] or 0, "draft": form.draft()}
        if saved(form, plan, change_plan, actor=request.actor, plan=plan, **said):
            messages.success(request, "計画を直しました。")
            return redirect("support:plan", plan.pk)
    context = plan_context(request, plan) | {"form": form, "heading": "計画を直す"}
    return page(request, "support/plan_form.html", context)


@require_POST
def discard(request: Request, pk: UUID) -> HttpResponse:
    """案を取りやめる."""
    plan = open_plan(request, pk, Perm.CASE_EDIT)
    case_id = plan.case_id
    discard_draft(actor=request.actor, at=clock.now(), plan=plan)
    messages.success(request, "計画の案を取りやめました。")
    return redirect("support:case", case_id)


def new_goal(request: Request, pk: UUID) -> HttpResponse:
    """目標を加える."""
    plan = open_plan(request, pk, Perm.CASE_EDIT)
    form = GoalForm(request.POST or None, members=members_of(plan.case))
    if form.is_valid():
        done = attempt(
            form, add_goal,
            actor=request.actor, at=clock.now(), plan=plan,
            draft=form.draft(), id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            onward = "support:goal_new" if "more" in request.POST else "support:plan"
            return after_marking(request, plan.case, "目標を加えました。", onward, plan.pk)
    context = plan_context(request, plan) | {"form": form, "heading": "目標を加える"}
    return page(request, "support/goal_form.html", context)


def goal(request: Request, plan_pk: UUID, pk: UUID) -> HttpResponse:
    """目標を直す."""
    plan, row = _goal(request, plan_pk, pk)
    form = GoalForm(request.POST or None, members=members_of(plan.case), initial=GoalForm.of(row))
    if form.is_valid():
        said: dict[str, Any] = {"version": form.cleaned_data["version"] or 0, "draft": form.draft()}
        if saved(form, row, change_goal, actor=request.actor, goal=row, **said):
            words = "目標を直しました。"
            return after_marking(request, plan.case, words, "support:plan", plan.pk)
    context = plan_context(request, plan) | {"form": form, "heading": "目標を直す", "goal": row}
    return page(request, "support/goal_form.html", context)


@require_POST
def remove(request: Request, plan_pk: UUID, pk: UUID) -> HttpResponse:
    """目標を案から取りのぞく."""
    plan, row = _goal(request, plan_pk, pk)
    remove_goal(actor=request.actor, at=clock.now(), goal=row)
    messages.success(request, "目標を取りのぞきました。")
    return redirect("support:plan", plan.pk)


def _goal(request: Request, plan_pk: UUID, pk: UUID) -> tuple[SupportPlan, PlanGoal]:
    plan = open_plan(request, plan_pk, Perm.CASE_EDIT)
    rows = PlanGoal.objects.filter(plan=plan).select_related("plan__case")
    return plan, get_object_or_404(rows, pk=pk)


def agree(request: Request, pk: UUID) -> HttpResponse:
    """本人と合意する: from here on the plan is in force."""
    plan = open_plan(request, pk, Perm.CASE_EDIT)
    initial = {"meeting_on": clock.today(), "next_review_on": plan.next_review_on}
    form = AgreeForm(request.POST or None, initial=initial)
    if form.is_valid():
        attempt(
            form, agree_plan,
            actor=request.actor, at=clock.now(), plan=plan, agreement=form.agreement(),
        )  # fmt: skip
        if form.is_valid():
            messages.success(request, "合意した計画として進めます。見直す日を忘れずに。")
            return redirect("support:plan", plan.pk)
    context = plan_context(request, plan) | {"form": form, "heading": "本人と合意する"}
    return page(request, "support/plan_form.html", context)
