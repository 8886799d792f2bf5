"""しくみづくり: the board of proposals, one proposal, and each step on its way to a scheme."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.access.saving import saved
from wagamachi.core import clock
from wagamachi.core.forms import Kept
from wagamachi.core.paging import paginate
from wagamachi.core.refs import kind, ref_of
from wagamachi.publishing.queries.releases import release_context

from . import services
from .enums import AT_HOME, ProposalState
from .forms import (
    AnswerForm,
    BoardForm,
    CallBackForm,
    CorrectOutcomeForm,
    CorrectSubmissionForm,
    OutcomeForm,
    ProposalForm,
    SubmitForm,
    WithdrawForm,
)
from .models import Outcome, Proposal, Submission
from .queries import proposals as queries
from .states import PROPOSAL

PAGES = {
    "submit": "action:submit",
    "adopt": "action:answer",
    "realise": "action:outcome",
    "call_back": "action:call_back",
    "withdraw": "action:withdraw",
}
LABELS = {"adopt": "返事を書く"}
DONE = {
    "submit": "提案を出した",
    "adopt": "採用の返事があった",
    "reject": "見送りの返事があった",
    "realise": "しくみになった",
    "call_back": "出したことを取り消した",
    "withdraw": "取り下げた",
}


def board(request: Request) -> HttpResponse:
    """The proposals, the newest first; 返事のないもの on their own."""
    require(request, Perm.PROPOSAL_READ)
    form = BoardForm(request.GET or None)
    rows = queries.board(request.actor, form.chosen, clock.today())
    context = {
        "form": form,
        "page": paginate(rows, request.GET, by=("-created_at", "-id")),
        "late_count": queries.board(request.actor, "late", clock.today()).count(),
        "may_write": request.actor.has(Perm.PROPOSAL_EDIT),
    }
    return page(request, "action/board.html", context)


def new(request: Request) -> HttpResponse:
    """提案をまとめはじめる; a link may name the reason, the theme or the 中圏域 to count."""
    require(request, Perm.PROPOSAL_EDIT)
    asked: dict[str, Any] = {
        name: request.GET.get(name, "") for name in ("reason", "theme", "area")
    }
    asked["gaps"] = request.GET.getlist("gap")
    initial: dict[str, Any] = asked | {"team": queries.usual_team(request.actor)}
    form = ProposalForm(request.POST or None, actor=request.actor, initial=initial)
    if form.is_valid():
        made = attempt(
            form, services.begin_proposal,
            actor=request.actor, at=clock.now(), draft=form.draft(),
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if made is not None:
            messages.success(
                request, "提案を残しました。書いた人とは別の人が確かめると、出せるようになります。"
            )
            return redirect("action:proposal", made.pk)
    return page(request, "action/form.html", {"form": form, "heading": "提案をまとめる"})


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One proposal: the evidence, every step with its day, and what came of it."""
    proposal = get_for(request.actor, queries.ROW, pk, Perm.PROPOSAL_READ)
    may_edit = can(request.actor, Perm.PROPOSAL_EDIT, proposal)
    evidence = queries.evidence_of(proposal, clock.today())
    context = {
        "proposal": proposal,
        "evidence": evidence,
        "submissions": queries.handed_in(request.actor, proposal, evidence.held_back),
        "bundled_count": proposal.gaps.count(),
        "outcomes": queries.came_of(request.actor, proposal),
        "course": queries.course_of(proposal, DONE, may_edit=may_edit),
        "may_edit": may_edit,
        "steps": _steps(proposal) if may_edit else [],
        "at_home": proposal.state in AT_HOME,
    }
    context |= release_context(request.actor, "proposal", proposal.pk)
    return page(request, "action/proposal.html", context)


def _steps(proposal: Proposal) -> list[tuple[str, str]]:
    """Return what can be done now as (label, address); an answer of either kind is one page."""
    found = [
        (LABELS.get(move.action, move.label), PAGES[move.action])
        for move in PROPOSAL.available(proposal.state)
        if move.action in PAGES
    ]
    if proposal.state == ProposalState.REALISED:
        found.append(("できたしくみを書き足す", PAGES["realise"]))
    return [(label, reverse(name, args=[proposal.pk])) for label, name in found]


