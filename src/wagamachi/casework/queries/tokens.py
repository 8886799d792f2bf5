"""Whom the search index lets find a case: as tokens, narrowed before the policy's ``Q`` decides."""

from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm

from ..enums import Level
from ..models import Case, Participation


def narrow_tokens(actor: Actor) -> list[str]:
    """Return the search index's narrow tokens of this actor (the ``Q`` still decides)."""
    led = actor.organizations_with(Perm.CASE_READ_SUMMARY, Scope.ORGANIZATION)
    tokens = {f"team:{team}" for team in actor.team_ids} | {f"lead:{one}" for one in led}
    return sorted({"all", f"user:{actor.user_id}"} | tokens)


def reachable_by(case: Case) -> list[str]:
    """Return the narrow tokens of everybody who may find the case by search."""
    rows = Participation.objects.filter(case=case, until_at=None, level__gte=Level.SUMMARY)
    tokens = {_token(team, user) for team, user in rows.values_list("team_id", "user_id")}
    holder = case.holder_team
    leads = set() if case.restriction else {f"lead:{holder.organization_id}"}
    return sorted(tokens | {f"team:{holder.pk}"} | leads)


def _token(team_id: UUID | None, user_id: UUID | None) -> str:
    return f"team:{team_id}" if team_id else f"user:{user_id}"
