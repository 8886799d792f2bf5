"""相談したい・中圏域へつなぐ・聞いた話・届いた相談をさがす."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.access.roles import Role
from wagamachi.core import clock
from wagamachi.core.paging import paginate
from wagamachi.records.models import ActivityRecord

from ..enums import IntakeAsk
from ..forms.asking import AskForm, HeardForm, RaiseForm
from ..forms.finding import WorryFilter
from ..queries.finding_worries import may_ask_for_advice, may_find_worries, worries
from ..queries.standing import standing_of
from ..queries.statutory import statutory_contacts
from ..services import receive_intake
from .parts import rooms

RECORDS = ActivityRecord.objects.select_related("area")


def ask_for_advice(request: Request, pk: UUID | None = None) -> HttpResponse:
    """相談したい: from a record or out of the blue; a coordinator of the area answers (R174)."""
    record = get_for(request.actor, RECORDS, pk, Perm.RECORD_READ) if pk else None
    require(request, Perm.INTAKE_CREATE)
    if record is None and not may_ask_for_advice(request.actor):
        raise Http404("見つからないか、見ることができません。")
    return _ask(request, AskForm(request.POST or None, actor=request.actor, record=record))


def raise_worry(request: Request, pk: UUID) -> HttpResponse:
    """中圏域へつなぐ: from a record of a 小地域 up to the area's team (R010)."""
    record = get_for(request.actor, RECORDS, pk, Perm.RECORD_READ)
    require(request, Perm.INTAKE_CREATE)
    return _ask(request, RaiseForm(request.POST or None, actor=request.actor, record=record))


def hear(request: Request) -> HttpResponse:
    """聞いた話: from a 地区担当 to the coordinators of the district (R143)."""
    if Role.DISTRICT_STAFF not in request.actor.roles:
        raise Http404("見つからないか、見ることができません。")
    return _ask(request, HeardForm(request.POST or None, actor=request.actor, record=None))


def _ask(request: Request, form: AskForm) -> HttpResponse:
    if form.is_valid():
        intake = attempt(
            form, receive_intake,
            actor=request.actor, at=clock.now(), id=form.token_id, draft=form.draft(),
        )  # fmt: skip
        if intake is not None and form.ask == IntakeAsk.HEARD and not intake.cannot_wait:
            messages.success(request, "聞いた話を届けました。読まれたかどうかは、ここに出ます。")
            return redirect("home:today")
        if intake is not None:
            return redirect("casework:intake_received", intake.pk)
    context = {"form": form, "routes": statutory_contacts(clock.today())}
    return page(request, "casework/ask.html", context)


def find_worries(request: Request) -> HttpResponse:
    """届いた相談をさがす: where is the worry that came in on that day by that door? (R012)."""
    if not may_find_worries(request.actor):
        raise Http404("見つからないか、見ることができません。")
    form = WorryFilter(request.GET or None, actor=request.actor)
    rows = paginate(worries(request.actor, form.wanted), request.GET, by=("-received_at", "-id"))
    context = {
        "form": form,
        "wanted": form.wanted,
        "page": rows,
        "rows": [(intake, standing_of(intake)) for intake in rows],
        "rooms": rooms(request, "find_worries"),
        "today": clock.today(),
    }
    return page(request, "casework/find_worries.html", context)
