"""資源 out to a CSV and in from one: first a look at every line, then the good ones."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.core import clock, codes

from .. import queries, services, sheet_reader, sheet_writer
from ..forms import ConfirmForm, ResourceFilter, UploadForm
from .resources import listed

FORM = "directory/import.html"


def export(request: Request) -> HttpResponseBase:
    """Write the rows of the list, as narrowed there, to a CSV for Excel; none of another choice than was made."""
    require(request, Perm.RESOURCE_EDIT)
    form = ResourceFilter(request.GET or None, on=request.actor.on)
    if form.errors:
        return listed(request, form)
    rows = queries.find_resources(request.actor, on=request.actor.on, **form.asked())
    audit.record(actor=request.actor, kind=audit.EventKind.EXPORTED, data={"what": "resource"})
    lines = sheet_writer.csv_lines(queries.for_export(rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="resources.csv"'
    return response


def upload(request: Request) -> HttpResponse:
    """Read a CSV and show line by line what taking it in would do."""
    require(request, Perm.RESOURCE_EDIT)
    form = UploadForm(request.POST or None, request.FILES or None)
    kinds = [label for _, label in codes.choices("SHIGEN", request.actor.on)]
    context: dict[str, object] = {"form": form, "kinds": kinds}
    if request.method == "POST" and form.is_valid():
        text = attempt(form, sheet_reader.decode, data=form.cleaned_data["file"].read())
        if text is not None:
            context |= _rehearsed(request, form, text)
    return page(request, FORM, context)


@require_POST
def take_in(request: Request) -> HttpResponse:
    """Write the good lines of the text that was looked at."""
    require(request, Perm.RESOURCE_EDIT)
    form = ConfirmForm(request.POST)
    context: dict[str, object] = {"form": form, "upload": UploadForm()}
    if form.is_valid():
        text, promised = form.cleaned_data["text"], form.cleaned_data["promised"]
        report = attempt(form, sheet_reader.read, text=text, on=request.actor.on)
        done = None
        if report is not None:
            done = attempt(
                form,
                services.import_report,
                actor=request.actor,
                report=report,
                promised=promised,
                at=clock.now(),
            )
        if report is not None and done is not None:
            messages.success(request, f"取りこみました。{report.counted}。")
            return redirect("directory:index")
        context |= _rehearsed(request, form, text)
    return page(request, FORM, context)


def _rehearsed(request: Request, form: UploadForm | ConfirmForm, text: str) -> dict[str, object]:
    """Return the report of a text and the form that takes exactly that in."""
    on = request.actor.on
    report = attempt(form, sheet_reader.read, text=text, on=on)
    if report is None:
        return {}
    services.rehearse_import(actor=request.actor, report=report, at=clock.now())
    confirm = ConfirmForm(initial={"text": text, "promised": report.outcome})
    return {"report": report, "confirm": confirm}