def change(request: Request, pk: UUID) -> HttpResponse:
    """書いたことを直す."""
    proposal = get_for(request.actor, queries.ROW, pk, Perm.PROPOSAL_EDIT)
    initial = ProposalForm.of(proposal)
    form = ProposalForm(request.POST or None, actor=request.actor, initial=initial)
    if form.is_valid():
        said: dict[str, Any] = {"version": form.cleaned_data["version"] or 0, "draft": form.draft()}
        if saved(
            form, proposal, services.change_proposal,
            actor=request.actor, proposal=proposal, **said,
        ):  # fmt: skip
            messages.success(
                request, "書きなおしました。言葉が変わったときは、もう一度、別の人が確かめます。"
            )
            return redirect("action:proposal", proposal.pk)
    context = {"form": form, "heading": "提案を直す", "proposal": proposal}
    return page(request, "action/form.html", context)


def submit(request: Request, pk: UUID) -> HttpResponse:
    """提案を出す: with what the register says today."""
    initial = {"submitted_on": clock.today()}
    form = SubmitForm(request.POST or None, initial=initial)
    said = "出しました。返事が来たら「返事を書く」を押します。"
    return _step(request, pk, "submit", form, services.submit_proposal, said)


def answer(request: Request, pk: UUID) -> HttpResponse:
    """返事を書く."""
    form = AnswerForm(request.POST or None, initial={"answered_on": clock.today()})
    return _step(request, pk, "adopt", form, services.answer_proposal, "返事を書きました。")


def outcome(request: Request, pk: UUID) -> HttpResponse:
    """できたしくみを書く."""
    form = OutcomeForm(request.POST or None, actor=request.actor)
    said = "書きました。提案がしくみになりました。"
    return _step(request, pk, "realise", form, services.note_outcome, said)


def call_back(request: Request, pk: UUID) -> HttpResponse:
    """出したことを取り消す, with a reason."""
    form = CallBackForm(request.POST or None)
    said = "取り消しました。提案は手もとに戻り、直して、もう一度出せます。"
    return _step(request, pk, "call_back", form, services.call_back_proposal, said)


def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """取り下げる, with a reason."""
    form = WithdrawForm(request.POST or None)
    return _step(request, pk, "withdraw", form, services.withdraw_proposal, "取り下げました。")


def submission(request: Request, pk: UUID) -> HttpResponse:
    """出した先と返事を直す."""
    row = get_for(
        request.actor, Submission.objects.select_related("proposal__team"), pk, Perm.PROPOSAL_EDIT
    )
    form = CorrectSubmissionForm(request.POST or None, submission=row)
    return _mend(request, row, form, services.correct_submission, submission=row)


def made(request: Request, pk: UUID) -> HttpResponse:
    """できたしくみを直す."""
    row = get_for(
        request.actor, Outcome.objects.select_related("proposal__team"), pk, Perm.PROPOSAL_EDIT
    )
    form = CorrectOutcomeForm(request.POST or None, actor=request.actor, outcome=row)
    return _mend(request, row, form, services.correct_outcome, outcome=row)


def _mend(
    request: Request, row: Any, form: Any, service: Callable[..., object], **about: Any
) -> HttpResponse:
    """Mend what goes with a proposal: what stood there is kept, and changed words are looked through anew."""
    if form.is_valid() and saved(form, row, service, actor=request.actor, **about, **form.said()):
        messages.success(
            request, "直しました。言葉が変わったときは、もう一度、別の人が確かめます。"
        )
        return redirect("action:proposal", row.proposal_id)
    context = {
        "form": form,
        "heading": f"「{kind(ref_of(row).kind).label}」を直す",
        "proposal": row.proposal,
    }
    return page(request, "action/form.html", context)


def _step(
    request: Request, pk: UUID, action: str, form: Any, service: Callable[..., object], done: str
) -> HttpResponse:
    """One step of a proposal: a form, one service call, back to the proposal."""
    proposal = get_for(request.actor, queries.ROW, pk, Perm.PROPOSAL_EDIT)
    if form.is_valid():
        attempt(
            form, service,
            actor=request.actor, at=clock.now(), proposal=proposal, **_said(form),
        )  # fmt: skip
        if not form.errors:
            messages.success(request, done)
            return redirect("action:proposal", proposal.pk)
    heading = LABELS.get(action) or PROPOSAL.move(action).label
    context = {"form": form, "heading": heading, "proposal": proposal}
    return page(request, "action/form.html", context)


def _said(form: forms.Form) -> dict[str, Any]:
    if isinstance(form, WithdrawForm | CallBackForm):
        return form.cleaned_data
    said: dict[str, Any] = {"draft": form.draft()}  # type: ignore[attr-defined]
    if isinstance(form, Kept):
        said["id"] = form.cleaned_data["token"]
    return said
