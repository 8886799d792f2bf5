"""Who sees proposals: the team that writes one, and, once a second person let it out, those who see figures."""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, rule_for
from wagamachi.publishing.queries.releases import let_out

from .models import Proposal


@rule_for(Proposal)
def proposal_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """しくみの提案: whoever works on one brings it forward, all who see figures may read what was let out."""
    if Scope.EVERYTHING in actor.scopes(perm):
        yield Clause(
            "別の人が、だれのことでもないと確かめた提案だから", Q(pk__in=let_out("proposal"))
        )
    if teams := actor.teams_with(Perm.PROPOSAL_EDIT, Scope.TEAM):
        yield Clause("わたしのチームがまとめているから", Q(team__in=teams))
    if led := actor.organizations_with(Perm.PROPOSAL_EDIT, Scope.EVERYTHING):
        yield Clause("わたしの機関のチームがまとめているから", Q(team__organization__in=led))
