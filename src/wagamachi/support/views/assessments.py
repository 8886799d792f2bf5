"""アセスメント: writing a new sheet from the last one's text, and reading any of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.casework.views.parts import case_context, open_case
from wagamachi.core import clock

from ..forms.plans import AssessmentForm
from ..models import Assessment
from ..queries.plans import assessments_of, current_assessment, members_of
from ..queries.sheets import lines_of
from ..services import write_assessment

ROW = Assessment.objects.select_related(
    "case__area", "case__holder_team__organization", "case__holder_user", "written_by",
    "member__person", "previous",
)  # fmt: skip


def new(request: Request, pk: UUID) -> HttpResponse:
    """アセスメントを書く."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    last = current_assessment(case)
    initial = AssessmentForm.after(last)
    form = AssessmentForm(request.POST or None, members=members_of(case), initial=initial)
    if form.is_valid():
        done = attempt(
            form, write_assessment,
            actor=request.actor, at=clock.now(), case=case,
            draft=form.draft(), id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "アセスメントを書きました。前のシートも残っています。")
            return redirect("support:assessment", done.pk)
    context = case_context(request, case, "support:case") | {"form": form, "last": last}
    return page(request, "support/assessment_form.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One sheet, with a mark beside what changed since the one before."""
    sheet = get_for(request.actor, ROW, pk, Perm.CASE_READ_FULL)
    context = case_context(request, sheet.case, "support:case") | {
        "sheet": sheet,
        "lines": lines_of(sheet),
        "sheets": assessments_of(sheet.case),
    }
    return page(request, "support/assessment.html", context)
