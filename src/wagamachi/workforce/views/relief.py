"""負担のようすと軽減の判断: what 委員 carry, and what is taken off them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.core import clock
from wagamachi.core.paging import paginate
from wagamachi.records.figures import answer

from .. import services
from ..forms import DecisionForm, SpanForm, asked_task
from ..policy import sees_all
from ..queries.load import load_groups, load_table, loads, own_table, team_table
from ..queries.relief import ROW, decisions, removable, told
from ..queries.tasks import everyones
from .parts import tabs


def load(request: Request) -> HttpResponse:
    """Everybody's load by 班 for the 事務局, one's own for a 委員; numbers only."""
    require(request, Perm.TASK_LOAD)
    form = SpanForm(request.GET or None, on=clock.today())
    found = loads(form.span)
    is_whole = sees_all(request.actor)
    tables = (
        [team_table(found), load_table(found)]
        if is_whole
        else [own_table(found, request.actor.user_id)]
    )
    context = {
        "is_whole": is_whole, "tabs": tabs(request, "load"),
        "removable": removable(request.actor), "groups": load_groups(found) if is_whole else [],
    }  # fmt: skip
    return answer(request, "workforce/load.html", form, tables, context, room="workforce")


def index(request: Request) -> HttpResponse:
    """The decisions, newest first, with what has changed since."""
    require(request, Perm.TASK_LOAD)
    listed = paginate(decisions(request.actor), request.GET, by=("-decided_on", "-id"))
    context = {
        "page": listed, "told": told(listed), "tabs": tabs(request, "decisions"),
        "may_decide": request.actor.has(Perm.TASK_RELIEVE), "is_whole": sees_all(request.actor),
    }  # fmt: skip
    return page(request, "workforce/decisions.html", context)


def new(request: Request) -> HttpResponse:
    """Write down a decision, about a kind of work or about the task that the link named."""
    require(request, Perm.TASK_RELIEVE)
    task = asked_task(request.GET.get("task", ""), everyones(request.actor))
    initial = {"decided_on": clock.today(), "from_on": clock.today()}
    form = DecisionForm(request.POST or None, task=task, initial=initial)
    if form.is_valid():
        done = attempt(
            form, services.decide_relief, actor=request.actor, at=clock.now(), draft=form.draft(),
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "判断を書きました。関わる委員にお知らせしました。")
            return redirect("workforce:decision", done.pk)
    return page(request, "workforce/decision_form.html", {"form": form, "task": task})


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One decision."""
    decision = get_for(request.actor, ROW, pk, Perm.TASK_LOAD)
    (one,) = told([decision])
    against = everyones(request.actor).filter(against=decision).order_by("-asked_on", "-id")
    context = {"one": one, "decision": decision, "against": against}
    context["is_whole"] = sees_all(request.actor)
    return page(request, "workforce/decision.html", context)
