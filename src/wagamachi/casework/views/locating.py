"""場所を入れる: where a worry turned out to be, and who looks after that place (R001)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.core import clock
from wagamachi.core.refs import Ref

from ..forms.locating import LocateForm
from ..models import Intake
from ..services import locate_case, locate_intake, team_there
from .parts import case_context, open_case

PLACED = "場所と圏域を入れました。担当は変わっていません。"


def intake(request: Request, pk: UUID) -> HttpResponse:
    """Write down where an intake turned out to be; another team's area is offered, not forced."""
    rows = Intake.objects.select_related("area", "case")
    row = get_for(request.actor, rows, pk, Perm.INTAKE_CLAIM)
    audit.read(actor=request.actor, ref=Ref("intake", pk), level="full")
    initial = {"version": row.version, "place": row.place_known}
    form = LocateForm(request.POST or None, initial=initial)
    if form.is_valid():
        done = attempt(
            form, locate_intake, actor=request.actor, at=clock.now(), intake=row, **form.said()
        )
        if done is not None:
            messages.success(request, PLACED)
            elsewhere = team_there(done, clock.today())
            return redirect("casework:intake_locate" if elsewhere else "casework:intake", pk)
    context = {"form": form, "intake": row, "elsewhere": team_there(row, clock.today())}
    return page(request, "casework/intake_locate.html", context)


def case(request: Request, pk: UUID) -> HttpResponse:
    """Write down where the household of a case lives."""
    row = open_case(request, pk, Perm.CASE_EDIT)
    initial = {"version": row.version, "place": row.place}
    form = LocateForm(request.POST or None, initial=initial)
    if form.is_valid():
        done = attempt(
            form, locate_case, actor=request.actor, at=clock.now(), case=row, **form.said()
        )
        if done is not None:
            messages.success(request, PLACED)
            elsewhere = team_there(done, clock.today())
            return redirect("casework:locate" if elsewhere else "casework:case", pk)
    context = case_context(request, row, "case") | {"form": form}
    context["elsewhere"] = team_there(row, clock.today())
    return page(request, "casework/locate.html", context)
