"""相談を受けて、受けとめるまで."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, explain, get_for, own
from wagamachi.access.saving import saved
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.paging import FEW, paginate
from wagamachi.core.refs import Ref
from wagamachi.organizations.queries import receiving_teams

from ..enums import IntakeAsk, IntakeState, Restriction
from ..forms.intakes import (
    AnswerForm,
    ClaimForm,
    IntakeForm,
    NotedForm,
    PassOnForm,
    ReasonForm,
    RestrictForm,
)
from ..models import Intake
from ..queries.course import moves_of
from ..queries.lists import INBOX_ORDER, RECEIVED_ORDER, inbox, readable, received_here
from ..queries.matching import find_matches
from ..queries.reach import reach_of
from ..queries.standing import standing_of
from ..queries.statutory import Contacts, contacts_for, meant_by_intake, statutory_contacts
from ..services import (
    answer_intake,
    claim_intake,
    is_unreceived,
    look_for_matches,
    may_look_in,
    may_weigh_urgency,
    pass_on_intake,
    receive_intake,
    reopen_intake,
    restrict_intake,
    takes_additions,
    weigh_intake,
)
from ..states import INTAKE
from .parts import rooms

ROW = Intake.objects.select_related(
    "area", "town", "window_kind", "route", "method", "received_by",
    "received_team__organization", "holder_team__organization", "holder_user",
    "case__holder_team__organization", "case__holder_user", "raised_from",
)  # fmt: skip


def new_intake(request: Request) -> HttpResponse:
    """相談を受ける: saved, it is in an inbox; saved twice, it is there once."""
    require(request, Perm.INTAKE_CREATE)
    form = IntakeForm(request.POST or None)
    if form.is_valid():
        intake = attempt(
            form, receive_intake,
            actor=request.actor, at=clock.now(), id=form.token_id, draft=form.draft(),
        )  # fmt: skip
        if intake is not None:
            return redirect("casework:intake_received", intake.pk)
    context = {"form": form, "routes": statutory_contacts(clock.today())}
    return page(request, "casework/intake_new.html", context)


@require_POST
def intake_matches(request: Request) -> HttpResponse:
    """Show likely matches beside the form while it is being filled in."""
    require(request, Perm.INTAKE_CREATE)
    typed = {name: request.POST.get(name, "") for name in ("subject", "phone", "place")}
    try:
        matches = look_for_matches(actor=request.actor, at=clock.now(), **typed)
    except DomainError as error:
        refused = {"refused": error.message}
        return render(request, "casework/_matches.html", refused, status=error.status)
    return render(request, "casework/_matches.html", {"matches": matches})


def intake_received(request: Request, pk: UUID) -> HttpResponse:
    """受けとめました: who holds it now, by when somebody answers, and a slip to print."""
    intake = get_for(request.actor, ROW, pk, Perm.INTAKE_STATUS)
    reads = can(request.actor, Perm.INTAKE_READ, intake)
    knows = reads or Intake.objects.filter(_brought(request.actor), pk=pk).exists()
    audit.read(actor=request.actor, ref=Ref("intake", pk), level="full" if reads else "status")
    context = {"intake": intake, "reads": reads, "routes": routes_of(intake) if knows else []}
    context["reach"] = reach_of(intake, clock.now())
    context["tells"] = knows or not intake.restriction
    context |= _owns(request, intake)
    return page(request, "casework/intake_received.html", context)


def _brought(actor: Actor) -> Q:
    return own(actor, person="received_by", team="received_team")


def intake_inbox(request: Request) -> HttpResponse:
    """受けとめる: what waits for my teams, the urgent first, then the oldest."""
    require(request, Perm.INTAKE_CLAIM)
    rows = paginate(inbox(request.actor), request.GET, by=INBOX_ORDER)
    context = {"page": rows, "rooms": rooms(request, "inbox"), "today": clock.today()}
    return page(request, "casework/inbox.html", context)


def my_intakes(request: Request) -> HttpResponse:
    """受けた相談: where each went and how it stands, for whoever took it in (I4)."""
    require(request, Perm.INTAKE_STATUS)
    received = received_here(request.actor)
    found = paginate(received, request.GET, by=RECEIVED_ORDER, size=FEW)
    context = {
        "count": received.count(),
        "page": found,
        "rows": [(intake, standing_of(intake)) for intake in found],
        "readable": readable(request.actor, found),
        "rooms": rooms(request, "my_intakes"),
    }
    return page(request, "casework/my_intakes.html", context)


def intake_detail(request: Request, pk: UUID) -> HttpResponse:
    """One intake: what was heard, who holds it, and what can be done with it now."""
    intake = get_for(request.actor, ROW, pk, Perm.INTAKE_STATUS)
    reads = can(request.actor, Perm.INTAKE_READ, intake)
    level = "full" if reads else "status"
    audit.read(actor=request.actor, ref=Ref("intake", intake.pk), level=level)
    told = _told(request, intake) if reads else {}
    ways = explain(request.actor, Perm.INTAKE_READ if reads else Perm.INTAKE_STATUS, intake)
    may_act = can(request.actor, Perm.INTAKE_CLAIM, intake)
    context = told | _owns(request, intake)
    context |= {
        "intake": intake,
        "reads": reads,
        "standing": standing_of(intake),
        "reach": reach_of(intake, clock.now()),
        "sees_case": intake.case and can(request.actor, Perm.CASE_READ_STATUS, intake.case),
        "why": next(iter(ways), ""),
        "moves": INTAKE.available(intake.state) if may_act else [],
    }
    return page(request, "casework/intake.html", context)


def _owns(request: Request, intake: Intake) -> dict[str, bool]:
    """Return what this person may do with it as the one who took it in."""
    may = can(request.actor, Perm.INTAKE_AMEND, intake)
    return {
        "may_correct": may and is_unreceived(intake),
        "may_add": may and takes_additions(intake),
        "may_weigh_urgency": intake.state == IntakeState.WAITING
        and may_weigh_urgency(actor=request.actor, intake=intake),
        "may_look_in": may_look_in(actor=request.actor, intake=intake),
    }


def _told(request: Request, intake: Intake) -> dict[str, Any]:
    """Return what only those see who may read what was heard."""
    asked = {"subject": intake.subject, "phone": intake.phone, "place": intake.place}
    return {
        "route": routes_of(intake),
        "record_url": _record_url(request, intake),
        "entries": moves_of(intake),
        "additions": intake.additions.select_related("written_by"),
        "matches": []
        if intake.case_id
        else find_matches(request.actor, but_not=intake.pk, **asked),
    }


def routes_of(intake: Intake) -> list[Contacts]:
    """Return the statutory contacts of every kind the worry speaks of; mostly none."""
    return contacts_for(meant_by_intake(intake), clock.today())


def _record_url(request: Request, intake: Intake) -> str:
    """Return where the record lies that the worry was raised from, for whoever may read that."""
    record = intake.raised_from
    if record is None or not can(request.actor, Perm.RECORD_READ, record):
        return ""
    return reverse("records:detail", args=[record.pk])


def intake_slip(request: Request, pk: UUID) -> HttpResponse:
    """相談受付票: the paper form, for the folder or for somebody who works on paper."""
    intake = get_for(request.actor, ROW, pk, Perm.INTAKE_READ)
    audit.read(actor=request.actor, ref=Ref("intake", intake.pk), level="print")
    context = {"intake": intake, "reach": reach_of(intake, clock.now())}
    return render(request, "casework/intake_slip.html", context)


def _to_act_on(request: Request, pk: UUID) -> Intake:
    """Return the intake for a page that shows what was heard beside its form, and write it down."""
    intake = get_for(request.actor, ROW, pk, Perm.INTAKE_CLAIM)
    audit.read(actor=request.actor, ref=Ref("intake", pk), level="full")
    return intake


def claim(request: Request, pk: UUID) -> HttpResponse:
    """引き受ける: as a new case, or into an open one of the same household."""
    intake = _to_act_on(request, pk)
    matches = find_matches(
        request.actor, subject=intake.subject, phone=intake.phone, place=intake.place
    )
    held = [m.case for m in matches if m.case and m.case.holder_team_id in request.actor.team_ids]
    initial = {"next_action": intake.next_action, "next_action_on": intake.next_action_on}
    form = ClaimForm(request.POST or None, candidates=held, initial=initial)
    if form.is_valid():
        case = attempt(
            form, claim_intake,
            actor=request.actor, at=clock.now(), intake=intake, **form.cleaned_data,
        )  # fmt: skip
        if case is not None:
            messages.success(request, "引き受けました。次にすることの期日までに動きましょう。")
            return redirect("casework:case", case.pk)
    return page(request, "casework/claim.html", {"form": form, "intake": intake})


@require_POST
def weigh(request: Request, pk: UUID) -> HttpResponse:
    """検討中と伝える: whoever brought it sees that somebody is thinking it over."""
    intake = get_for(request.actor, ROW, pk, Perm.INTAKE_CLAIM)
    weigh_intake(actor=request.actor, at=clock.now(), intake=intake)
    messages.success(request, "検討中であることを、受けた窓口に伝えました。")
    return redirect("casework:intake", pk)


def pass_on(request: Request, pk: UUID) -> HttpResponse:
    """ほかのチームにまわす: from inbox to inbox, with a reason."""
    intake = _to_act_on(request, pk)
    teams = receiving_teams(clock.today()).exclude(pk=intake.holder_team_id)
    form = PassOnForm(request.POST or None, teams=teams)
    if form.is_valid():
        done = attempt(
            form, pass_on_intake,
            actor=request.actor, at=clock.now(), intake=intake, **form.cleaned_data,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "ほかのチームの受信箱に移しました。")
            return redirect("casework:inbox")
    return page(request, "casework/pass_on.html", {"form": form, "intake": intake})


def answer(request: Request, pk: UUID) -> HttpResponse:
    """お答えして終える: an intake that needed no more than an answer."""
    intake = _to_act_on(request, pk)
    shape = NotedForm if intake.ask == IntakeAsk.HEARD else AnswerForm
    form = shape(request.POST or None)
    if form.is_valid():
        done = attempt(
            form, answer_intake,
            actor=request.actor, at=clock.now(), intake=intake, **form.cleaned_data,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "お答えした内容を残して、終えました。")
            return redirect("casework:intake", intake.pk)
    return page(request, "casework/answer.html", {"form": form, "intake": intake})


def restrict(request: Request, pk: UUID) -> HttpResponse:
    """特別な取り扱いにする: it turned out to be what the law wants dealt with at once."""
    intake = get_for(request.actor, ROW, pk, Perm.INTAKE_READ)
    audit.read(actor=request.actor, ref=Ref("intake", pk), level="full")
    form = RestrictForm(request.POST or None, initial={"version": intake.version})
    if form.is_valid():
        said = form.cleaned_data
        if saved(form, intake, restrict_intake, actor=request.actor, intake=intake, **said):
            if can(request.actor, Perm.INTAKE_STATUS, intake):
                return redirect("casework:intake_received", pk)
            return redirect("casework:intake_reported", said["restriction"])
    context = {"form": form, "intake": intake, "routes": statutory_contacts(clock.today())}
    return page(request, "casework/intake_restrict.html", context)


@require_safe
def reported(request: Request, kind: str) -> HttpResponse:
    """通報しました: for whoever sent on what somebody else brought and so sees no more of it (R017)."""
    require(request, Perm.INTAKE_CREATE)
    if kind not in Restriction.values:
        raise Http404("そのような取り扱いはありません。")
    context = {"routes": contacts_for([Restriction(kind)], clock.today())}
    return page(request, "casework/intake_reported.html", context)


def reopen(request: Request, pk: UUID) -> HttpResponse:
    """もう一度受けとめる: an answered intake goes back into the inbox."""
    intake = _to_act_on(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        done = attempt(
            form, reopen_intake,
            actor=request.actor, at=clock.now(), intake=intake, **form.cleaned_data,
        )  # fmt: skip
        if done is not None:
            return redirect("casework:intake", intake.pk)
    return page(request, "casework/intake_reopen.html", {"form": form, "intake": intake})
