"""承認: what waits for a second person's word, and giving it (R102)."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, get_for
from wagamachi.core import clock
from wagamachi.core.refs import ref_of

from ..enums import ApprovalState
from ..forms.approvals import DecideForm
from ..models import Approval
from ..queries.approvals import ROW, decided_lately, waiting_for
from ..services import approve_sharing, refuse_sharing

LATELY, SHOWN = timedelta(days=90), 50


def approvals(request: Request) -> HttpResponse:
    """承認する: what waits for my word, what closes first at the top, and what was decided lately."""
    require(request, Perm.SHARING_APPROVE)
    at = clock.now()
    context = {
        "waiting": waiting_for(request.actor, at),
        "decided": decided_lately(request.actor, at - LATELY)[:SHOWN],
    }
    return page(request, "casework/approvals.html", context)


def approval(request: Request, pk: UUID) -> HttpResponse:
    """One question: who asks to tell what to whom, on what ground, for how long; and the answer."""
    row = get_for(request.actor, ROW, pk, Perm.SHARING_APPROVE)
    audit.read(actor=request.actor, ref=ref_of(row), level="summary")
    form = DecideForm(request.POST or None, initial={"until_on": row.until_on})
    if form.is_valid() and _decided(request, form, row):
        messages.success(request, "決めたことを残しました。頼んだ人に伝わります。")
        return redirect("casework:approvals")
    context = {
        "approval": row,
        "form": form,
        "is_waiting": row.state == ApprovalState.WAITING and row.due_at > clock.now(),
        "sees_case": row.handoff.case is not None
        and can(request.actor, Perm.CASE_READ_SUMMARY, row.handoff.case),
    }
    return page(request, "casework/approval.html", context)


def _decided(request: Request, form: DecideForm, row: Approval) -> bool:
    said = {"actor": request.actor, "at": clock.now(), "approval": row}
    said["note"] = form.cleaned_data["note"]
    if form.cleaned_data["answer"] == "refuse":
        return attempt(form, refuse_sharing, **said) is not None
    said["until_on"] = form.cleaned_data["until_on"]
    return attempt(form, approve_sharing, **said) is not None
