"""お知らせ: what happened, putting it aside, and how to hear of it by e-mail."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for
from wagamachi.core import clock, refs
from wagamachi.core.paging import paginate

from .forms import PreferenceForm
from .models import Notice
from .queries import has_address, lines, notices_for, preference_of, unread, urgent_for
from .services import choose_mail, mark_all_read, mark_read

NEWEST_FIRST = ("-at", "-id")
MOST_URGENT = 50


@require_GET
def index(request: Request) -> HttpResponse:
    """お知らせ: what cannot wait, then the newest; ``?show=unread`` leaves out what was read."""
    require(request, Perm.NOTICE_READ)
    unread_only = request.GET.get("show") == "unread"
    mine = notices_for(request.actor, unread_only=unread_only)
    urgent = list(urgent_for(request.actor)[:MOST_URGENT]) if "after" not in request.GET else []
    shown = paginate(mine, request.GET, NEWEST_FIRST)
    context = {
        "page": shown,
        "lines": lines([*urgent, *(one for one in shown.items if one not in urgent)]),
        "unread": unread(request.actor).count,
        "unread_only": unread_only,
        "has_address": has_address(request.actor),
    }
    return page(request, "notices/index.html", context)


@require_GET
def open_row(request: Request, pk: UUID) -> HttpResponse:
    """Go to what the お知らせ is about, and put it aside. What one may not see is 404 there."""
    notice = get_for(request.actor, Notice, pk, Perm.NOTICE_READ)
    mark_read(actor=request.actor, notice=notice, at=clock.now())
    return redirect(reverse(refs.kind(notice.target_kind).url_name, args=[notice.target_id]))


@require_POST
def read(request: Request, pk: UUID) -> HttpResponse:
    """Put one aside without opening it."""
    notice = get_for(request.actor, Notice, pk, Perm.NOTICE_READ)
    mark_read(actor=request.actor, notice=notice, at=clock.now())
    return redirect("notices:index")


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Put everything aside."""
    require(request, Perm.NOTICE_READ)
    count = mark_all_read(actor=request.actor, at=clock.now())
    messages.success(request, f"{count}件を読んだことにしました。")
    return redirect("notices:index")


def preference(request: Request) -> HttpResponse:
    """受け取り方: by e-mail or not, when, and when not."""
    require(request, Perm.NOTICE_READ)
    form = PreferenceForm.showing(preference_of(request.actor), request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = attempt(form, choose_mail, actor=request.actor, draft=form.draft(), at=clock.now())
        if chosen is not None:
            messages.success(request, "受け取り方を変えました。まだ届いていないものにも効きます。")
            return redirect("notices:preference")
    context = {"form": form, "has_address": has_address(request.actor)}
    return page(request, "notices/preference.html", context)
