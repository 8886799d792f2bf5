"""だれがなにを: the role table of a case, its gaps and overlaps (R110)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.saving import saved
from wagamachi.core import clock

from ..forms.roles import RoleForm
from ..models import Case, RoleTask
from ..queries.roles import role_table
from ..services import add_role, change_role, finish_role
from .parts import after_marking, case_context, open_case


def roles(request: Request, pk: UUID) -> HttpResponse:
    """だれがなにを: agency × theme × task × due, with what nobody does and what two do."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    context = case_context(request, case, "roles")
    context["table"] = role_table(case, clock.today())
    return page(request, "casework/roles.html", context)


def new_role(request: Request, pk: UUID) -> HttpResponse:
    """役割を加える."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    initial = {"theme": request.GET.get("theme", "")}
    form = RoleForm(request.POST or None, case=case, initial=initial)
    if form.is_valid():
        done = attempt(
            form, add_role,
            actor=request.actor, at=clock.now(), case=case, draft=form.draft(),
            id=form.cleaned_data["token"],
        )  # fmt: skip
        if done is not None:
            return after_marking(request, case, "役割を加えました。", "casework:roles")
    context = case_context(request, case, "roles") | {"form": form, "heading": "役割を加える"}
    return page(request, "casework/case_form.html", context)


def edit_role(request: Request, pk: UUID) -> HttpResponse:
    """役割を書きなおす."""
    role, case = _role(request, pk)
    form = RoleForm(request.POST or None, case=case, initial=RoleForm.of(role))
    if form.is_valid():
        version, draft = form.cleaned_data["version"] or 0, form.draft()
        if saved(
            form, role, change_role,
            actor=request.actor, role=role, version=version, draft=draft,
        ):  # fmt: skip
            return after_marking(request, case, "役割を書きなおしました。", "casework:roles")
    context = case_context(request, case, "roles") | {"form": form, "heading": "役割を書きなおす"}
    return page(request, "casework/case_form.html", context)


@require_POST
def end_role(request: Request, pk: UUID) -> HttpResponse:
    """終えた: the task is done and stays in the history."""
    role, case = _role(request, pk)
    finish_role(actor=request.actor, at=clock.now(), role=role)
    messages.success(request, "この役割を終えたことを残しました。")
    return redirect("casework:roles", case.pk)


def _role(request: Request, pk: UUID) -> tuple[RoleTask, Case]:
    role = RoleTask.objects.select_related("case").filter(pk=pk).first()
    case = open_case(request, role.case_id if role else pk, Perm.CASE_EDIT)
    assert role is not None
    return role, case
