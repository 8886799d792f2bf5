"""Screens for code lists: what there is, local wording, local additions, ending a code."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from wagamachi.core import clock
from wagamachi.core.models import Code, CodeList

from ..code_forms import CodeAddForm, CodeEndForm, CodeRenameForm
from ..code_queries import code_lists, codes_of
from ..http import Request, attempt, page, require, version_seen
from ..perms import Perm
from ..saving import saved
from ..services import codes as services

_CODES = Code.objects.select_related("code_list")


def index(request: Request) -> HttpResponse:
    """List every code list with how many codes are in use, renamed and added here."""
    require(request, Perm.CODE_EDIT)
    return page(request, "access/codes/index.html", {"lists": code_lists(request.actor.on)})


def detail(request: Request, key: str) -> HttpResponse:
    """Show one list: the shared wording, what it is called here, where each code adds up."""
    require(request, Perm.CODE_EDIT)
    code_list = get_object_or_404(CodeList, pk=key)
    context = {"code_list": code_list, "codes": codes_of(code_list, request.actor.on)}
    return page(request, "access/codes/detail.html", context)


def rename(request: Request, pk: str) -> HttpResponse:
    """Say what a code is called here."""
    require(request, Perm.CODE_EDIT)
    code = get_object_or_404(_CODES, pk=pk)
    form = CodeRenameForm(request.POST or None, initial=_seen(code, label=code.local_label))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if saved(form, code, services.rename_code, actor=request.actor, code=code, **said):
            messages.success(request, f"「{code}」と呼ぶことにしました。")
            return redirect("access:code_list", code.code_list_id)
    return page(request, "access/codes/rename.html", {"form": form, "code": code})


def add(request: Request, key: str) -> HttpResponse:
    """Add a code of this municipality."""
    require(request, Perm.CODE_EDIT)
    code_list = get_object_or_404(CodeList, pk=key)
    form = CodeAddForm(request.POST or None, code_list=code_list, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            services.add_local_code,
            actor=request.actor,
            id=form.cleaned_data["token"],
            code_list=code_list,
            label=form.cleaned_data["label"],
            maps_to=list(form.cleaned_data["maps_to"]),
            note=form.cleaned_data["note"],
            at=clock.now(),
        )
        if made is not None:
            messages.success(request, f"「{made}」を加えました。")
            return redirect("access:code_list", key)
    return page(request, "access/codes/add.html", {"form": form, "code_list": code_list})


def end(request: Request, pk: str) -> HttpResponse:
    """Take a code out of use."""
    require(request, Perm.CODE_EDIT)
    code = get_object_or_404(_CODES, pk=pk)
    form = CodeEndForm(request.POST or None, initial=_seen(code, valid_until=request.actor.on))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if saved(form, code, services.end_code, actor=request.actor, code=code, **said):
            messages.success(request, f"「{code}」を終わりにしました。前の記録には残ります。")
            return redirect("access:code_list", code.code_list_id)
    return page(request, "access/codes/end.html", {"form": form, "code": code})


@require_POST
def resume(request: Request, pk: str) -> HttpResponse:
    """Bring an ended code back into use."""
    require(request, Perm.CODE_EDIT)
    code = get_object_or_404(_CODES, pk=pk)
    version = version_seen(request)
    services.resume_code(actor=request.actor, code=code, at=clock.now(), version=version)
    messages.success(request, f"「{code}」をまた使えるようにしました。")
    return redirect("access:code_list", code.code_list_id)


def _seen(code: Code, **said: Any) -> dict[str, Any]:
    return said | {"version": code.version}
