"""Who may see an お知らせ: the one person it was made for, and nobody else."""

from collections.abc import Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, rule_for

from .models import Notice


@rule_for(Notice)
def notice_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """お知らせ: its own reader."""
    yield Clause("自分へのお知らせだから", Q(user=actor.user_id))
