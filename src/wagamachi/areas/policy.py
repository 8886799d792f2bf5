"""Who sees an area: everybody who works here. Areas hold no personal data."""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, rule_for

from .models import Area, ZoningSystem


@rule_for(Area)
def area_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    if perm in {
        Perm.AREA_READ,
        Perm.AREA_EDIT,
        Perm.AREA_PROPOSE,
    } and Scope.EVERYTHING in actor.scopes(perm):
        yield Clause("圏域は、ここで働く人みんなが見られます", Q(pk__isnull=False))


@rule_for(ZoningSystem)
def zoning_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    return area_rule(actor, perm)
