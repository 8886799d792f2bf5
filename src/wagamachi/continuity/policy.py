"""Who sees an absence, and what was handed over: those it concerns, and nobody else."""

from collections.abc import Iterable

from django.db.models import Q, Subquery

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, own, rule_for

from .models import Absence, HandedOver, SavedFilter
from .queries.cover import led_organizations


@rule_for(Absence)
def absence_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """不在: who is away, who stands in, and the leads. Colleagues see the days on their list."""
    yield Clause("自分の不在だから", Q(user=actor.user_id))
    beside = Assignment.objects.live(actor.on).filter(team__in=actor.team_ids)
    stands_in = Q(deputy=actor.user_id, user__in=beside.values("user"))
    yield Clause("代わりを頼まれているから", stands_in)
    if organizations := led_organizations(actor):
        posts = Assignment.objects.live(actor.on).filter(organization__in=organizations)
        yield Clause("この人の機関の責任者だから", Q(user__in=posts.values("user")))


@rule_for(HandedOver)
def handed_over_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """引き継いだもの: the team it stayed with, who received it, and who handed it over."""
    given = own(actor, person="user", team="team")
    taken = own(actor, person="to_user", team="team")
    yield Clause("自分が引き継いだ、または受け取ったから", given | taken)
    if teams := actor.teams_with(perm, Scope.TEAM):
        yield Clause("チームの引き継ぎだから", Q(team__in=teams))


@rule_for(SavedFilter)
def saved_filter_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """残した条件: one's own, while a post lasts that one had when it was kept."""
    posts = Assignment.objects.of(actor.person_id).live(actor.on).order_by("starts_on")
    since = Q(created_at__date__gte=Subquery(posts.values("starts_on")[:1]))
    yield Clause("自分が残した条件だから", since & Q(user=actor.user_id))
