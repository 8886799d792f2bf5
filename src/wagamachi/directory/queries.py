"""Finding a resource by theme, place, day, price and words (R024)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db.models import DateField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area

from .models import Resource
from .models.resource import ResourceQuerySet
from .search import matching

FULL = Resource.objects.select_related("kind", "organization", "verified_by").prefetch_related(
    "themes", "areas__zoning"
)
NEVER = date(1900, 1, 1)  # stands for "not yet confirmed" where a list is sorted by the day


def find_resources(
    actor: Actor,
    *,
    on: date,
    themes: Iterable[str] = (),
    area_ids: Sequence[UUID] = (),
    weekday: int | None = None,
    max_cost: int | None = None,
    text: str = "",
    kind: str = "",
    sector: str = "",
) -> ResourceQuerySet:
    """Return the live resources ``actor`` may see that fit every given condition (R024).

    ``themes`` are codes (any of them), ``area_ids`` any of the areas with those above and below,
    ``weekday`` 0 (Monday) to 6, ``max_cost`` yen for one use; an unknown price does not fit it.
    """
    found = _narrowed(
        Resource.objects.live(on), list(themes), list(area_ids), weekday, max_cost, text
    )
    if kind:
        found = found.filter(kind_id=kind)
    if sector:
        found = found.filter(sector=sector)
    return _with_names(visible_to(actor, found, Perm.RESOURCE_READ))


def public_resources(
    *,
    on: date,
    themes: Iterable[str] = (),
    area_ids: Sequence[UUID] = (),
    weekday: int | None = None,
    max_cost: int | None = None,
    text: str = "",
    kind: str = "",
) -> ResourceQuerySet:
    """Return the live resources that are meant for residents, narrowed the same way."""
    found = Resource.objects.live(on).public()
    if kind:
        found = found.filter(kind_id=kind)
    return _with_names(_narrowed(found, list(themes), list(area_ids), weekday, max_cost, text))


def _narrowed(
    found: ResourceQuerySet,
    themes: list[str],
    area_ids: list[UUID],
    weekday: int | None,
    max_cost: int | None,
    text: str,
) -> ResourceQuerySet:
    if themes:
        found = found.about(themes)
    if area_ids:
        found = found.serving(related_area_ids(area_ids))
    if weekday is not None:
        found = found.on_weekday(weekday)
    if max_cost is not None:
        found = found.costing_at_most(max_cost)
    if text.strip():
        found = found.filter(pk__in=matching(text))
    return found


def _with_names(found: "QuerySet[Resource]") -> ResourceQuerySet:
    named: Any = found.select_related("kind", "organization").prefetch_related("areas", "themes")
    return cast(ResourceQuerySet, named)


def for_export(found: ResourceQuerySet) -> ResourceQuerySet:
    """Return the rows with everything a line of the spreadsheet shows."""
    return found.prefetch_related("areas__zoning")


def unverified(actor: Actor, on: date) -> "QuerySet[Resource]":
    """Return the live resources not confirmed since ``stale_before``, with ``confirmed_on``."""
    rows = Resource.objects.live(on).unverified_since(stale_before(on))
    return (
        visible_to(actor, rows, Perm.RESOURCE_EDIT)
        .select_related("kind", "organization")
        .annotate(confirmed_on=Coalesce("verified_on", Value(NEVER), output_field=DateField()))
    )


def is_stale(resource: Resource, on: date) -> bool:
    """Say whether nobody has confirmed the resource for too long."""
    return resource.verified_on is None or resource.verified_on < stale_before(on)


def sees_contact_person(actor: Actor) -> bool:
    """Say whether the actor works here: residents are not told who is in charge of a resource."""
    return bool(actor.roles - {Role.RESIDENT})


def attached_to(actor: Actor, area_ids: Sequence[UUID], on: date) -> ResourceQuerySet:
    """Return the live resources that name any of the areas or stand in one, each once."""
    rows = Resource.objects.live(on).here(area_ids)
    return cast(ResourceQuerySet, visible_to(actor, rows, Perm.RESOURCE_READ))


def per_area(rows: "QuerySet[Resource]", area_ids: Collection[UUID]) -> Counter[UUID]:
    """Count the resources each area has, those that name it and those that stand in it. 1 query."""
    named, standing = (
        link.through.objects.filter(area__in=area_ids, resource__in=rows.order_by().values("pk"))
        .order_by()
        .values_list("area_id", "resource_id")
        for link in (Resource.areas, Resource.stands_in)
    )
    return Counter(area for area, _ in named.union(standing))


def related_area_ids(area_ids: Sequence[UUID]) -> list[UUID]:
    """Return the areas with those above them and those below: a resource of any may help.

    Where one of a zoning is given, no other of that zoning is above: a 小学校区 may reach over into a
    中圏域 in which the place does not lie.
    """
    ids = list(area_ids)
    below = Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids)
    above = Area.objects.filter(Q(children__in=ids) | Q(children__children__in=ids))
    known = Area.objects.filter(pk__in=ids).values("zoning")
    rows = Area.objects.filter(below | Q(pk__in=above.exclude(zoning__in=known)))
    return list(rows.values_list("pk", flat=True).distinct())


def stale_before(on: date) -> date:
    """Return the day before which a confirmation is too old (``VERIFY_MONTHS``)."""
    months = on.year * 12 + on.month - 1 - int(settings.WAGAMACHI["VERIFY_MONTHS"])
    year, month = divmod(months, 12)
    return date(year, month + 1, min(on.day, 28))
