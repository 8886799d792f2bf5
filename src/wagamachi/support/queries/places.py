"""Where planned support and outreach count: the 中圏域 above an area, and the areas one goes out to."""

from datetime import date

from django.db.models import QuerySet

from wagamachi.areas.models import Area, Tier
from wagamachi.areas.resolve import base_areas_of
from wagamachi.areas.themes import TIER_ORDER
from wagamachi.casework.queries.lying import Nowhere
from wagamachi.core.disclosure import Place

NOWHERE = "圏域なし・不明"


def middle_of(area: Area) -> Area | None:
    """Return the 中圏域 that an area is or lies in; None above that tier and for 圏域不明.

    Load the area with ``parent__parent``.
    """
    step: Area | None = area
    while step is not None and not step.is_unknown:
        if step.tier == Tier.MIDDLE:
            return step
        step = step.parent
    return None


def middle_places() -> dict[Place, str]:
    """Return the places that figures of this room are given for: the 中圏域, and what lies in none."""
    areas = Area.objects.filter(tier=Tier.MIDDLE, zoning__is_base=True, is_unknown=False)
    rows = list(areas.order_by("code", "name").values_list("pk", "name", "zoning"))
    places: dict[Place, str] = {pk: name for pk, name, _ in rows}
    return {**places, **{Nowhere(zoning): NOWHERE for _, _, zoning in rows}}


def visited_areas(on: date) -> "QuerySet[Area]":
    """Return the areas one goes out to: the 小地域, or the 中圏域 where a town has no 小地域."""
    live = Area.objects.live(on).filter(is_unknown=False)
    tier = Tier.SMALL if live.filter(tier=Tier.SMALL).exists() else Tier.MIDDLE
    return live.filter(tier=tier).select_related("parent").order_by("code", "name")


def area_of_place(place: str, on: date) -> Area | None:
    """Return the smallest area of the base zonings that a place as typed lies in; None when nobody can say."""
    (found,) = base_areas_of([(place, None)], on)
    return max(found, key=lambda area: TIER_ORDER.index(Tier(area.tier)), default=None)
