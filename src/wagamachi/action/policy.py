"""Who sees proposals: the team that writes one, and, once a second person let it out, those who see figures."""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, rule_for
from wagamachi.publishing.queries.releases import let_out

from .models import Outcome, Proposal, Submission


@rule_for(Proposal)
def proposal_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """しくみの提案: whoever works on one brings it forward, all who see figures may read what was let out."""
    return _ways(actor, perm, Q(pk__in=let_out("proposal")))


@rule_for(Submission)
def submission_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """出した先と返事: as the proposal; their words once they were let out as well."""
    return _ways(actor, perm, _with_proposal("submission"), "proposal__")


@rule_for(Outcome)
def outcome_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """できたしくみ: as the proposal; its words once they were let out as well."""
    return _ways(actor, perm, _with_proposal("outcome"), "proposal__")


def _with_proposal(kind: str) -> Q:
    return Q(pk__in=let_out(kind), proposal__in=let_out("proposal"))


def _ways(actor: Actor, perm: Perm, told: Q, to: str = "") -> Iterable[Clause]:
    if Scope.EVERYTHING in actor.scopes(perm):
        yield Clause("別の人が、だれのことでもないと確かめた提案だから", told)
    if teams := actor.teams_with(Perm.PROPOSAL_EDIT, Scope.TEAM):
        yield Clause("わたしのチームがまとめているから", Q((f"{to}team__in", teams)))
    if led := actor.organizations_with(Perm.PROPOSAL_EDIT, Scope.EVERYTHING):
        yield Clause(
            "わたしの機関のチームがまとめているから", Q((f"{to}team__organization__in", led))
        )
