"""Where planned support and outreach count: the 中圏域 above an area, and the areas one goes out to."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from wagamachi.areas.models import Area, Tier

NOWHERE = "市全体・不明"


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


def middle_names(area_ids: Iterable[object]) -> dict[object, str]:
    """Return what each area is called in a register without personal data: its 中圏域; one query."""
    areas = Area.objects.filter(pk__in=set(area_ids)).select_related("parent__parent")
    found = {area.pk: middle_of(area) for area in areas}
    return {pk: middle.name if middle else NOWHERE for pk, middle in found.items()}


def visited_areas(on: date) -> "QuerySet[Area]":
    """Return the areas one goes out to: the 小地域, or the 中圏域 where a town has no 小地域."""
    live = Area.objects.live(on).filter(is_unknown=False)
    tier = Tier.SMALL if live.filter(tier=Tier.SMALL).exists() else Tier.MIDDLE
    return live.filter(tier=tier).select_related("parent").order_by("code", "name")
