"""Saving under an id the browser chose, so that a save whose answer got lost can be sent again (I8).

``PUT`` takes the fields of the page's own form, as a form or as JSON, and answers JSON: 201 the first
time, 200 when the same came before, 409 with both versions when something else is kept under the id,
422 with a message per field. Nothing is ever there twice.
"""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from wagamachi.access.http import Request, attempt, require
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.records.models import ActivityRecord

from ..forms.intakes import IntakeForm
from ..forms.records import CaseRecordForm
from ..models import Case, Intake
from ..queries.standing import told_of_intake
from ..services import receive_intake, record_on_case
from .intakes import intake_detail
from .parts import open_case

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
FROM_PAGE = "X-From-Page"  # sent by retry.js, which then shows the page of what was saved


def intake(request: Request, pk: UUID) -> HttpResponse:
    """One intake: shown, or with PUT taken in."""
    return put_intake(request, pk) if request.method == "PUT" else intake_detail(request, pk)


def record(request: Request, case_pk: UUID, pk: UUID) -> HttpResponse:
    """One record of a case: its page, or with PUT written."""
    case = open_case(request, case_pk, Perm.CASE_RECORD)
    if request.method == "PUT":
        return put_record(request, case, pk)
    if request.method in ("GET", "HEAD"):
        return redirect("records:detail", pk)
    return HttpResponseNotAllowed(["GET", "HEAD", "PUT"])


def put_intake(request: Request, pk: UUID) -> HttpResponse:
    """相談を受ける, once, however often it is sent."""
    require(request, Perm.INTAKE_CREATE)
    sent = _sent(request, pk)
    if sent is None:
        return _unreadable()
    form = IntakeForm(sent)
    is_new = not Intake.objects.filter(pk=pk).exists()
    if form.is_valid():
        kept = attempt(
            form, receive_intake,
            actor=request.actor, at=clock.now(), id=pk, draft=form.draft(),
        )  # fmt: skip
        if kept is not None:
            return JsonResponse(_intake(kept), status=201 if is_new else 200)
    return _refused(form)


def put_record(request: Request, case: Case, pk: UUID) -> HttpResponse:
    """記録する, once, however often it is sent."""
    sent = _sent(request, pk)
    if sent is None:
        return _unreadable()
    form = CaseRecordForm(sent, actor=request.actor, case=case)
    is_new = not ActivityRecord.objects.filter(pk=pk).exists()
    if form.is_valid():
        kept = attempt(
            form, record_on_case,
            actor=request.actor, at=clock.now(), case=case, draft=form.draft(),
            next_action=form.planned(), seen=form.seen(), id=pk,
        )  # fmt: skip
        if kept is not None:
            if FROM_PAGE in request.headers:
                messages.success(request, "記録しました。")
            return JsonResponse(_record(kept, case), status=201 if is_new else 200)
    return _refused(form)


def _sent(request: Request, pk: UUID) -> QueryDict | None:
    """Return what was sent as a form would send it, under the id of the address; None if unreadable."""
    try:
        if request.content_type == JSON:
            sent = _from_json(json.loads(request.body))
        elif request.content_type == FORM:
            sent = QueryDict(request.body, encoding="utf-8", mutable=True)
        else:
            return None
    except (TypeError, UnicodeDecodeError, ValueError):
        return None
    sent["token"] = str(pk)
    return sent


def _from_json(body: Any) -> QueryDict:
    """Return one level of names and values; raise ValueError for anything deeper."""
    if not isinstance(body, dict):
        raise ValueError("not an object")
    sent = QueryDict(mutable=True)
    for name, value in body.items():
        values = value if isinstance(value, list) else [value]
        if any(isinstance(one, dict | list) for one in values):
            raise ValueError(f"{name} is not a plain value")
        sent.setlist(name, [_word(one) for one in values if one is not None])
    return sent


def _word(value: str | float | bool) -> str:
    return "on" if value is True else "" if value is False else str(value)


def _intake(intake: Intake) -> dict[str, Any]:
    """Return where the worry went, for whoever took it in; what was heard they know."""
    team = intake.holder_team
    return {
        "id": str(intake.pk),
        "page": reverse("casework:intake_received", args=[intake.pk]),
        "received_at": timezone.localtime(intake.received_at).isoformat(),
        "state": told_of_intake(intake),
        "holder": f"{team.organization.name} {team.name}",
        "answer_by": str(intake.next_action_on) if intake.next_action_on else None,
    } | _kept(intake, ("noticed_by", "situation", "place", "subject", "subject_kana", "phone"))


def _record(record: ActivityRecord, case: Case) -> dict[str, Any]:
    """Return what is kept of the record, with what now comes next on the case."""
    return {
        "id": str(record.pk),
        "page": reverse("casework:case", args=[case.pk]),
        "occurred_at": timezone.localtime(record.occurred_at).isoformat(),
        "next_action": case.next_action,
        "next_action_on": str(case.next_action_on) if case.next_action_on else None,
    } | _kept(record, ("minutes", "counterpart", "content", "result", "next_step", "place"))


def _kept(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _refused(form: forms.BaseForm) -> JsonResponse:
    """Answer 422 with the messages of each field, or 409 with both versions."""
    differences = getattr(form, "differences", None)
    if differences:
        both = [dict(zip(("item", "kept", "came"), one, strict=True)) for one in differences]
        told: dict[str, Any] = {"message": form.non_field_errors()[0], "differences": both}
        return JsonResponse(told, status=409)
    return JsonResponse(
        {
            "message": "直すところがあります。まだ保存していません。",
            "errors": {name: [str(one) for one in found] for name, found in form.errors.items()},
        },
        status=422,
    )


def _unreadable() -> JsonResponse:
    message = "送られたものを読めませんでした。画面の項目名をそのまま使った JSON か、フォームの形で送ってください。"
    return JsonResponse({"message": message}, status=400)
