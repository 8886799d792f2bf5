"""The case: its list, its course, who holds it, and its end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime

from wagamachi.access import audit_words
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.models import AuditEvent
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.saving import saved
from wagamachi.core import clock
from wagamachi.core.paging import paginate

from ..enums import CaseState
from ..forms.cases import (
    AssignForm,
    CloseForm,
    DescribeForm,
    EvaluationForm,
    NextActionForm,
    ReopenForm,
    UnrestrictForm,
)
from ..forms.filters import CaseFilter
from ..forms.records import CaseRecordForm
from ..models import Case
from ..queries.course import Place, course_of
from ..queries.handing_on import goes_along
from ..queries.household import team_members
from ..queries.merging import became, merge_of
from ..queries.statutory import contacts_for, meant_by_case, statutory_contacts
from ..services import (
    assign_case,
    close_case,
    current_evaluation,
    describe_case,
    evaluate_case,
    plan_next_action,
    record_on_case,
    reopen_case,
    unrestrict_case,
)
from .parts import after_marking, case_context, has_cases, open_case, rooms

MOST = 10_000  # entries of one instant that a link may skip


def case_list(request: Request) -> HttpResponse:
    """ケース: whose, in which state, where, about what; the next due first.

    Who can hold none and sees none begins with what became of the worries they brought.
    """
    require(request, Perm.CASE_READ_SUMMARY)
    if not request.GET and not has_cases(request.actor):
        return redirect("casework:my_intakes")
    chosen = CaseFilter(request.GET or None, actor=request.actor)
    rows = paginate(chosen.cases(clock.now()), request.GET, by=chosen.order)
    context = {
        "form": chosen,
        "page": rows,
        "today": clock.today(),
        "rooms": rooms(request, "cases"),
        "may_claim": request.actor.has(Perm.INTAKE_CLAIM),
    }
    return page(request, "casework/cases.html", context)


def case_page(request: Request, pk: UUID) -> HttpResponse:
    """The case as this actor may see it: everything, the outline, or how it stands."""
    gone = _merged(request, pk)
    if gone.get("sees_kept") and not can(request.actor, Perm.CASE_READ_STATUS, Case(pk=pk)):
        return page(request, "casework/merged.html", gone)
    case = open_case(request, pk, Perm.CASE_READ_STATUS)
    context = case_context(request, case, "case")
    if case.state == CaseState.MERGED:
        return page(request, "casework/merged.html", context | gone)
    if not context["sees_all"]:
        return page(request, "casework/case_outline.html", context | _outline(request, case.pk))
    kind = request.GET.get("kind", "")
    course = course_of(case, before=_place(request), kind=kind)
    context |= {"entries": course.entries, "older": course.older, "kind": kind}
    context["evaluation"] = current_evaluation(case)
    context["routes"] = contacts_for(meant_by_case(case), clock.today()) if case.restriction else []
    context["may_unrestrict"] = case.restriction and can(request.actor, Perm.CASE_UNRESTRICT, case)
    context["may_record"] = context["is_open"] and can(request.actor, Perm.CASE_RECORD, case)
    return page(request, "casework/case.html", context)


def _merged(request: Request, pk: UUID) -> dict[str, object]:
    """Return where a case went, for who may see the one it became; that one may have gone on."""
    row, whole = merge_of(pk), became(pk)
    if row is None or whole is None:
        return {"merge": None}
    return {
        "merge": row,
        "whole": whole,
        "sees_kept": can(request.actor, Perm.CASE_READ_STATUS, whole),
        "may_part": can(request.actor, Perm.CASE_EDIT, row.kept),
    }


def _outline(request: Request, pk: UUID) -> dict[str, object]:
    from ..queries.household import handoffs_for, issues_of

    case_handoffs = handoffs_for(request.actor, pk)
    may_pull = request.actor.has(Perm.HANDOFF_SEND)
    return {"handoffs": case_handoffs, "themes": issues_of(pk), "may_pull": may_pull}


def _place(request: Request) -> Place | None:
    """Return where the asked page of the course begins; nothing for the newest or a broken link."""
    asked = request.GET.get("before", ""), request.GET.get("skip", "0")
    try:
        at, skip = parse_datetime(asked[0]), int(asked[1])
    except ValueError:
        return None
    return Place(at, skip) if at and at.tzinfo and 0 <= skip <= MOST else None


def record(request: Request, pk: UUID) -> HttpResponse:
    """記録する: what was done, how it went, and what comes next."""
    case = open_case(request, pk, Perm.CASE_RECORD)
    form = CaseRecordForm(request.POST or None, actor=request.actor, case=case)
    if form.is_valid():
        done = attempt(
            form, record_on_case,
            actor=request.actor, at=clock.now(), case=case, draft=form.draft(),
            next_action=form.planned(), seen=form.seen(), id=form.record_id,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "記録しました。")
            return redirect("casework:case", case.pk)
        if form.is_stale:
            form.show_newer_plan()
    if request.htmx:
        return page(request, "casework/_record_form.html", {"form": form, "case": case})
    context = case_context(request, case, "case") | {"form": form}
    return page(request, "casework/record.html", context)


def next_action(request: Request, pk: UUID) -> HttpResponse:
    """次にすること: set it without writing a record."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    initial = {
        "version": case.version,
        "next_action": case.next_action,
        "next_action_on": case.next_action_on,
    }
    form = NextActionForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        if saved(form, case, plan_next_action, actor=request.actor, case=case, **said):
            return redirect("casework:case", case.pk)
    context = case_context(request, case, "case") | {
        "form": form,
        "heading": "次にすることを決める",
    }
    return page(request, "casework/case_form.html", context)


