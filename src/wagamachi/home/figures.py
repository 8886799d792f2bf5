"""とどこおり: the numbers a lead acts on, each with the list behind it (R012)."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.casework.enums import FlagKind
from wagamachi.casework.forms.filters import OURS
from wagamachi.casework.queries import flags, oversight
from wagamachi.continuity.queries.thin import thin_teams
from wagamachi.core import clock


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that matters, with the list behind it."""

    label: str
    count: int
    url: str
    why: str
    is_grave: bool = False


def figures_for(actor: Actor, at: datetime) -> list[Figure]:
    """Return the numbers a lead or manager acts on; nobody else gets any."""
    if not actor.organizations_with(Perm.CASE_READ_STATUS, Scope.ORGANIZATION):
        return []
    on = clock.today(at)
    stuck = reverse("home:stuck")
    counts = oversight.signs_by_kind(oversight.signs_per_team(actor, on))
    return [
        Figure(
            "受けとめが遅れている相談",
            oversight.waiting_too_long(actor, on).count(),
            f"{stuck}#waiting",
            "期日までにだれも引き受けていません",
        ),
        Figure(
            "期日を過ぎたケース",
            counts.get(FlagKind.OVERDUE, 0),
            signs_url(FlagKind.OVERDUE),
            "次にすることが済んでいません",
        ),
        Figure(
            "返事のないつなぎ",
            oversight.unanswered(actor, on).count(),
            f"{stuck}#unanswered",
            "返事の期日を過ぎています",
        ),
        *(
            Figure(
                str(kind.label), count, signs_url(kind), "いますぐ手を打つしるしです", is_grave=True
            )
            for kind, count in counts.items()
            if kind in flags.RED
        ),
        *_overladen(actor, at),
        *_seen_by_one(actor, at),
    ]


def _overladen(actor: Actor, at: datetime) -> list[Figure]:
    """Return how many people carry too much; nothing when nobody does (R115)."""
    count = oversight.overladen_count(actor, clock.today(at))
    url, why = f"{reverse('home:stuck')}#loads", "ケースか期日すぎが多く、分けあう時期です"
    return [Figure("持ちすぎている人", count, url, why)] if count else []


def _seen_by_one(actor: Actor, at: datetime) -> list[Figure]:
    """Return the figure of cases that only one person can see; nothing when there are none (R141)."""
    ours = actor.organizations_with(Perm.CASE_READ_STATUS, Scope.ORGANIZATION)
    count = sum(one.case_count for one in thin_teams(clock.today(at), organizations=ours))
    url, why = f"{reverse('home:stuck')}#thin", "その人が休むと、だれも開けません"
    return [Figure("1人しか見られないケース", count, url, why)] if count else []


def signs_url(kind: FlagKind) -> str:
    """Return the list of my organisation's cases with a kind of しるし."""
    return f"{reverse('casework:cases')}?whose={OURS[0]}&flag={kind}"
