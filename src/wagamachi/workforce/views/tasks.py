"""委員の仕事: the lists, one piece of work, and handing it on."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.access.saving import saved
from wagamachi.core import clock
from wagamachi.core.paging import FEW, paginate
from wagamachi.core.states import Move

from .. import services
from ..forms import ListForm, OfferForm, ReasonForm, TaskForm
from ..models import CommissionerTask
from ..queries.relief import decisions
from ..queries.tasks import ROW, asked_of, everyones, held_by, is_at_rest, narrowed, offers_of
from ..states import TASK
from .parts import ALL, ASKED, MINE, offered_lists, tabs

LISTS = {MINE: held_by, ASKED: asked_of, ALL: everyones}
DOES: dict[str, Callable[..., None]] = {
    "take": services.take_task,
    "give_back": services.give_back_task,
    "recall": services.recall_task,
    "complete": services.complete_task,
    "finish": services.finish_task,
    "stop": services.stop_task,
}
SAID = {
    "take": "引き受けました。委員にお知らせしました。",
    "give_back": "わけをつけて戻しました。委員にお知らせしました。",
    "recall": "委員の手もとに戻しました。",
    "complete": "おわりにしました。委員にお知らせしました。",
    "finish": "おわりにしました。",
    "stop": "この仕事をやめることにしました。",
}


def index(request: Request) -> HttpResponse:
    """Mine, those asked of us, or everybody's for the 事務局."""
    require(request, Perm.TASK_READ)
    offered = offered_lists(request)
    form = ListForm(request.GET or None, offered=offered)
    whose = form.chosen("whose") or offered[0]
    rows = narrowed(
        LISTS[whose](request.actor),
        which=form.chosen("which") or "", team=form.chosen("team"), on=clock.today(),
    )  # fmt: skip
    context = {
        "form": form, "whose": whose, "tabs": tabs(request, whose), "today": clock.today(),
        "page": paginate(rows, request.GET, by=("-created_at", "-id"), size=FEW),
    }  # fmt: skip
    return page(request, "workforce/tasks.html", context)


def new(request: Request) -> HttpResponse:
    """Write down what a 委員 is asked to do."""
    require(request, Perm.TASK_EDIT)
    initial = {"asked_on": clock.today()}
    form = TaskForm(request.POST or None, actor=request.actor, initial=initial)
    _only_own_post(form)
    if form.is_valid():
        task = attempt(
            form, services.enter_task,
            actor=request.actor, at=clock.now(), draft=form.draft(),
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if task is not None:
            messages.success(
                request, "仕事を書きました。ほかへ頼むときは「ほかへ頼む」を押します。"
            )
            return redirect("workforce:task", task.pk)
    return page(request, "workforce/task_form.html", {"form": form, "heading": "仕事を書く"})


def _only_own_post(form: TaskForm) -> None:
    """Choose for somebody who can only choose one: most 委員 have one 班."""
    field: Any = form.fields["post"]
    posts = list(field.queryset[:2])
    if len(posts) == 1:
        field.initial, field.empty_label = posts[0].pk, None


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One piece of work: whose, asked of whom, and what became of it."""
    task = get_for(request.actor, ROW, pk, Perm.TASK_READ)
    context = {
        "task": task,
        "offers": offers_of(task),
        "moves": _moves(request, task),
        "may_edit": can(request.actor, Perm.TASK_EDIT, task),
        "may_relieve": can(request.actor, Perm.TASK_RELIEVE, task),
        "decisions": decisions(request.actor).filter(task=task),
        "at_rest": is_at_rest(task),
        "today": clock.today(),
    }
    return page(request, "workforce/task.html", context)


def _moves(request: Request, task: CommissionerTask) -> list[Move]:
    """Return what this person can do now; handing on has a page of its own."""
    moves = [move for move in TASK.available(task.state) if move.action in DOES]
    perms = {move.permission for move in moves}
    mine = {perm for perm in perms if can(request.actor, Perm(perm), task)}
    return [move for move in moves if move.permission in mine]


def change(request: Request, pk: UUID) -> HttpResponse:
    """書いたことを直す."""
    task = get_for(request.actor, ROW, pk, Perm.TASK_EDIT)
    initial = TaskForm.of(task, request.actor)
    form = TaskForm(request.POST or None, actor=request.actor, initial=initial)
    if form.is_valid():
        said: dict[str, Any] = {"version": form.cleaned_data["version"] or 0, "draft": form.draft()}
        if saved(form, task, services.change_task, actor=request.actor, task=task, **said):
            messages.success(request, "書きなおしました。")
            return redirect("workforce:task", task.pk)
    context = {"form": form, "heading": "仕事を直す", "task": task}
    return page(request, "workforce/task_form.html", context)


def offer(request: Request, pk: UUID) -> HttpResponse:
    """ほかへ頼む: a team of an organisation, or somebody of the same 班."""
    task = get_for(request.actor, ROW, pk, Perm.TASK_EDIT)
    asked = {"text": request.GET.get("text", "")[:80], "chosen_before": request.GET.get("to", "")}
    form = OfferForm(request.POST or None, task=task, on=clock.today(), **asked)
    if form.is_valid():
        done = attempt(
            form, services.offer_task, actor=request.actor, at=clock.now(), task=task,
            id=form.cleaned_data["token"], note=form.cleaned_data["note"], is_sure=form.said_sure,
            **form.chosen,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "頼みました。返事があるまでは、委員の手もとにあります。")
            return redirect("workforce:task", task.pk)
    context = {"form": form, "task": task, "text": asked["text"]}
    template = "workforce/_receivers.html" if request.htmx else "workforce/task_offer.html"
    return page(request, template, context)


def move(request: Request, pk: UUID, action: str) -> HttpResponse:
    """Answer what was asked, take it back, finish or stop: one page that asks once more."""
    if action not in DOES:
        raise Http404("このことはできません。")
    step = TASK.move(action)
    task = get_for(request.actor, ROW, pk, Perm(step.permission))
    data = request.POST if request.method == "POST" else None  # a plain yes fills in nothing
    form = (ReasonForm if step.reason_required else forms.Form)(data)
    if form.is_valid():
        said = {"actor": request.actor, "at": clock.now(), "task": task, **form.cleaned_data}
        attempt(form, DOES[action], **said)
        if not form.errors:
            messages.success(request, SAID[action])
            return redirect(_next(request, task))
    context = {"form": form, "task": task, "move": step}
    return page(request, "workforce/task_move.html", context)


def _next(request: Request, task: CommissionerTask) -> str:
    """Return the task's page, or the list when it is no longer this person's to see."""
    if can(request.actor, Perm.TASK_READ, task):
        return reverse("workforce:task", args=[task.pk])
    return reverse("workforce:tasks")
