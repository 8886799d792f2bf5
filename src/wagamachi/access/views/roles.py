"""What this municipality calls its roles (R006)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.core import clock

from .. import services
from ..forms import RoleLabelsForm
from ..http import Request, attempt, page, require
from ..perms import Perm


def labels(request: Request) -> HttpResponse:
    """Rename roles; every screen uses the new name at once."""
    require(request, Perm.ROLE_EDIT)
    form = RoleLabelsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form,
            services.rename_roles,
            actor=request.actor,
            at=clock.now(),
            **form.settings(),
        )
        if getattr(form, "differences", None):
            form.show_newer()
        if changed is not None:
            messages.success(request, "役割の呼び方を保存しました。")
            return redirect("access:roles")
    return page(request, "access/roles.html", {"form": form})
