"""集計: figures without personal data, each page with its table, its file and how it is counted."""

from django.conf import settings
from django.http import HttpResponse

from wagamachi.access.http import Request, page, require
from wagamachi.access.perms import Perm
from wagamachi.areas.municipality import is_used
from wagamachi.records.figures import answer
from wagamachi.records.forms import PeriodForm

from . import charts
from .forms import FunctionsForm, TagsForm, ThemesForm, YearForm
from .queries import backups as helped
from .queries import functions as time
from .queries import handoffs as answers
from .queries import overview, participation
from .queries import responses as answered
from .queries import roles as posts
from .queries import standing as company
from .queries import tags as tagged
from .queries import themes as worries
from .queries import windows as doors
from .queries.cases import cases_of
from .queries.leaks import leaking_areas


def index(request: Request) -> HttpResponse:
    """Show the few figures of the year, and the way to all tables."""
    require(request, Perm.STATS_READ)
    form = YearForm(request.GET or None, actor=request.actor)
    context = {"form": form, "year": form.chosen_year, "now": overview.overview(form.chosen_year)}
    return page(request, "insight/index.html", context)


def functions(request: Request) -> HttpResponse:
    """Show time and records by function: per month, person, area or year (R045)."""
    require(request, Perm.STATS_READ)
    form = FunctionsForm(request.GET or None, actor=request.actor)
    _, corner, breakdown = time.BREAKDOWNS[form.breakdown]
    lines = breakdown(form.chosen_year, form.narrow)
    total = time.total_of(lines)
    context = {
        "ring": charts.parts(time.LABELS, total.minutes),
        "bars": charts.bars(
            time.LABELS, [(line.label, line.minutes) for line in lines if not line.is_hidden]
        ),
        "total": total,
        "said": "活動記録",
        "whole": total.records,
    }
    year = form.chosen_year
    tables = [time.time_table(lines, corner, year), time.count_table(lines, corner, year)]
    return answer(request, "insight/functions.html", form, tables, context, room="insight")


def themes(request: Request) -> HttpResponse:
    """Show cases by theme over areas or years, under the law's categories (R021)."""
    require(request, Perm.STATS_READ)
    form = ThemesForm(request.GET or None, actor=request.actor)
    year, zoning = form.chosen_year, form.chosen_zoning
    if form.said("columns") == "year" or zoning is None:
        table = worries.by_year(year, form.said("area"), form.chosen_basis)
    else:
        table = worries.by_area(year, zoning)
    context = {"said": "この年度に引き受けたケース", "whole": cases_of(year).count()}
    return answer(request, "insight/themes.html", form, [table], context, room="insight")


def windows(request: Request) -> HttpResponse:
    """Show intakes by kind of window and by route, month by month (R015)."""
    require(request, Perm.STATS_READ)
    form = YearForm(request.GET or None, actor=request.actor)
    tables = [doors.by_window(form.chosen_year), doors.by_route(form.chosen_year)]
    context = {"said": "受けとめた相談", "whole": tables[0].rows[-1].cells[0]}
    return answer(request, "insight/windows.html", form, tables, context, room="insight")


def handoffs(request: Request) -> HttpResponse:
    """Show what became of つなぎ, by kind of receiver (R024)."""
    require(request, Perm.STATS_READ)
    form = YearForm(request.GET or None, actor=request.actor)
    tables = [answers.by_organization(form.chosen_year), answers.by_resource(form.chosen_year)]
    whole = sum(int(table.rows[-1].cells[0] or 0) for table in tables)
    context = {"said": "つなぎ", "whole": whole}
    return answer(request, "insight/handoffs.html", form, tables, context, room="insight")


def responses(request: Request) -> HttpResponse:
    """Show how soon a call for help from close to home was answered (R010, R174)."""
    require(request, Perm.STATS_READ)
    form = YearForm(request.GET or None, actor=request.actor)
    tables = [answered.advice(form.chosen_year), answered.raised(form.chosen_year)]
    return answer(request, "insight/responses.html", form, tables, {}, room="insight")


def backups(request: Request) -> HttpResponse:
    """Show what help was asked of the tiers above, and how soon it came (R011)."""
    require(request, Perm.STATS_READ)
    form = YearForm(request.GET or None, actor=request.actor)
    year = form.chosen_year
    tables = [helped.by_kind(year), helped.by_team(year)]
    if (waiting := helped.unanswered(year)).rows:
        tables.append(waiting)
    return answer(request, "insight/backups.html", form, tables, {}, room="insight")


def roles(request: Request) -> HttpResponse:
    """Show posts and records by role, under their local names (R006)."""
    require(request, Perm.STATS_READ)
    form = YearForm(request.GET or None, actor=request.actor)
    tables = [posts.by_role(form.chosen_year, request.actor)]
    return answer(request, "insight/roles.html", form, tables, {}, room="insight")


def leaks(request: Request) -> HttpResponse:
    """Show where worries may be there that nobody brings, and where to go next (R018)."""
    require(request, Perm.STATS_READ)
    context = {
        "rows": leaking_areas(request.actor.on),
        "months": settings.WAGAMACHI["LEAK_MONTHS"],
        "may_go": request.actor.has(Perm.RECORD_WRITE) and is_used("support:outreach_new"),
        "may_ask": request.actor.has(Perm.AREA_OUTREACH) and is_used("support:outreach_ask"),
        "may_count": request.actor.has(Perm.AREA_EDIT),
    }
    return page(request, "insight/leaks.html", context)


def standing(request: Request) -> HttpResponse:
    """Show つなぎ and 寄り添い apart, by organisation and by person (R027)."""
    require(request, Perm.STATS_READ)
    form = YearForm(request.GET or None, actor=request.actor)
    year = form.chosen_year
    tables = company.tables(year, request.actor)
    context = {"now": company.now_standing_by()}
    return answer(request, "insight/standing.html", form, tables, context, room="insight")


def districts(request: Request) -> HttpResponse:
    """Show what each 地区担当 took part in, by person and by district: one's own, or those one leads (R143)."""
    require(request, Perm.STATS_READ)
    form = PeriodForm(request.GET or None, on=request.actor.on)
    actor, period = request.actor, form.span
    tables = [participation.by_staff(actor, period), participation.by_district(actor, period)]
    return answer(request, "insight/districts.html", form, tables, {}, room="insight")


def tags(request: Request) -> HttpResponse:
    """Show the tags of cases by area, by building and by year (R033)."""
    require(request, Perm.STATS_READ)
    form = TagsForm(request.GET or None, actor=request.actor)
    tables = tagged.tables(form.chosen_year, form.chosen_zoning)
    return answer(request, "insight/tags.html", form, tables, {}, room="insight")
