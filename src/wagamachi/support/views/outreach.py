"""アウトリーチ: logging an outing with the worries met, and where nobody has been."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from wagamachi.access import audit
from wagamachi.access.http import Request, attempt, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for, visible_to
from wagamachi.casework.models import Intake
from wagamachi.casework.queries.statutory import statutory_contacts
from wagamachi.core import clock
from wagamachi.core.paging import paginate
from wagamachi.core.refs import ref_of
from wagamachi.records.figures import answer

from ..forms.figures import FiguresForm
from ..forms.outreach import ConcernRows, OutreachForm, concern_rows, forgive, with_one_more
from ..models import Outreach
from ..queries.outreach import lines, listed, monthly, outreach_days, record_of, unvisited
from ..services import log_outreach
from .parts import lists, sees_visits


def index(request: Request) -> HttpResponse:
    """アウトリーチ: mine and my team's, the newest first."""
    require(request, Perm.RECORD_WRITE)
    rows = paginate(listed(request.actor), request.GET, by=("-occurred_at", "-id"))
    context = {"page": rows, "lines": lines(rows), "lists": lists(request, "outreach_list")}
    return page(request, "support/outreach_list.html", context)


def new(request: Request) -> HttpResponse:
    """アウトリーチを書く: once, and with it the activity record and every new intake."""
    require(request, Perm.RECORD_WRITE)
    if "more" in request.POST:
        return _with_room_for_more(request)
    form = OutreachForm(
        request.POST or None, actor=request.actor, asked_area=request.GET.get("area", "")
    )
    concerns = concern_rows(request.POST or None)
    if request.method == "POST" and all([form.is_valid(), concerns.is_valid()]):
        done = attempt(
            form, log_outreach,
            actor=request.actor, at=clock.now(), draft=form.outing(concerns), id=form.record_id,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "アウトリーチを書きました。活動記録にもなっています。")
            return redirect("support:outreach", done.pk)
        concerns = concern_rows(form.data)  # with the ids of a second save, after a conflict
    return _form_page(request, form, concerns)


def _with_room_for_more(request: Request) -> HttpResponse:
    """Draw the form again as it was typed, with an empty row for one worry more."""
    form = OutreachForm(request.POST, actor=request.actor)
    concerns = concern_rows(with_one_more(request.POST))
    forgive(form, *concerns.forms)
    return _form_page(request, form, concerns)


def _form_page(request: Request, form: OutreachForm, concerns: ConcernRows) -> HttpResponse:
    context = {"form": form, "concerns": concerns, "routes": statutory_contacts(clock.today())}
    response = page(request, "support/outreach_form.html", context)
    if response.status_code == 200 and concerns.is_bound and concerns.total_error_count():
        response.status_code = 422
    return response


def detail(request: Request, pk: UUID) -> HttpResponse:
    """One outing: where, who, what was found, and what became of each worry."""
    outreach = get_for(request.actor, Outreach, pk, Perm.RECORD_READ)
    audit.read(actor=request.actor, ref=ref_of(outreach), level="full")
    found = Intake.objects.filter(found_by__outreach=outreach)
    intakes = visible_to(request.actor, found, Perm.INTAKE_STATUS)
    context = {
        "outreach": outreach,
        "record": record_of(outreach),
        "intakes": intakes.select_related("holder_team__organization", "holder_user"),
        "concern_count": outreach.concerns.count(),
    }
    return page(request, "support/outreach.html", context)


def areas(request: Request) -> HttpResponse:
    """行けていない圏域, and how often each area was gone out to."""
    if not sees_visits(request.actor):
        raise Http404("見つからないか、見ることができません。")
    form = FiguresForm(request.GET or None, actor=request.actor)
    today = clock.today()
    context = {
        "unvisited": unvisited(today),
        "days": outreach_days(),
        "lists": lists(request, "outreach_areas"),
    }
    tables = [monthly(form.chosen_year, today)]
    return answer(request, "support/areas.html", form, tables, context, room="support")
