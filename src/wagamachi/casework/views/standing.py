"""寄り添い継続 and 課題タグ of a case (R027, R033, R032)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.access.saving import saved
from wagamachi.core import clock
from wagamachi.records.forms import RecordForm

from ..forms.standing import ResumeForm, StandByForm, TagForm, sets_apart
from ..queries.standing import passed_on
from ..queries.statutory import statutory_contacts
from ..services import look_in_again, resume_support, stand_by, tag_case
from .parts import after_marking, case_context, open_case


def keep_in_touch(request: Request, pk: UUID) -> HttpResponse:
    """寄り添いを続ける: how often one stays in touch, and when next."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    form = StandByForm(request.POST or None, initial=StandByForm.of(case))
    if form.is_valid() and saved(
        form, case, stand_by, actor=request.actor, case=case, **form.said()
    ):
        messages.success(request, "寄り添いを続けます。次の連絡の日を決めました。")
        return redirect("casework:case", case.pk)
    context = case_context(request, case, "case") | {"form": form, "heading": "寄り添いを続ける"}
    return page(request, "casework/case_form.html", context)


def look_in(request: Request, pk: UUID) -> HttpResponse:
    """つないだあとの様子を書く: whoever brought a worry looked in again (R027)."""
    mine = passed_on().filter(received_by=request.actor.user_id)
    intake = get_for(request.actor, mine, pk, Perm.INTAKE_READ)
    require(request, Perm.RECORD_WRITE)
    form = RecordForm(
        request.POST or None, actor=request.actor, area=intake.area_id, function="individual"
    )
    if form.is_valid():
        done = attempt(
            form, look_in_again,
            actor=request.actor, at=clock.now(), intake=intake, draft=form.draft(),
            id=form.record_id,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "様子を書きました。担当のチームも読めます。")
            return redirect("casework:intake", intake.pk)
    lead = "この相談を受けたあとに、ご本人の様子をたずねたことを書きます。担当のチームも読めます。"
    way_back = reverse("casework:intake", args=[intake.pk])
    context = {"form": form, "record": None, "lead": lead, "way_back": way_back}
    return page(request, "records/form.html", context)


def resume(request: Request, pk: UUID) -> HttpResponse:
    """支援にもどす: something has come up."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    form = ResumeForm(request.POST or None)
    if form.is_valid():
        done = attempt(
            form, resume_support,
            actor=request.actor, at=clock.now(), case=case, **form.cleaned_data,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "支援にもどしました。")
            return redirect("casework:case", case.pk)
    context = case_context(request, case, "case") | {"form": form, "heading": "支援にもどす"}
    return page(request, "casework/case_form.html", context)


def tags(request: Request, pk: UUID) -> HttpResponse:
    """課題タグ: what the whole case is about, and what in the neighbourhood lies behind it."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    form = TagForm(request.POST or None, initial=TagForm.of(case))
    if form.is_valid():
        said = form.cleaned_data
        values = {"version": said["version"], "tag_ids": said["tags"]}
        values["social_background"] = said["social_background"]
        if saved(form, case, tag_case, actor=request.actor, case=case, **values):
            if sets_apart(case, said["tags"]) and not case.social_background:
                messages.info(
                    request, "孤立にかかわるケースです。地域の側にある背景も書いておけます。"
                )
            return after_marking(request, case, "課題タグを書きました。", "casework:household")
    context = case_context(request, case, "household") | {"form": form}
    context["routes"] = statutory_contacts(clock.today())
    context["is_apart"] = sets_apart(case, form["tags"].value() or [])
    return page(request, "casework/tags.html", context)
