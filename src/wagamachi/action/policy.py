"""Who sees proposals: those who see figures. There is no personal data in them."""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, rule_for

from .models import Proposal


@rule_for(Proposal)
def proposal_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """しくみの提案: whoever works on one brings it forward, all who see figures may read it."""
    if Scope.EVERYTHING in actor.scopes(perm):
        yield Clause("しくみの提案は、だれのことでもないから", Q(pk__isnull=False))
    if teams := actor.teams_with(perm, Scope.TEAM):
        yield Clause("わたしのチームがまとめているから", Q(team__in=teams))
