"""Whose hours a table may tell: sums for everybody, one person's only to those who answer for them (R115).

The page of the three functions and the page by role ask here, so that both hide the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from uuid import UUID

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import MATRIX
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.casework.queries.oversight import answered_for
from wagamachi.core import clock
from wagamachi.organizations.models import Team
from wagamachi.records.periods import Period, year_period

from .functions import YEARS, Narrow, narrowed

FEWEST = 3  # people whose hours make a sum that tells of none of them
_ONE_AT_A_TIME = (
    "役割・チーム・圏域を組み合わせると、ひとりの時間がわかってしまいます。"
    "どれかひとつだけを選び、ほかは「すべて」にしてください（分け方の「圏域ごと」も、圏域に数えます）。"
)
_TOO_FEW = (
    "人数が少なく、ひとりの時間がわかってしまうので、{}だけの時間は出せません。"
    "「すべて」を選ぶか、ほかの{}を選んでください。"
)


def refusal(actor: Actor, by: str, year: int, narrow: Narrow) -> tuple[str, str] | None:
    """Return the field, and what to do instead, when a table would tell of people one may not read of."""
    if narrow.person_id or (narrow.team_id and _leads(actor, narrow.team_id)):
        return None
    keys = [
        name
        for name, chosen in (
            ("role", narrow.role),
            ("team", narrow.team_id),
            ("area", narrow.area_id or by == "area"),
        )
        if chosen
    ]
    last = keys[-1] if keys else ""
    years = range(year - YEARS + 1, year + 1) if by == "year" else (year,)
    for period in map(year_period, years):
        known = _known(actor, period)
        if len(keys) > 1 and (not narrow.role or _holders(period)[narrow.role] - known):
            return ("by" if last == "area" and not narrow.area_id else last), _ONE_AT_A_TIME
        if narrow.role and narrow.role in hidden_roles(actor, period):
            return "role", _TOO_FEW.format("この役割", "役割")
        if narrow.role or narrow.team_id:
            rows = narrowed(period, narrow).order_by()
            if _tells(set(rows.values_list("written_by", flat=True).distinct()), known):
                word = "役割" if narrow.role else "チーム"
                return "role" if narrow.role else "team", _TOO_FEW.format(f"この{word}", word)
    return None


def hidden_roles(actor: Actor, period: Period) -> set[str]:
    """Return the roles held by so few that their hours are somebody's; two queries.

    Where those are few together, the next smallest is hidden too: else the whole less the rest tells.
    """
    known, holders = _known(actor, period), _holders(period)
    strangers = {
        role: people - known
        for role, people in holders.items()
        if people - known and Perm.RECORD_WRITE in MATRIX[Role(role)]
    }
    hidden = {role for role in strangers if _tells(holders[role], known)}
    for role in sorted(strangers.keys() - hidden, key=lambda one: (len(strangers[one]), one)):
        if not hidden or len(set[UUID]().union(*(strangers[one] for one in hidden))) >= FEWEST:
            break
        hidden.add(role)
    return hidden


def _tells(people: Set[UUID], known: Set[UUID]) -> bool:
    """Say whether a sum over these people tells what one of those the reader does not know did."""
    strangers = len(people - known)
    return strangers == 1 or (strangers > 0 and len(people) < FEWEST)


def _leads(actor: Actor, team: UUID) -> bool:
    mine = answered_for(actor, team="pk", organization="organization")
    return Team.objects.filter(mine, pk=team).exists()


def _known(actor: Actor, period: Period) -> set[UUID]:
    """Return whose hours the actor may read: their own, and of those they answer for."""
    ours = Q(user=actor.user_id) | answered_for(actor, organization="organization")
    return {user for _, user in _posts(period, ours)}


def _holders(period: Period) -> defaultdict[str, set[UUID]]:
    found: defaultdict[str, set[UUID]] = defaultdict(set)
    for role, user in _posts(period, Q()):
        found[role].add(user)
    return found


def _posts(period: Period, which: Q) -> Iterable[tuple[str, UUID]]:
    """Return role and person of the posts that were held at some time in the period."""
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    posts = Assignment.objects.filter(
        which, Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lt=after
    )
    return posts.order_by().values_list("role", "user").distinct()
