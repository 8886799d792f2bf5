"""Answering what was asked, from either side, each act with its own small form."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.core import clock
from wagamachi.core.refs import Ref

from ..enums import HandoffKind
from ..forms.handoffs import (
    AcceptForm,
    CompanionAskForm,
    CompanionForm,
    DeclineForm,
    ExplainForm,
    HeardForm,
    PlainForm,
    ResultForm,
    UnableForm,
    WeighForm,
    YieldForm,
)
from ..forms.intakes import ReasonForm
from ..models import Case, Handoff
from ..policy import reads_request, walks_beside
from ..queries.handoffs import first_due
from ..queries.household import live_consents
from ..queries.tiers import could_accompany, team_people
from ..services import (
    accept_handoff,
    change_companion,
    decline_handoff,
    explain_handoff,
    finish_handoff,
    receive_handoff,
    send_handoff,
    weigh_handoff,
    withdraw_handoff,
    write_answer_down,
)
from .handoffs import ROW
from .parts import case_context, open_case, refuse


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do with a request: its form, its service, who may, and what is said then."""

    form: type[Any]
    service: Any
    perm: Perm
    heading: str
    done: str


ACTS = {
    "receive": Act(
        PlainForm, receive_handoff, Perm.HANDOFF_ANSWER, "受け取ったと伝える",
        "受け取ったことを伝えました。期日までに返事をしてください。",
    ),
    "weigh": Act(
        WeighForm, weigh_handoff, Perm.HANDOFF_ANSWER, "検討する・聞く",
        "検討していることを伝えました。",
    ),
    "explain": Act(
        ExplainForm, explain_handoff, Perm.HANDOFF_WITHDRAW, "聞かれたことに答える", "答えを伝えました。",
    ),
    "accept": Act(
        AcceptForm, accept_handoff, Perm.HANDOFF_ANSWER, "引き受ける", "引き受けました。",
    ),
    "decline": Act(
        DeclineForm, decline_handoff, Perm.HANDOFF_ANSWER, "戻す", "理由をつけて戻しました。",
    ),
    "heard": Act(
        HeardForm, write_answer_down, Perm.HANDOFF_WITHDRAW, "先方の返事を書く", "返事を残しました。",
    ),
    "withdraw": Act(
        ReasonForm, withdraw_handoff, Perm.HANDOFF_WITHDRAW, "取りやめる", "取りやめました。",
    ),
    "finish": Act(
        ResultForm, finish_handoff, Perm.HANDOFF_FINISH, "結果を書く", "結果を残しました。",
    ),
}  # fmt: skip

_WAITS = "責任者に承認を頼みました。承認されたら、もう一度「引き受ける」を押してください。"
_CODES = frozenset({"decline_reason", "result", "legal_basis"})


def act_on_handoff(request: Request, pk: UUID, action: str) -> HttpResponse:
    """Answer, ask back, take back or finish; each with its own small form."""
    act = ACTS[action]
    row = get_for(request.actor, ROW, pk, act.perm)
    form = _form(request, row, action)
    if form.is_valid():
        data = {f"{k}_id" if k in _CODES else k: v or None if k in _CODES else v
                for k, v in form.cleaned_data.items()}  # fmt: skip
        done = attempt(form, act.service, actor=request.actor, at=clock.now(), handoff=row, **data)
        if done is not None:
            waits = action == "accept" and done.answered_at is None
            messages.success(request, _WAITS if waits else act.done)
            return redirect("casework:handoff", row.pk)
    context = {"form": form, "handoff": row, "heading": act.heading, "action": action}
    context["shows_request"] = reads_request(request.actor, row)
    audit.read(actor=request.actor, ref=Ref("handoff", row.pk), level="summary")
    return page(request, "casework/handoff_act.html", context)


def _form(request: Request, row: Handoff, action: str) -> Any:
    """Return the form of an act; who yields a case also names what the telling rests on."""
    data = request.POST if request.method == "POST" else None
    if action == "accept" and row.kind == HandoffKind.PULL and row.case is not None:
        return YieldForm(data, consents=live_consents(row.case.pk, clock.today()))
    if action == "decline" and row.kind == HandoffKind.COMPANION:
        return UnableForm(data)
    return ACTS[action].form(data)


def companion(request: Request, pk: UUID) -> HttpResponse:
    """伴走: whoever holds the case asks somebody; who walks beside it passes it on among themselves."""
    case = open_case(request, pk, Perm.CASE_READ_STATUS)
    if case.companion_team_id != case.holder_team_id and walks_beside(request.actor, case):
        return _pass_on(request, case)
    if not can(request.actor, Perm.CASE_EDIT, case):
        refuse(request, Perm.CASE_EDIT, case)
    form = CompanionAskForm(
        request.POST or None, people=could_accompany(case, clock.today()),
        initial={"due_on": first_due(clock.today())},
    )  # fmt: skip
    if form.is_valid():
        done = attempt(
            form, send_handoff, actor=request.actor, at=clock.now(), case=case,
            draft=form.draft(), id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(
                request, "伴走をお願いしました。引き受けてもらえると、伴走担当が決まります。"
            )
            return redirect("casework:handoff", done.pk)
    context = case_context(request, case, "handoffs") | {"form": form, "asks": True}
    return page(request, "casework/companion.html", context)


def _pass_on(request: Request, case: Case) -> HttpResponse:
    form = CompanionForm(
        request.POST or None, users=team_people(case.companion_team, clock.today()),
        initial={"user": case.companion_user_id},
    )  # fmt: skip
    if form.is_valid():
        user = form.cleaned_data["user"]
        done = attempt(
            form, change_companion, actor=request.actor, at=clock.now(), case=case,
            user=user.pk if user else None, reason=form.cleaned_data["reason"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "伴走担当を決めました。")
            return redirect("casework:case", case.pk)
    context = case_context(request, case, "handoffs") | {"form": form, "asks": False}
    return page(request, "casework/companion.html", context)
