"""Reading お知らせ: my list, how many are new, and how I want to hear of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.accounts.models import User
from wagamachi.core import refs

from .enums import DAY_AND_NIGHT
from .models import Notice, Preference


def notices_for(actor: Actor, *, unread_only: bool = False) -> "QuerySet[Notice]":
    """Return the actor's お知らせ; ``unread_only`` leaves out what was read."""
    mine = visible_to(actor, Notice, Perm.NOTICE_READ)
    return mine.filter(read_at=None) if unread_only else mine


@dataclass(frozen=True, slots=True)
class Line:
    """One お知らせ with what its row is called, where that tells rows apart and is about nobody."""

    notice: Notice
    title: str


def lines(notices: Sequence[Notice]) -> list[Line]:
    """Put what tells their rows apart beside the お知らせ: one query for each kind that says it."""
    titles = refs.lines(refs.Ref(one.target_kind, one.target_id) for one in notices)
    return [Line(n, titles.get(refs.Ref(n.target_kind, n.target_id), "")) for n in notices]


def urgent_for(actor: Actor) -> "QuerySet[Notice]":
    """Return what is never put off and was not read: it stands above everything else."""
    return notices_for(actor, unread_only=True).filter(kind__in=DAY_AND_NIGHT)


@dataclass(frozen=True, slots=True)
class Unread:
    """How many お知らせ are new, and how many of those are never put off."""

    count: int
    urgent: int


def unread(actor: Actor) -> Unread:
    """Return what the actor has not read: one query on an index."""
    urgent = Count("pk", filter=Q(kind__in=DAY_AND_NIGHT))
    mine = Notice.objects.of(actor.user_id).unread().order_by()
    return Unread(**mine.aggregate(count=Count("pk"), urgent=urgent))


def has_address(actor: Actor) -> bool:
    """Say whether the actor can be reached by e-mail at all."""
    mine = User.objects.filter(pk=actor.person_id)
    return mine.filter(~Q(email="") | Q(notice_preference__address__gt="")).exists()


def preference_of(actor: Actor) -> Preference:
    """Return the actor's choice, or the defaults when none was made."""
    found = Preference.objects.filter(user=actor.user_id).first()
    return found or Preference(user_id=actor.person_id)
