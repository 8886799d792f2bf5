"""制度の狭間: writing one down on a case, and the register that policy meetings read."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.access.saving import saved
from wagamachi.areas.municipality import is_used
from wagamachi.casework.models import Case, Handoff
from wagamachi.casework.views.parts import after_marking, case_context, open_case
from wagamachi.core import clock
from wagamachi.core.paging import paginate
from wagamachi.publishing.queries.releases import release_context
from wagamachi.records.figures import answer

from ..forms.figures import FiguresForm
from ..forms.hard import GapForm
from ..models import Gap
from ..queries.gaps import (
    gaps_from_declined,
    held_back,
    public_notes,
    register_lines,
    register_table,
)
from ..services import change_gap, note_gap
from .parts import lists

ROW = Gap.objects.select_related(
    "case__area", "case__holder_team__organization", "case__holder_user", "reason", "theme",
    "written_by", "handoff__decline_reason",
)  # fmt: skip

WRITTEN = "制度の狭間として書きました。台帳の数に入ります。一文は、ほかの人が確かめてからのります。"


def new(request: Request, pk: UUID) -> HttpResponse:
    """制度の狭間を書く, from a つなぎ that came back or by itself."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    declined = gaps_from_declined().filter(case=case)
    initial = GapForm.about(_asked(request, case))
    form = GapForm(request.POST or None, declined=declined, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form, note_gap,
            actor=request.actor, at=clock.now(), case=case, draft=form.draft(),
            id=said["token"], handoff=said.get("handoff"),
        )  # fmt: skip
        if done is not None:
            words = (
                "制度の狭間として書きました。台帳の数にも入ります。"
                "一文は、ほかの人が確かめてからのります。"
            )
            return after_marking(request, case, words, "support:case")
    heading = "制度の狭間を書く"
    context = case_context(request, case, "support:case") | {"form": form, "heading": heading}
    return page(request, "support/case_form.html", context)


def _asked(request: Request, case: Case) -> Handoff | None:
    """Return the declined つなぎ that the link named; nothing for a broken link."""
    try:
        pk = UUID(request.GET.get("handoff", ""))
    except ValueError:
        return None
    return gaps_from_declined().filter(case=case, pk=pk).first()


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One gap of a case."""
    gap = get_for(request.actor, ROW, pk, Perm.CASE_READ_FULL)
    context = case_context(request, gap.case, "support:case") | {
        "gap": gap,
        "may_change": can(request.actor, Perm.CASE_EDIT, gap),
    }
    context |= release_context(request.actor, "gap", gap.pk)
    return page(request, "support/gap.html", context)


def change(request: Request, pk: UUID) -> HttpResponse:
    """書いたことを直す."""
    gap = get_for(request.actor, ROW, pk, Perm.CASE_EDIT)
    form = GapForm(request.POST or None, initial=GapForm.of(gap))
    if form.is_valid():
        said: dict[str, Any] = {"version": form.cleaned_data["version"] or 0, "draft": form.draft()}
        if saved(form, gap, change_gap, actor=request.actor, gap=gap, **said):
            said_so = "書きなおしました。"
            return after_marking(request, gap.case, said_so, "support:gap", gap.pk)
    heading = "制度の狭間を直す"
    context = case_context(request, gap.case, "support:case") | {"form": form, "heading": heading}
    return page(request, "support/case_form.html", context)


def register(request: Request) -> HttpResponse:
    """制度の狭間の台帳: reasons, themes and years; no case, no name, no place nearer than 中圏域."""
    require(request, Perm.STATS_READ)
    form = FiguresForm(request.GET or None, actor=request.actor)
    year, area = form.chosen_year, form.chosen_area
    whole = register_lines(year)
    this_year = whole if year == form.this_year else register_lines(form.this_year)
    held = held_back(form.this_year, this_year)
    told = public_notes(form.this_year).exclude(pk__in=held)
    notes = paginate(told, request.GET, by=("-found_on", "-id"))
    context = {
        "page": notes,
        "held_back": bool(held),
        "lists": lists(request, "gaps"),
        "may_propose": request.actor.has(Perm.PROPOSAL_EDIT) and is_used("action:new"),
    }
    tables = [register_table(year, area, whole)]
    return answer(request, "support/gaps.html", form, tables, context, room="support")
