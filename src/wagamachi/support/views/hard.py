"""困難事例: marking a case, taking the mark off, and the list those responsible keep an eye on."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.casework.views.parts import case_context, open_case
from wagamachi.core import clock
from wagamachi.core.paging import paginate

from ..enums import Criterion
from ..forms.hard import LiftForm, MarkForm
from ..models import DifficultMark
from ..policy import keeps_register
from ..queries.difficult import difficult_cases, lines
from ..services import lift_mark, mark_difficult
from .parts import lists

ROW = DifficultMark.objects.select_related(
    "case__area", "case__holder_team__organization", "case__holder_user", "marked_by", "lifted_by"
)


def difficult_list(request: Request) -> HttpResponse:
    """困難事例: age, plan, next meeting and roles of each, the longest marked first."""
    if not keeps_register(request.actor):
        raise Http404("見つからないか、見ることができません。")
    today = clock.today()
    rows = paginate(difficult_cases(request.actor, today), request.GET, by=("since_at", "id"))
    context = {
        "page": rows,
        "today": today,
        "lines": lines(rows, today),
        "lists": lists(request, "difficult"),
    }
    return page(request, "support/difficult.html", context)


def mark(request: Request, pk: UUID) -> HttpResponse:
    """One mark: why, since when, and until when."""
    found = get_for(request.actor, ROW, pk, Perm.CASE_READ_SUMMARY)
    context = case_context(request, found.case, "support:case") | {
        "mark": found,
        "criteria": [Criterion(one).label for one in found.criteria],
        "may_lift": found.until_at is None and can(request.actor, Perm.CASE_EDIT, found),
    }
    return page(request, "support/difficult_mark.html", context)


def new_mark(request: Request, pk: UUID) -> HttpResponse:
    """困難事例のしるしをつける."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    form = MarkForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form, mark_difficult,
            actor=request.actor, at=clock.now(), case=case,
            criteria=said["criteria"], reason=said["reason"], id=said["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "困難事例のしるしをつけました。計画と役割を確かめましょう。")
            return redirect("support:case", case.pk)
    heading = "困難事例のしるしをつける"
    context = case_context(request, case, "support:case") | {"form": form, "heading": heading}
    return page(request, "support/case_form.html", context)


def lift(request: Request, pk: UUID) -> HttpResponse:
    """しるしをはずす."""
    found = get_for(request.actor, ROW, pk, Perm.CASE_EDIT)
    form = LiftForm(request.POST or None)
    if form.is_valid():
        done = attempt(
            form, lift_mark,
            actor=request.actor, at=clock.now(), mark=found, reason=form.cleaned_data["reason"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "困難事例のしるしをはずしました。")
            return redirect("support:case", found.case_id)
    heading = "困難事例のしるしをはずす"
    context = case_context(request, found.case, "support:case") | {"form": form, "heading": heading}
    return page(request, "support/case_form.html", context)
