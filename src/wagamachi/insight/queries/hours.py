"""Which choices a table of hours refuses, because they would tell what one person did (R115).

The page of the three functions and the page by role ask here, so that both hide the same.
"""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import MATRIX
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.casework.queries.oversight import answered_for
from wagamachi.organizations.models import Team
from wagamachi.records.periods import Period, year_period

from .functions import YEARS, Narrow, narrowed
from .places import hidden_areas
from .told import hidden_groups, known, posts, tells

_ONE_AT_A_TIME = (
    "役割・チーム・圏域を組み合わせると、ひとりの時間がわかってしまいます。"
    "どれかひとつだけを選び、ほかは「すべて」にしてください（分け方の「圏域ごと」も、圏域に数えます）。"
)
_TOO_FEW = (
    "人数が少なく、ひとりの時間がわかってしまうので、{}だけの時間は出せません。"
    "「すべて」を選ぶか、ほかの{}を選んでください。"
)
_FEW_THERE = (
    "この圏域で書いた人が少なく、ひとりの時間がわかってしまうので、出せません。"
    "もっと広い圏域を選ぶか、「すべて」を選んでください。"
)
_FEW_BY_MONTH = (
    "この圏域では、書いた人が少ない月があり、ひとりの時間がわかってしまうので、月ごとには出せません。"
    "分け方を「年度ごと」にするか、もっと広い圏域を選んでください。"
)


def refusal(actor: Actor, by: str, year: int, narrow: Narrow) -> tuple[str, str] | None:
    """Return the field, and what to do instead, when a table would tell of people one may not read of."""
    if tells_nobody(actor, narrow):
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
        of_known = known(actor, period)
        if len(keys) > 1 and (not narrow.role or _holders(period)[narrow.role] - of_known):
            return ("by" if last == "area" and not narrow.area_id else last), _ONE_AT_A_TIME
        if narrow.role and narrow.role in hidden_roles(actor, period):
            return "role", _TOO_FEW.format("この役割", "役割")
        if narrow.role or narrow.team_id:
            rows = narrowed(period, narrow).order_by()
            if tells(set(rows.values_list("written_by", flat=True).distinct()), of_known):
                word = "役割" if narrow.role else "チーム"
                return "role" if narrow.role else "team", _TOO_FEW.format(f"この{word}", word)
    return _refused_area(actor, by, year, narrow)


def tells_nobody(actor: Actor, narrow: Narrow) -> bool:
    """Say whether only people are counted whose numbers the actor may read."""
    return bool(narrow.person_id or (narrow.team_id and _leads(actor, narrow.team_id)))


def hidden_lines(actor: Actor, by: str, year: int, narrow: Narrow) -> frozenset[UUID]:
    """Return the areas whose line the table of a 年度 by area does not show."""
    if by != "area" or narrow.role or narrow.team_id or narrow.person_id:
        return frozenset()  # refused, or of people whose numbers the actor may read
    return frozenset(hidden_areas(actor, year).lines)


def _refused_area(actor: Actor, by: str, year: int, narrow: Narrow) -> tuple[str, str] | None:
    if not narrow.area_id or narrow.role or narrow.team_id:
        return None
    years = range(year - YEARS + 1, year + 1) if by == "year" else (year,)
    if any(narrow.area_id in hidden_areas(actor, one).wholes for one in years):
        return "area", _FEW_THERE
    if by in {"", "month"} and narrow.area_id in hidden_areas(actor, year, monthly=True).wholes:
        return "area", _FEW_BY_MONTH
    return None


def hidden_roles(actor: Actor, period: Period) -> set[str]:
    """Return the roles held by so few that their hours are somebody's; two queries."""
    holders = _holders(period)
    writing = [role for role in holders if Perm.RECORD_WRITE in MATRIX[Role(role)]]
    return hidden_groups(holders, known(actor, period), among=writing)


def _leads(actor: Actor, team: UUID) -> bool:
    mine = answered_for(actor, team="pk", organization="organization")
    return Team.objects.filter(mine, pk=team).exists()


def _holders(period: Period) -> defaultdict[str, set[UUID]]:
    found: defaultdict[str, set[UUID]] = defaultdict(set)
    for role, user in posts(period, Q()):
        found[role].add(user)
    return found
