"""調整会議: calling those concerned together, and keeping what was decided (R013, R028)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.access.saving import saved
from wagamachi.core import clock
from wagamachi.core.paging import paginate

from ..forms.meetings import CallOffForm, MeetingForm, OutcomeForm
from ..models import Case, CaseMeeting
from ..queries.meetings import (
    agencies_around,
    coming_meetings,
    may_run_meetings,
    meetings_of,
)
from ..services import call_meeting, call_off_meeting, hold_meeting
from .parts import case_context, open_case

ROW = CaseMeeting.objects.select_related(
    "case__holder_team__organization", "called_by"
).prefetch_related("organizations")


def meetings(request: Request, pk: UUID) -> HttpResponse:
    """調整会議 of a case: what is to come and what was decided."""
    case = open_case(request, pk, Perm.CASE_READ_SUMMARY)
    context = case_context(request, case, "meetings")
    context["may_run"] = context["is_open"] and may_run_meetings(request.actor, case)
    context["reads_outcome"] = context["sees_all"] or context["may_run"]
    context["meetings"] = meetings_of(case.pk)
    return page(request, "casework/meetings.html", context)


def coming(request: Request) -> HttpResponse:
    """これからの調整会議: those we are asked to, or have called."""
    require(request, Perm.HANDOFF_READ)
    rows = coming_meetings(request.actor, clock.today())
    context = {"page": paginate(rows, request.GET, by=("meets_on", "id"))}
    return page(request, "casework/coming_meetings.html", context)


def meeting(request: Request, pk: UUID) -> HttpResponse:
    """One 調整会議 as those who are to come see it: when, where, what for and with whom."""
    row = get_for(request.actor, ROW, pk, Perm.HANDOFF_READ)
    sees = can(request.actor, Perm.CASE_READ_SUMMARY, row.case)
    context = {
        "meeting": row,
        "sees": sees,
        "may_open": sees or can(request.actor, Perm.CASE_READ_STATUS, row.case),
        "shows_purpose": sees or not row.case.restriction,
        "today": clock.today(),
    }
    return page(request, "casework/meeting.html", context)


def new_meeting(request: Request, pk: UUID) -> HttpResponse:
    """調整会議を呼びかける."""
    case = _run(request, open_case(request, pk, Perm.CASE_READ_SUMMARY))
    form = MeetingForm(request.POST or None, around=agencies_around(case))
    if form.is_valid():
        done = attempt(
            form, call_meeting,
            actor=request.actor, at=clock.now(), case=case, draft=form.draft(),
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "調整会議を呼びかけました。選んだ機関に知らせました。")
            return redirect("casework:meetings", case.pk)
    context = case_context(request, case, "meetings")
    context |= {"form": form, "heading": "調整会議を呼びかける"}
    return page(request, "casework/case_form.html", context)


def meeting_held(request: Request, pk: UUID) -> HttpResponse:
    """決まったことを書く."""
    row, case = _meeting(request, pk)
    initial = {"version": row.version, "outcome": row.outcome}
    if row.person_present is not None:
        initial["person_present"] = "yes" if row.person_present else "no"
    form = OutcomeForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        if saved(form, row, hold_meeting, actor=request.actor, meeting=row, **said):
            messages.success(request, "決まったことを残しました。")
            return redirect("casework:meetings", case.pk)
    context = case_context(request, case, "meetings")
    context |= {"form": form, "heading": "決まったことを書く"}
    return page(request, "casework/case_form.html", context)


def meeting_call_off(request: Request, pk: UUID) -> HttpResponse:
    """会議を取りやめる."""
    row, case = _meeting(request, pk)
    form = CallOffForm(request.POST or None, initial={"version": row.version})
    if form.is_valid():
        said = form.cleaned_data
        if saved(form, row, call_off_meeting, actor=request.actor, meeting=row, **said):
            messages.success(request, "会議を取りやめました。")
            return redirect("casework:meetings", case.pk)
    context = case_context(request, case, "meetings")
    context |= {"form": form, "heading": "会議を取りやめる"}
    return page(request, "casework/case_form.html", context)


def _run(request: Request, case: Case) -> Case:
    """Return the case if the actor may run its meetings; unseen otherwise."""
    if not may_run_meetings(request.actor, case):
        open_case(request, case.pk, Perm.CASE_EDIT)
        raise Http404("見つからないか、見ることができません。")
    return case


def _meeting(request: Request, pk: UUID) -> tuple[CaseMeeting, Case]:
    row = CaseMeeting.objects.select_related("case").filter(pk=pk).first()
    case = open_case(request, row.case_id if row else pk, Perm.CASE_READ_SUMMARY)
    assert row is not None
    return row, _run(request, case)
