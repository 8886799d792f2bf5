"""Who sees the work of 民生委員: they themselves, whoever was asked, and the 事務局."""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, rule_for

from .models import CommissionerTask, ReliefDecision

_EVERY = Q(pk__isnull=False)


@rule_for(CommissionerTask)
def task_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """委員の仕事: the 委員 decides about it, whoever was asked answers, the 事務局 arranges."""
    scopes = actor.scopes(perm)
    if Scope.EVERYTHING in scopes:
        yield Clause("事務局として、委員の仕事を整えるから", _EVERY)
    if Scope.OWN in scopes and perm != Perm.TASK_ANSWER:
        yield Clause("自分の仕事だから", Q(commissioner=actor.user_id))
    if Scope.OWN in scopes and perm != Perm.TASK_EDIT:
        yield Clause("自分が頼まれたから", Q(to_user=actor.user_id))
    if teams := actor.teams_with(perm, Scope.TEAM):
        yield Clause("チームが頼まれたから", Q(to_team__in=teams))


@rule_for(ReliefDecision)
def relief_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """軽減の判断: the 事務局 all, a 委員 those about kinds of work and about their own."""
    scopes = actor.scopes(perm)
    if Scope.EVERYTHING in scopes:
        yield Clause("事務局として、負担を見るから", _EVERY)
    if Scope.OWN in scopes:
        yield Clause("委員みんなの仕事についての判断だから", Q(task=None))
        yield Clause("自分の仕事についての判断だから", Q(task__commissioner=actor.user_id))


def sees_all(actor: Actor) -> bool:
    """Say whether the actor sees the load of every 委員, not only of themselves."""
    return Scope.EVERYTHING in actor.scopes(Perm.TASK_LOAD)
