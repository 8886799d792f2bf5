"""What pages of other rooms show about absence, thin teams and kept filters, in one line each."""

from typing import Any
from uuid import UUID

from django import template

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.core import clock

from ..enums import FilterPage
from ..queries.cover import away_on, led_organizations, stand_in_for
from ..queries.filters import kept_by, kept_params
from ..queries.thin import thin_teams as teams_that_are_thin

register = template.Library()


@register.inclusion_tag("continuity/_away.html")
def away(user_id: UUID | None, called: str = "主担当") -> dict[str, Any]:
    """Say that a person is away, until when, and who stands in; nothing while they are here.

    ``{% load continuity %}{% away case.holder_user_id %}``. One query, three when they are away.
    """
    return {"standing": stand_in_for(user_id, clock.today()), "called": called}


@register.simple_tag(takes_context=True)
def away_people(context: Any) -> frozenset[UUID]:
    """Return everybody who is away today, for lists: ``{% away_people as away %}``.

    One query for a page, however many lists it draws.
    """
    request: Any = context.get("request")
    found: frozenset[UUID] | None = getattr(request, "away_people", None)
    if found is None:
        found = away_on(clock.today())
        if request is not None:
            request.away_people = found
    return found


@register.simple_tag(takes_context=True)
def bulk_teams(context: Any) -> frozenset[UUID]:
    """Return the teams whose cases the reader may change in bulk: ``{% bulk_teams as teams %}``."""
    actor: Actor = context["request"].actor
    return actor.teams_with(Perm.CASE_EDIT, Scope.TEAM)


@register.inclusion_tag("continuity/_thin_teams.html")
def thin_teams(actor: Actor) -> dict[str, Any]:
    """List the teams of the actor's organisations whose cases fewer than two people see."""
    teams = teams_that_are_thin(clock.today(), organizations=led_organizations(actor))
    return {"teams": teams}


@register.inclusion_tag("continuity/_kept_filters.html", takes_context=True)
def kept_filters(context: Any, page: str) -> dict[str, Any]:
    """Show the kept filters of a list as links, and the way to keep the one in use."""
    request = context["request"]
    chosen = FilterPage(page)
    return {
        "filters": kept_by(request.actor, chosen),
        "page": page,
        "query": request.GET.urlencode() if kept_params(chosen, request.GET.items()) else "",
        "csrf_token": context.get("csrf_token"),
    }
