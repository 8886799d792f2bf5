"""What residents see without logging in: public resources, never the person in charge."""

from django.http import HttpRequest, HttpResponse

from wagamachi.access.gate import public
from wagamachi.access.http import page
from wagamachi.core import clock
from wagamachi.core.paging import paginate

from .. import queries
from ..forms import PublicFilter


@public
def index(request: HttpRequest) -> HttpResponse:
    """List public resources by words, theme, place, day and price."""
    on = clock.today()
    form = PublicFilter(request.GET or None, on=on)
    rows = queries.public_resources(on=on, **form.asked())
    context = {
        "form": form,
        "page": paginate(rows, request.GET, by=("kana", "name", "id"), size=20),
        "count": rows.count(),
    }
    return page(request, "directory/public.html", context)
