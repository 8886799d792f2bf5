"""Screens for the auditor: what happened, is the log whole, and why can somebody see a row."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from wagamachi.core.paging import paginate

from .. import audit, audit_words, verifying
from ..explain import explain
from ..forms import AuditFilter, ExplainForm
from ..http import Request, attempt, page, require
from ..perms import Perm


def index(request: Request) -> HttpResponse:
    """List events by day, kind and person; looking at the log is itself written down."""
    require(request, Perm.AUDIT_READ)
    form = AuditFilter(request.GET or None, kinds=audit_words.KIND_LABELS)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    audit.record(
        actor=request.actor,
        kind=audit.EventKind.READ,
        data={"screen": "audit"},
    )
    found = paginate(audit_words.events(**asked), request.GET, by=("-seq",), size=50)
    context = {
        "form": form,
        "page": found,
        "lines": audit_words.lines(found),
        "verification": verifying.last(),
    }
    return page(request, "access/audit.html", context)


@require_POST
def verify(request: Request) -> HttpResponse:
    """Let the whole chain be walked, beside the pages: it grows with every page that is opened."""
    require(request, Perm.AUDIT_READ)
    audit.record(actor=request.actor, kind=audit.EventKind.READ, data={"screen": "audit_verify"})
    verifying.begin()
    messages.info(
        request, "記録のつながりを、はじめから確かめています。終わると、下に結果が出ます。"
    )
    return redirect(f"{reverse('access:audit')}#chain")


def why(request: Request) -> HttpResponse:
    """Say why a person can see a row, permission by permission; nothing of the row is shown."""
    require(request, Perm.AUDIT_READ)
    form = ExplainForm(request.POST or None, initial={"ref": request.GET.get("ref", "")})
    answers = None
    if request.method == "POST" and form.is_valid():
        ref, user_id = form.cleaned_data["ref"], form.cleaned_data["user"]
        answers = attempt(form, explain, actor=request.actor, ref=ref, user_id=user_id)
        audit.record(
            actor=request.actor,
            kind=audit.EventKind.READ,
            ref=ref,
            data={"screen": "explain", "user": str(user_id)},
        )
    return page(request, "access/explain.html", {"form": form, "answers": answers})
