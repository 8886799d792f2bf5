"""What the pages of this room draw: groups of the checklist, what was done, the last days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.accounts.models import User

from ..enums import HeldAs
from ..models import HandedOver
from .cover import led_organizations
from .held import Item

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one kind."""

    label: str
    items: list[Item]


def grouped(items: Iterable[Item]) -> list[Group]:
    """Return the items by kind, in the fixed order; empty kinds are left out."""
    listed = list(items)
    groups = [Group(as_.label, [one for one in listed if one.held_as == as_]) for as_ in HeldAs]
    return [group for group in groups if group.items]


def handed_over_by(leaver: User) -> "QuerySet[HandedOver]":
    """Return what the person handed over, the newest first."""
    rows = HandedOver.objects.filter(user=leaver)
    return rows.select_related("case", "team", "to_user", "by", "met_by").order_by("-at", "-pk")[
        :SHOWN
    ]


def last_days(leaver: User, on: date) -> list[Assignment]:
    """Return the posts of the person that have an end, the next first; long past ones are left out."""
    posts = Assignment.objects.of(leaver.pk).filter(ends_on__isnull=False, ends_on__gte=on)
    return list(posts.select_related("team", "organization").order_by("ends_on", "pk"))


def sees_figures_only(actor: Actor, leaver: User, on: date) -> bool:
    """Say whether the actor keeps the posts but does not work with the person's cases."""
    if actor.user_id == leaver.pk:
        return False
    near = Q(team__in=actor.teams_with(Perm.CASE_EDIT, Scope.TEAM))
    near |= Q(organization__in=led_organizations(actor))
    posts = Assignment.objects.of(leaver.pk).filter(near, starts_on__lte=on)
    return not posts.exists()
