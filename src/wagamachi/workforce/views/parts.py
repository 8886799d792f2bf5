"""What the pages of this room share: the tabs between its lists, and tables as files."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.urls import reverse

from wagamachi.access.http import Request, page
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.casework.views.parts import Tab
from wagamachi.core import clock
from wagamachi.core.tables import Table
from wagamachi.records.services.tables import export_table

from ..policy import sees_all

MINE, ASKED, ALL = "mine", "asked", "all"


def offered_lists(request: Request) -> list[str]:
    """Return whose tasks this person's posts let them list, the one shown first in front."""
    actor = request.actor
    found = (
        (ALL, Scope.EVERYTHING in actor.scopes(Perm.TASK_READ)),
        (MINE, Scope.OWN in actor.scopes(Perm.TASK_EDIT)),
        (ASKED, actor.has(Perm.TASK_ANSWER)),
    )
    return [whose for whose, may in found if may]


def tabs(request: Request, here: str) -> list[Tab]:
    """Return the lists of this room; ``here`` is one of them or the name of a page."""
    titles = {ALL: "委員の仕事", MINE: "わたしの仕事", ASKED: "頼まれた仕事"}
    url = reverse("workforce:tasks")
    found = [
        Tab(titles[whose], f"{url}?whose={whose}", whose == here)
        for whose in offered_lists(request)
    ]
    if request.actor.has(Perm.TASK_LOAD):
        load = "負担のようす" if sees_all(request.actor) else "わたしの負担"
        found.append(Tab(load, reverse("workforce:load"), here == "load"))
        found.append(Tab("軽減の判断", reverse("workforce:decisions"), here == "decisions"))
    return found


def answer(
    request: Request, template: str, tables: Sequence[Table], context: dict[str, Any]
) -> HttpResponse:
    """Draw the tables, or hand over the one that ``?file=`` names."""
    key = request.GET.get("file")
    if key is None:
        return page(request, template, context | {"tables": tables})
    table = next((one for one in tables if one.key == key), None)
    if table is None:
        raise Http404("この表はありません。")
    body = export_table(actor=request.actor, at=clock.now(), table=table, room="workforce")
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(f'{table.title}.csv')}"}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)
