"""Screens for the unified record: list, write, read, correct, explain, take away (R029, R045)."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for, visible_to
from wagamachi.areas.models import Tier
from wagamachi.core import clock
from wagamachi.core.models import Code
from wagamachi.core.paging import paginate
from wagamachi.core.refs import ref_of

from . import definitions, queries, services
from .forms import ExportForm, RecordFilter, RecordForm
from .links import about
from .models import ActivityRecord


def index(request: Request) -> HttpResponse:
    """List records by person or team, period, function and area."""
    require(request, Perm.RECORD_READ)
    form = RecordFilter(request.GET or None, actor=request.actor)
    criteria = form.criteria
    rows = queries.listed(request.actor, criteria)
    found = paginate(queries.with_items(rows), request.GET, by=("-occurred_at", "-id"))
    is_full = request.GET.get("columns") == "all"
    items = definitions.ITEMS if is_full else definitions.BRIEF
    context = {
        "form": form,
        "page": found,
        "items": items,
        "rows": definitions.shown_rows(found, items),
        "is_full": is_full,
        "period": criteria.period,
        "totals": queries.totals(rows),
        "may_write": request.actor.has(Perm.RECORD_WRITE),
    }
    return page(request, "records/index.html", context)


def new(request: Request) -> HttpResponse:
    """Write a record of work that belongs to no case, within a minute."""
    require(request, Perm.RECORD_WRITE)
    form = RecordForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            services.write_record,
            actor=request.actor,
            at=clock.now(),
            draft=form.draft(),
            id=form.record_id,
        )
        if saved is not None:
            messages.success(request, "活動記録を保存しました。月ごとの集計にも入ります。")
            return redirect("records:index")
    context = {"form": form, "record": None, "way_back": reverse("records:index")}
    return page(request, "records/form.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """Show one record, what it is about, and what it corrects or was corrected by."""
    rows = queries.with_items(ActivityRecord.objects.select_related("corrects"))
    record = get_for(request.actor, rows, pk, Perm.RECORD_READ)
    audit.read(actor=request.actor, ref=ref_of(record), level="full")
    seen = visible_to(request.actor, ActivityRecord, Perm.RECORD_READ)
    is_current = record.corrected_by_id is None
    context = {
        "record": record,
        "items": [(item, item.shown(record)) for item in definitions.ITEMS],
        "about": about(request.actor, record),
        "before": seen.filter(corrected_by=record).first(),
        "after": seen.filter(corrects=record).first(),
        "may_ask": request.actor.has(Perm.INTAKE_CREATE),
        "may_correct": is_current and can(request.actor, Perm.RECORD_WRITE, record),
    }
    return page(request, "records/detail.html", context)


def correct(request: Request, pk: UUID) -> HttpResponse:
    """Replace a record by a corrected one; only whoever wrote it may."""
    record = get_for(request.actor, ActivityRecord, pk, Perm.RECORD_WRITE)
    form = RecordForm(request.POST or None, actor=request.actor, record=record)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            services.correct_record,
            actor=request.actor,
            at=clock.now(),
            record=record,
            draft=form.draft(),
            id=form.record_id,
        )
        if saved is not None:
            messages.success(request, "記録を直しました。直す前の記録も残っています。")
            return redirect("records:detail", saved.pk)
    return page(request, "records/form.html", {"form": form, "record": record})


def explain(request: Request) -> HttpResponse:
    """Show and print what each item of the record means."""
    require(request, Perm.RECORD_READ)
    context = {
        "items": definitions.ITEMS,
        "functions": definitions.FUNCTIONS,
        "tiers": Tier.labels,
        "methods": Code.objects.of("SHUDAN").live(request.actor.on),
    }
    return page(request, "records/definitions.html", context)


def export(request: Request) -> HttpResponse | FileResponse:
    """Take the rows of the list away as Excel or CSV; written down each time."""
    require(request, Perm.RECORD_READ)
    asked = request.GET.copy()  # the conditions of the list; a broken one is said here as there
    if asked:
        asked.setdefault("format", services.FileFormat.XLSX)
    said = request.POST if request.method == "POST" else asked or None
    form = ExportForm(said, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            services.export_records,
            actor=request.actor,
            at=clock.now(),
            criteria=form.criteria,
            file_format=form.cleaned_data["format"],
        )
        if made is not None:
            return FileResponse(
                made.body, as_attachment=True, filename=made.name, content_type=made.content_type
            )
    return page(request, "records/export.html", {"form": form})
