"""つなぎ: choosing whom to ask, asking, answering, finding out how it went."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.core import clock
from wagamachi.core.ids import uuid7
from wagamachi.core.paging import paginate
from wagamachi.core.refs import Ref
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team

from ..enums import HandoffState, Level
from ..forms.handoffs import AcceptForm, DeclineForm, HandoffForm, ReceiverForm, ResultForm
from ..forms.intakes import ReasonForm
from ..models import Handoff
from ..queries.handoffs import first_due, outline_for_sharing, receivers
from ..queries.household import consents_of, handoffs_for, live_consents
from ..queries.lists import asked_by_us, asked_of_us, came_back
from ..services import (
    accept_handoff,
    decline_handoff,
    finish_handoff,
    send_handoff,
    withdraw_handoff,
)
from ..states import HANDOFF
from .parts import case_context, open_case, rooms

LATELY = timedelta(days=90)
ROW = Handoff.objects.select_related(
    "case__area", "from_team__organization", "from_user", "to_team__organization", "to_resource",
    "consent", "legal_basis", "answered_by", "decline_reason", "result",
)  # fmt: skip

# A receiver who is not taking part no longer reads what it was once shown.
GIVEN_BACK = (HandoffState.DECLINED, HandoffState.WITHDRAWN)


def handoff_list(request: Request) -> HttpResponse:
    """つなぎ: what waits for our answer, and what we wait for."""
    require(request, Perm.HANDOFF_READ)
    asked = paginate(asked_of_us(request.actor), request.GET, by=("due_on", "id"))
    context = {
        "page": asked,
        "asked_by_us": asked_by_us(request.actor)[:50],
        "came_back": came_back(request.actor, clock.now() - LATELY)[:50],
        "today": clock.today(),
        "rooms": rooms(request, "handoff_list"),
    }
    return page(request, "casework/handoff_list.html", context)


def case_handoffs(request: Request, pk: UUID) -> HttpResponse:
    """つなぎ of one case: who was asked for what, and how it stands."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    context = case_context(request, case, "handoffs")
    context["handoffs"] = handoffs_for(request.actor, case.pk)
    return page(request, "casework/case_handoffs.html", context)


def choose_receiver(request: Request, pk: UUID) -> HttpResponse:
    """だれにつなぐか: teams and resources that fit the themes and the area."""
    case = open_case(request, pk, Perm.HANDOFF_SEND)
    form = ReceiverForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    context = case_context(request, case, "handoffs")
    context |= {"form": form, "found": receivers(request.actor, case, asked, clock.today())}
    return page(request, "casework/choose_receiver.html", context)


def new_handoff(request: Request, pk: UUID, kind: str, to: UUID) -> HttpResponse:
    """つなぐ: what for, what is asked, by when, and exactly what they will see."""
    case = open_case(request, pk, Perm.HANDOFF_SEND)
    receiver = _receiver(kind, to)
    consents = live_consents(case.pk, clock.today())
    initial = {
        "token": uuid7(),
        "due_on": first_due(clock.today()),
        "level": Level.FULL.value,
        "shared_summary": outline_for_sharing(case),
    }
    form = HandoffForm(request.POST or None, consents=consents, initial=initial)
    if form.is_valid():
        done = attempt(
            form, send_handoff,
            actor=request.actor, at=clock.now(), case=case, draft=form.draft(**receiver),
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "つなぎました。返事があるまで、担当はこのチームのままです。")
            return redirect("casework:handoff", done.pk)
    context = case_context(request, case, "handoffs")
    context |= {"form": form, "receiver": receiver, "has_consents": bool(consents_of(case.pk))}
    return page(request, "casework/handoff_new.html", context)


def _receiver(kind: str, to: UUID) -> dict[str, Any]:
    """Return both receivers of a draft, one of them set; Http404 for one that does not exist."""
    model: type[Model] = {"team": Team, "resource": Resource}[kind]
    found = model._default_manager.filter(pk=to).first()
    if found is None:
        raise Http404("つなぐ相手が見つかりません。選び直してください。")
    return {"team": None, "resource": None} | {kind: found}


def handoff(request: Request, pk: UUID) -> HttpResponse:
    """One つなぎ: both sides read the same preview, the deadline and the answer."""
    row = get_for(request.actor, ROW, pk, Perm.HANDOFF_READ)
    audit.read(actor=request.actor, ref=Ref("handoff", row.pk), level="summary")
    legal = {move.action for move in HANDOFF.available(row.state)}
    perms = {
        "accept": Perm.HANDOFF_ANSWER,
        "withdraw": Perm.HANDOFF_WITHDRAW,
        "finish": Perm.HANDOFF_FINISH,
    }
    context: dict[str, Any] = {
        f"may_{a}": a in legal and can(request.actor, p, row) for a, p in perms.items()
    }
    context |= {
        "handoff": row,
        "public_state": HANDOFF.public[row.state],
        "sees_case": (sees := can(request.actor, Perm.CASE_READ_SUMMARY, row.case)),
        "shows_summary": sees or row.state not in GIVEN_BACK,
        "today": clock.today(),
    }
    return page(request, "casework/handoff.html", context)


_ACTS: dict[str, tuple[type[Any], Any, Perm, str, str]] = {
    "accept": (
        AcceptForm, accept_handoff, Perm.HANDOFF_ANSWER, "引き受ける",
        "引き受けました。これからは協力機関としてケースを見られます。",
    ),
    "decline": (
        DeclineForm, decline_handoff, Perm.HANDOFF_ANSWER, "戻す",
        "理由をつけて戻しました。",
    ),
    "withdraw": (
        ReasonForm, withdraw_handoff, Perm.HANDOFF_WITHDRAW, "取りやめる", "取りやめました。",
    ),
    "finish": (
        ResultForm, finish_handoff, Perm.HANDOFF_FINISH, "結果を書く", "結果を残しました。",
    ),
}  # fmt: skip


def act_on_handoff(request: Request, pk: UUID, action: str) -> HttpResponse:
    """引き受ける, 戻す, 取りやめる or 結果を書く, each with its own small form."""
    form_class, service, perm, heading, done_message = _ACTS[action]
    row = get_for(request.actor, ROW, pk, perm)
    form = form_class(request.POST or None)
    if form.is_valid():
        data = {f"{k}_id" if k in _CODES else k: v for k, v in form.cleaned_data.items()}
        done = attempt(form, service, actor=request.actor, at=clock.now(), handoff=row, **data)
        if done is not None:
            messages.success(request, done_message)
            return redirect("casework:handoff", row.pk)
    context = {"form": form, "handoff": row, "heading": heading, "action": action}
    return page(request, "casework/handoff_act.html", context)


_CODES = frozenset({"decline_reason", "result"})
