"""今日, the search across everything I may see, and what is stuck."""

from django.http import Http404, HttpResponse

from wagamachi.access import audit
from wagamachi.access.http import Request, page
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.casework.queries import lists, oversight
from wagamachi.core import clock

from .finding import find
from .sections import figures_for, sections_for


def today(request: Request) -> HttpResponse:
    """今日: what must I do now?"""
    actor, at = request.actor, clock.now()
    context = {
        "figures": figures_for(actor, at),
        "sections": sections_for(actor, at),
        "today": clock.today(at),
        "may_receive": actor.has(Perm.INTAKE_CREATE),
        "may_record": actor.has(Perm.RECORD_WRITE),
        "is_minsei_iin": Role.MINSEI_IIN in actor.roles,
    }
    return page(request, "home/today.html", context)


def stuck(request: Request) -> HttpResponse:
    """とどこおり: what waits too long in my organisation, and who holds how much."""
    actor, on = request.actor, clock.today()
    if not actor.organizations_with(Perm.CASE_READ_STATUS, Scope.ORGANIZATION):
        raise Http404
    cases = oversight.organization_cases(actor)
    context = {
        "waiting": oversight.waiting_too_long(actor, on)[:100],
        "overdue": lists.overdue(cases, on)[:100],
        "unnamed": lists.unnamed(cases)[:100],
        "stale": lists.stale(cases, clock.now())[:100],
        "unanswered": oversight.unanswered(actor, on)[:100],
        "loads": oversight.load_per_person(actor, on),
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
