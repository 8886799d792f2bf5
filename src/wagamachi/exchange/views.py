"""紙に出す: each form as a PDF for whoever may read all of what stands on it."""

from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, explain, get_for
from wagamachi.areas.municipality import is_used
from wagamachi.casework.enums import HandoffState
from wagamachi.casework.models import Case
from wagamachi.casework.policy import reads_request
from wagamachi.casework.queries.reach import reach_of
from wagamachi.casework.views.parts import case_context, open_case
from wagamachi.core import clock
from wagamachi.core.ids import paper_number
from wagamachi.core.refs import Ref
from wagamachi.records.forms import PeriodForm

from . import papers, queries, services, sheets
from .parts import Sheet


def case_papers(request: Request, pk: UUID) -> HttpResponse:
    """書類: every paper this case has, and what stands on it."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    return _case_papers(request, case, PeriodForm(None, on=clock.today()))


def _case_papers(request: Request, case: Case, form: PeriodForm) -> HttpResponse:
    context = case_context(request, case, "exchange:case")
    context |= {"form": form, "papers": papers.papers_of(request.actor, case)}
    context["course_about"] = sheets.course.FORM.about
    context["blanks"] = papers.blanks_of(case)
    return page(request, "exchange/case_papers.html", context)


def course(request: Request, pk: UUID) -> HttpResponse:
    """支援経過 of a span of time."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    form = PeriodForm(request.GET, on=clock.today())
    form.is_valid()
    happened = attempt(form, queries.happenings, case=case, period=form.span)
    if happened is None:
        return _case_papers(request, case, form)
    sheet = sheets.course.sheet(case, form.span, happened)
    return _printed(request, sheet, case, Ref("case", case.pk), case.number)


def intake(request: Request, pk: UUID) -> HttpResponse:
    """相談受付票 of one intake."""
    row = get_for(request.actor, sheets.intake.ROWS, pk, Perm.INTAKE_READ)
    number = paper_number(row.pk)
    sheet = sheets.intake.sheet(row, reach=reach_of(row, clock.now()))
    ref = _ref(row.case_id, Ref("intake", row.pk))
    return _printed(request, sheet, row, ref, number, Perm.INTAKE_READ)


def assessment(request: Request, pk: UUID) -> HttpResponse:
    """アセスメントシート."""
    row = get_for(request.actor, sheets.assessment.ROWS, pk, Perm.CASE_READ_FULL)
    return _of_case(request, sheets.assessment.sheet(row), row.case)


def plan(request: Request, pk: UUID) -> HttpResponse:
    """支援計画."""
    row = get_for(request.actor, sheets.plan.ROWS, pk, Perm.CASE_READ_FULL)
    return _of_case(request, sheets.plan.sheet(row), row.case)


def evaluation(request: Request, case_pk: UUID, pk: UUID) -> HttpResponse:
    """評価シート, with the goals of the plan it ends."""
    case = open_case(request, case_pk, Perm.CASE_READ_FULL)
    row = get_object_or_404(sheets.evaluation.ROWS, pk=pk, case=case)
    ended, goals = papers.plan_ended_by(row)
    return _of_case(request, sheets.evaluation.sheet(row, ended, goals), case)


def handoff(request: Request, pk: UUID) -> HttpResponse:
    """つなぎ票; a receiver who gave it back no longer reads what it was once shown."""
    row = get_for(request.actor, sheets.handoff.ROWS, pk, Perm.HANDOFF_READ)
    if row.state == HandoffState.UNAPPROVED or not reads_request(request.actor, row):
        audit.denied(actor=request.actor, perm=Perm.HANDOFF_READ, ref=Ref("handoff", row.pk))
        raise Http404("見つからないか、見ることができません。")
    number = paper_number(row.pk)
    sees = row.case is None or can(request.actor, Perm.CASE_READ_SUMMARY, row.case)
    sheet = sheets.handoff.sheet(row, reads_outline=sees)
    ref = _ref(row.case_id, Ref("handoff", row.pk))
    return _printed(request, sheet, row, ref, number, Perm.HANDOFF_READ)


def consent(request: Request, case_pk: UUID, pk: UUID) -> HttpResponse:
    """同意書 with what was answered."""
    case = open_case(request, case_pk, Perm.CASE_READ_FULL)
    mine = sheets.consent.ROWS.filter(person__memberships__case=case).distinct()
    return _of_case(request, sheets.consent.sheet(case, get_object_or_404(mine, pk=pk)), case)


def _ref(case_id: UUID | None, otherwise: Ref) -> Ref:
    """Return what a print is written down under: the case, whose 閲覧の記録 tells of all its papers."""
    return Ref("case", case_id) if case_id else otherwise


def blank(request: Request, pk: UUID, form: str) -> HttpResponse:
    """手で書く用紙 for a case: its head and room to write."""
    if not is_used(f"exchange:{form}"):
        raise Http404
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    return _of_case(request, sheets.blank.of_case(form, case), case)


def blank_intake(request: Request) -> HttpResponse:
    """白紙の相談受付票; nobody is on it yet."""
    require(request, Perm.INTAKE_CREATE)
    sheet = sheets.blank.of_intake()
    made = services.print_paper(
        actor=request.actor, at=clock.now(), sheet=sheet, ref=None, number="白紙", why="白紙の用紙"
    )
    return _pdf(made)


def _of_case(request: Request, sheet: Sheet, case: Case) -> HttpResponse:
    return _printed(request, sheet, case, Ref("case", case.pk), case.number)


def _printed(
    request: Request,
    sheet: Sheet,
    row: Model,
    ref: Ref,
    number: str,
    perm: Perm = Perm.CASE_READ_FULL,
) -> HttpResponse:
    """Print the sheet under the sentence that says why this actor sees the row."""
    said: dict[str, Any] = {"sheet": sheet, "ref": ref, "number": number}
    why = next(iter(explain(request.actor, perm, row)), "")
    return _pdf(services.print_paper(actor=request.actor, at=clock.now(), why=why, **said))


def _pdf(made: services.PrintedPaper) -> HttpResponse:
    """Return the PDF to be looked at in the browser."""
    headers = {"Content-Disposition": str(content_disposition_header(False, made.name))}
    return HttpResponse(made.body, content_type="application/pdf", headers=headers)
