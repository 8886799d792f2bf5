"""今日, the search across everything I may see, and what is stuck."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from wagamachi.access import audit
from wagamachi.access.gate import by_secret
from wagamachi.access.http import Request, page, require
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.casework.queries import flags, oversight
from wagamachi.casework.queries.finding_worries import may_ask_for_advice, may_find_worries
from wagamachi.core import clock
from wagamachi.organizations.models import Team
from wagamachi.records.periods import month_period

from .feed import calendar_of, feed_in_use, feed_of
from .figures import figures_for, signs_url
from .finding import find
from .month import asked_month, figures_of, month_before
from .night import last_night, with_addresses
from .sections import WHOLE, section_named, sections_for
from .services import make_feed, note_reading, revoke_feed


def today(request: Request) -> HttpResponse:
    """今日: what must I do now?"""
    actor, at = request.actor, clock.now()
    context = {
        "figures": figures_for(actor, at),
        "sections": sections_for(actor, at),
        "today": clock.today(at),
        "may_receive": actor.has(Perm.INTAKE_CREATE),
        "may_record": actor.has(Perm.RECORD_WRITE),
        "may_find": may_find_worries(actor),
        "may_ask_for_advice": may_ask_for_advice(actor),
        "is_minsei_iin": Role.MINSEI_IIN in actor.roles,
        "is_district_staff": Role.DISTRICT_STAFF in actor.roles,
    }
    return page(request, "home/today.html", context)


def section(request: Request, name: str) -> HttpResponse:
    """One section of 今日 whole: the rows its number counted, by the same query."""
    at = clock.now()
    try:
        found = section_named(request.actor, at, name)
    except KeyError:
        raise Http404 from None
    context = {"section": found, "size": WHOLE, "today": clock.today(at)}
    return page(request, "home/section.html", context)


@require_GET
def month(request: Request) -> HttpResponse:
    """今月のまとめ: what I did this month, beside the month before."""
    require(request, Perm.RECORD_WRITE)
    actor, today = request.actor, clock.today()
    first = asked_month(request.GET.get("month", ""), today)
    period, earlier = month_period(first), month_period(month_before(first))
    pairs = zip(figures_of(actor, period), figures_of(actor, earlier), strict=True)
    context = {
        "period": period, "earlier": earlier, "pairs": list(pairs), "month": f"{first:%Y-%m}",
        "month_before": f"{month_before(first):%Y-%m}", "is_this_month": first == today.replace(day=1),
        "teams": Team.objects.filter(pk__in=actor.team_ids).select_related("organization"),
    }  # fmt: skip
    return page(request, "home/month.html", context)


@require_GET
def month_rows(request: Request, name: str) -> HttpResponse:
    """The rows one number of a month counted, by the same query."""
    require(request, Perm.RECORD_WRITE)
    first = asked_month(request.GET.get("month", ""), clock.today())
    figures = {one.name: one for one in figures_of(request.actor, month_period(first))}
    if name not in figures:
        raise Http404
    context = {"figure": figures[name], "lines": figures[name].lines(), "month": f"{first:%Y-%m}",
               "period": month_period(first)}  # fmt: skip
    return page(request, "home/month_rows.html", context)


@require_GET
def night(request: Request) -> HttpResponse:
    """夜の点検: what the house did and found by itself; that somebody looked is written down."""
    require(request, Perm.NIGHT_READ)
    found = last_night(clock.now())
    audit.record(actor=request.actor, kind=audit.EventKind.READ, data={"screen": "night"})
    context = {"night": found, "found": with_addresses(request.actor, found.troubles)}
    return page(request, "home/night.html", context)


def stuck(request: Request) -> HttpResponse:
    """とどこおり: what waits too long in my organisation, and who holds how much."""
    actor, on = request.actor, clock.today()
    if not actor.organizations_with(Perm.CASE_READ_STATUS, Scope.ORGANIZATION):
        raise Http404
    teams = oversight.signs_per_team(actor, on)
    loads = oversight.load_per_person(actor, clock.now())
    context = {
        "waiting": oversight.waiting_too_long(actor, on)[:100],
        "unanswered": oversight.unanswered(actor, on)[:100],
        "signs": [
            (kind.label, n, signs_url(kind)) for kind, n in oversight.signs_by_kind(teams).items()
        ],
        "kinds": [kind.label for kind in flags.ORDER],
        "teams": teams,
        "shares": oversight.ranking_of_alone(on),
        "sees_loads": actor.has(Perm.LOAD_READ),
        "loads": loads,
        "heavy_count": sum(load.is_heavy for load in loads),
        "today": on,
    }
    return page(request, "home/stuck.html", context)


def search(request: Request) -> HttpResponse:
    """さがす: words are posted, never put into a URL, and that somebody searched is written down."""
    words = request.POST.get("q", "").strip()[:80]
    groups = find(request.actor, words) if words else []
    if words:
        shown = sum(len(group.results) for group in groups)
        audit.record(actor=request.actor, kind=audit.EventKind.SEARCHED, data={"shown": shown})
    return page(request, "home/search.html", {"words": words, "groups": groups})


@require_GET
def calendar(request: Request) -> HttpResponse:
    """わたしの予定をカレンダーへ: whether there is an address, and when it was last read."""
    require(request, Perm.CASE_READ_STATUS)
    return page(request, "home/calendar.html", {"feed": feed_of(request.actor)})


@require_POST
def calendar_make(request: Request) -> HttpResponse:
    """Make the address anew and show it, once."""
    require(request, Perm.CASE_READ_STATUS)
    token = make_feed(actor=request.actor, at=clock.now())
    address = request.build_absolute_uri(reverse("home:calendar_feed", args=[token]))
    webcal = "webcal:" + address.partition(":")[2]  # what phones open with their calendar
    context = {"feed": feed_of(request.actor), "address": address, "webcal": webcal}
    return page(request, "home/calendar.html", context)


@require_POST
def calendar_stop(request: Request) -> HttpResponse:
    """Make the address useless."""
    require(request, Perm.CASE_READ_STATUS)
    if revoke_feed(actor=request.actor, at=clock.now()):
        messages.success(
            request, "カレンダーに出すのをやめました。前のアドレスでは、もう何も見られません。"
        )
    return redirect("home:calendar")


@by_secret
@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself, for programs that know the secret: numbers and days, no personal data."""
    at = clock.now()
    found = feed_in_use(token, at)
    if found is None:
        raise Http404("見つかりません。")
    feed, owner = found
    note_reading(feed=feed, at=at)
    return HttpResponse(calendar_of(owner), content_type="text/calendar; charset=utf-8")
