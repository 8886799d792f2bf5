"""Who may read a number that is one person's, and which sums tell one: asked by every table of 集計 (R115).

One person's numbers are for that person, for whoever answers for them (``load.read``: the lead of the team, the
manager of the organisation) and, of a 民生委員, for the 事務局 that sees the load of each (``task.load``, R172).
"""

from collections.abc import Collection, Iterable, Mapping, Set
from uuid import UUID

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.casework.queries.oversight import answered_for
from wagamachi.core import clock
from wagamachi.records.periods import Period

FEWEST = 3  # people whose numbers make a sum that tells of none of them


def posts_told(actor: Actor) -> Q:
    """Match the posts whose holders' own numbers the actor may read."""
    ours = Q(user=actor.user_id) | answered_for(actor, organization="organization")
    if Scope.EVERYTHING in actor.scopes(Perm.TASK_LOAD):
        ours |= Q(role=Role.MINSEI_IIN)
    return ours


def known(actor: Actor, period: Period) -> frozenset[UUID]:
    """Return the people whose own numbers of the period the actor may read."""
    return frozenset(user for _, user in posts(period, posts_told(actor)))


def posts(period: Period, which: Q) -> Iterable[tuple[str, UUID]]:
    """Return role and person of the posts that were held at some time in the period."""
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    held = Assignment.objects.filter(
        which, Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lt=after
    )
    return held.order_by().values_list("role", "user").distinct()


def tells(people: Set[UUID], of_known: Set[UUID]) -> bool:
    """Say whether a sum over these people tells what one of those the reader does not know did."""
    strangers = len(people - of_known)
    return strangers == 1 or (strangers > 0 and len(people) < FEWEST)


def hidden_groups(
    groups: Mapping[str, Set[UUID]], of_known: Set[UUID], *, among: Collection[str] | None = None
) -> set[str]:
    """Return the groups whose sum is not shown, where the sum of all is.

    Those that are few together are not left alone: the next smallest is hidden too, else the whole less
    the rest tells of them. Only ``among`` have a sum to hide at all.
    """
    strangers = {
        key: people - of_known
        for key, people in groups.items()
        if people - of_known and (among is None or key in among)
    }
    hidden = {key for key in strangers if tells(groups[key], of_known)}
    for key in sorted(strangers.keys() - hidden, key=lambda one: (len(strangers[one]), one)):
        if not hidden or len(set[UUID]().union(*(strangers[one] for one in hidden))) >= FEWEST:
            break
        hidden.add(key)
    return hidden
