"""頼まれたアウトリーチ: asking for one, the list, and ending it (R018)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.areas.models import Area
from wagamachi.core import clock
from wagamachi.core.ids import uuid7
from wagamachi.core.paging import paginate
from wagamachi.organizations.queries import team_for_areas

from ..forms.outreach_tasks import AskOutreachForm, FinishTaskForm
from ..models import OutreachTask
from ..queries.outreach_tasks import asked_by_me, waiting
from ..services import ask_outreach, finish_outreach_task
from .parts import lists

WITHIN = timedelta(days=30)


def index(request: Request) -> HttpResponse:
    """What my teams were asked, or what I asked, and is not done."""
    if not (request.actor.has(Perm.RECORD_WRITE) or request.actor.has(Perm.AREA_OUTREACH)):
        raise Http404("見つからないか、見ることができません。")
    mine = request.GET.get("whose") == "asked"
    rows = asked_by_me(request.actor) if mine else waiting(request.actor)
    context = {
        "page": paginate(rows, request.GET, by=("due_on", "id")),
        "mine": mine,
        "today": clock.today(),
        "lists": lists(request, "outreach_tasks"),
        "may_ask": request.actor.has(Perm.AREA_OUTREACH),
        "may_go": request.actor.has(Perm.RECORD_WRITE),
    }
    return page(request, "support/outreach_tasks.html", context)


def ask(request: Request) -> HttpResponse:
    """Ask a team to go out, with area and reason from the page that noticed it."""
    require(request, Perm.AREA_OUTREACH)
    form = AskOutreachForm(request.POST or None, initial=_noticed(request))
    if form.is_valid():
        task = attempt(
            form, ask_outreach,
            actor=request.actor, at=clock.now(), asked=form.asked(), id=form.token_id,
        )  # fmt: skip
        if task is not None:
            messages.success(request, "頼みました。頼んだチームの「今日」に出ます。")
            return redirect("support:outreach_task", task.pk)
    return page(request, "support/outreach_ask.html", {"form": form})


def _noticed(request: Request) -> dict[str, Any]:
    """Return what the form starts from: the area named, its team, and a month to go there."""
    on = clock.today()
    first: dict[str, Any] = {
        "token": uuid7(),
        "reason": request.GET.get("reason", "")[:300],
        "due_on": on + WITHIN,
    }
    try:
        area = Area.objects.filter(pk=UUID(request.GET.get("area", ""))).first()
    except ValueError:
        return first
    return first | {"area": area, "team": team_for_areas([area.pk], on)} if area else first


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One task: where, why, by when, and what became of it; its team ends it here."""
    rows = OutreachTask.objects.select_related("area", "team__organization", "asked_by", "outreach")
    goes = request.actor.has(Perm.RECORD_READ)  # a manager asks, and writes no records
    task = get_for(request.actor, rows, pk, Perm.RECORD_READ if goes else Perm.AREA_OUTREACH)
    may_end = task.done_at is None and can(request.actor, Perm.RECORD_WRITE, task)
    form = FinishTaskForm(request.POST or None, initial={"version": task.version})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, finish_outreach_task,
            actor=request.actor, at=clock.now(), task=task, **form.cleaned_data,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "終えました。")
            return redirect("support:outreach_tasks")
    context = {"task": task, "form": form, "may_end": may_end}
    return page(request, "support/outreach_task.html", context)
