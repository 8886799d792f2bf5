"""Who may let a text out: a second person of the team that wrote it, or who leads that organisation."""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, rule_for

from .models import Release
from .outgoing import silenced


@rule_for(Release)
def release_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """外に出す文: never who wrote any of it, and nothing of a row that must not leave."""
    also = Release.also_by.through._default_manager.filter(user=actor.user_id).values("release")
    others = Q(ended_at=None) & ~Q(written_by=actor.user_id) & ~Q(pk__in=also) & ~silenced()
    if teams := actor.teams_with(perm, Scope.TEAM):
        yield Clause("わたしのチームが確かめる文だから", others & Q(team__in=teams))
    if led := actor.organizations_with(perm, Scope.ORGANIZATION):
        yield Clause("わたしの機関のチームが書いた文だから", others & Q(team__organization__in=led))