def describe(request: Request, pk: UUID) -> HttpResponse:
    """呼び名・あらまし: what colleagues and partners read first."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    form = DescribeForm(request.POST or None, case=case)
    if form.is_valid():
        said = form.columns() | {"version": form.cleaned_data["version"]}
        if saved(form, case, describe_case, actor=request.actor, case=case, **said):
            return after_marking(request, case, "あらましを書きなおしました。", "casework:case")
    context = case_context(request, case, "case") | {"form": form, "heading": "あらましを書く"}
    context["routes"] = statutory_contacts(clock.today())
    return page(request, "casework/case_form.html", context)


def unrestrict(request: Request, pk: UUID) -> HttpResponse:
    """特別な取り扱いをやめる: a lead of the holding team says why."""
    case = open_case(request, pk, Perm.CASE_UNRESTRICT)
    form = UnrestrictForm(request.POST or None, initial={"version": case.version})
    if form.is_valid():
        said = form.cleaned_data
        if saved(form, case, unrestrict_case, actor=request.actor, case=case, **said):
            messages.success(
                request, "特別な取り扱いをやめました。ふつうのケースと同じに見えます。"
            )
            return redirect("casework:case", case.pk)
    context = case_context(request, case, "case") | {"form": form}
    context["heading"] = "特別な取り扱いをやめる"
    return page(request, "casework/case_form.html", context)


def assign(request: Request, pk: UUID) -> HttpResponse:
    """主担当を決める: somebody on the holding team, or the team's inbox."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    initial = {
        "version": case.version, "holder_user": case.holder_user_id,
        "second_user": case.second_user_id,
    }  # fmt: skip
    members = team_members(case.holder_team_id, clock.today())
    things = goes_along(case) if case.holder_user_id else []
    form = AssignForm(
        request.POST or None, members=members, goes_along=bool(things), initial=initial
    )
    if form.is_valid():
        said = form.named()
        if saved(form, case, assign_case, actor=request.actor, case=case, **said):
            messages.success(request, "主担当を決めました。")
            return redirect("casework:case", case.pk)
    context = case_context(request, case, "case") | {"form": form, "heading": "主担当を決める"}
    context["goes_along"] = things
    return page(request, "casework/case_form.html", context)


def evaluations(request: Request, pk: UUID) -> HttpResponse:
    """評価: every evaluation there has been, the newest first."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    rows = case.evaluations.select_related("evaluated_by").prefetch_related("changes")
    context = case_context(request, case, "evaluations") | {
        "evaluations": rows,
        "evaluation": current_evaluation(case),
    }
    return page(request, "casework/evaluations.html", context)


def evaluate(request: Request, pk: UUID) -> HttpResponse:
    """評価する: how far it got, what changed, what remains."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    form = EvaluationForm(request.POST or None)
    if form.is_valid():
        done = attempt(
            form, evaluate_case,
            actor=request.actor, at=clock.now(), case=case,
            draft=form.draft(), id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(
                request, "評価を書きました。おわりにすることも、続けることもできます。"
            )
            return redirect("casework:evaluations", case.pk)
    context = case_context(request, case, "evaluations") | {"form": form, "heading": "評価する"}
    return page(request, "casework/case_form.html", context)


def close(request: Request, pk: UUID) -> HttpResponse:
    """おわりにする: only what was evaluated, and never without a reason."""
    case = open_case(request, pk, Perm.CASE_CLOSE)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        done = attempt(
            form, close_case,
            actor=request.actor, at=clock.now(), case=case,
            close_reason_id=form.cleaned_data["close_reason"],
            follow_up_checked=form.cleaned_data["follow_up"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "おわりにしました。必要なら「もう一度ひらく」ができます。")
            return redirect("casework:case", case.pk)
    context = case_context(request, case, "evaluations") | {
        "form": form,
        "evaluation": current_evaluation(case),
    }
    return page(request, "casework/close.html", context)


def reopen(request: Request, pk: UUID) -> HttpResponse:
    """もう一度ひらく."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        done = attempt(
            form, reopen_case,
            actor=request.actor, at=clock.now(), case=case, **form.cleaned_data,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "もう一度ひらきました。主担当はあなたです。")
            return redirect("casework:case", case.pk)
    context = case_context(request, case, "case") | {"form": form, "heading": "もう一度ひらく"}
    return page(request, "casework/case_form.html", context)


def readers(request: Request, pk: UUID) -> HttpResponse:
    """閲覧の記録: who looked at this case and when."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    context = case_context(request, case, "readers")
    events = AuditEvent.objects.filter(target_kind="case", target_id=case.pk)
    rows = paginate(events.select_related("user"), request.GET, by=("-seq",), size=50)
    context |= {"page": rows, "lines": audit_words.lines(rows)}
    return page(request, "casework/readers.html", context)
