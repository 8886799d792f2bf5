"""支援のまとめ: wishes, presence, how far goals were reached and how often one went out."""

from django.http import HttpResponse

from wagamachi.access.http import Request, require
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.records.figures import answer

from ..forms.figures import FiguresForm
from ..queries.figures import by_area, by_theme, changes, wishes
from ..queries.outreach import monthly
from .parts import lists


def summary(request: Request) -> HttpResponse:
    """Show the figures of planned support, each table with its file."""
    require(request, Perm.STATS_READ)
    form = FiguresForm(request.GET or None, actor=request.actor)
    year = form.chosen_year
    tables = [
        wishes(year),
        by_area(year),
        by_theme(year, form.chosen_area),
        changes(year),
        monthly(year, clock.today()),
    ]
    context = {"lists": lists(request, "summary")}
    return answer(request, "support/summary.html", form, tables, context, room="support")
