"""What the pages of this room share: the tabs between its lists, and tables as files."""

from django.urls import reverse

from wagamachi.access.http import Request
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.casework.views.parts import Tab

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
