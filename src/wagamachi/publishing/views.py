"""外に出す文: what waits for a second person, and the page on which they look it through."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.core import clock
from wagamachi.core.paging import paginate
from wagamachi.core.refs import ref_of

from .checking import marked
from .enums import ReleaseState
from .forms import answer_form
from .queries import releases as queries
from .services import decide


def releases(request: Request) -> HttpResponse:
    """What waits for me, and what came back to me."""
    require(request, Perm.TEXT_DECIDE)
    waiting = queries.to_look_through(request.actor)
    context = {
        "page": paginate(waiting, request.GET, by=("asked_at", "id")),
        "came_back": queries.came_back(request.actor),
    }
    return page(request, "publishing/releases.html", context)


def release(request: Request, pk: UUID) -> HttpResponse:
    """One text as it would leave, with what was found in it, and the answer."""
    row = get_for(request.actor, queries.ROW, pk, Perm.TEXT_DECIDE)
    texts = queries.looked_through(row, clock.today())
    certain = any(one.certain for one in texts)
    form = answer_form(request.POST or None, release=row, names_somebody=certain)
    if form.is_valid():
        said = {"action": "take_back"} | form.cleaned_data
        attempt(form, decide, actor=request.actor, at=clock.now(), release=row, **said)
        if not form.errors:
            out = said["action"] == "let_out"
            messages.success(request, "外に出しました。" if out else "書いた人に戻しました。")
            return redirect("publishing:releases")
    audit.read(actor=request.actor, ref=ref_of(row), level="texts")
    context = {
        "release": row,
        "texts": [marked(one.label, one.text, one.found) for one in texts],
        "form": form,
        "is_out": row.state == ReleaseState.LET_OUT,
        "names_somebody": certain,
        "may_answer": row.state != ReleaseState.SENT_BACK,
    }
    return page(request, "publishing/release.html", context)
