"""Pages of figures in any room: the tables on the screen, and each of them as a file."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import Http404, HttpResponse

from wagamachi.access.http import Request, page
from wagamachi.core import clock
from wagamachi.core.tables import Table

from .services.tables import export_table


def answer(
    request: Request,
    template: str,
    form: forms.Form,
    tables: Sequence[Table],
    context: dict[str, Any],
    *,
    room: str,
) -> HttpResponse:
    """Draw the tables, or hand over the one that ``?file=`` names.

    There is no file of another choice than was made: where ``form`` has errors the page says which.
    """
    key = request.GET.get("file")
    if key is None or form.errors:
        return page(request, template, context | {"form": form, "tables": tables})
    table = next((one for one in tables if one.key == key), None)
    if table is None:
        raise Http404("この表はありません。")
    body = export_table(actor=request.actor, at=clock.now(), table=table, room=room)
    name = quote(f"{table.title}.csv".replace(" ", ""))
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)
