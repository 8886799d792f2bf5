"""段階: how wide a team's reach is, and which teams a worry can climb to (R010)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.accounts.models import User
from wagamachi.areas.models import Tier
from wagamachi.core.words import local
from wagamachi.organizations.models import Team

from ..models import Case

_RUNGS = [Tier.SMALL, Tier.MIDDLE, Tier.MUNICIPALITY]


def rung_of(team: Team) -> int:
    """Return 0 for 小地域, 1 for 中圏域, 2 for 区市町村, by the widest area the team looks after.

    The team of last resort serves the whole municipality. An agency without areas of its own
    stands beside the 中圏域 teams.
    """
    if team.is_fallback:
        return _RUNGS.index(Tier.MUNICIPALITY)
    tiers = {area.tier for area in team.areas.all()}
    return max((_RUNGS.index(Tier(tier)) for tier in tiers), default=_RUNGS.index(Tier.MIDDLE))


def is_municipal(team: Team) -> bool:
    """Say whether the team stands for the whole municipality."""
    return rung_of(team) == _RUNGS.index(Tier.MUNICIPALITY)


def tier_label(team: Team) -> str:
    """Return the name of the team's tier: 小地域, 中圏域 or 区市町村圏域."""
    return local(str(_RUNGS[rung_of(team)].label))


def teams_above(case: Case, on: date) -> list[Team]:
    """Return the teams one can climb to with the case, the nearest tier first."""
    rung = rung_of(case.holder_team)
    receiving = _receiving(on).exclude(pk=case.holder_team_id)
    above = [(rung_of(team), team) for team in receiving]
    return [team for height, team in sorted(above, key=_by_height) if height > rung]


def _by_height(pair: tuple[int, Team]) -> tuple[int, str]:
    return pair[0], pair[1].name


def _receiving(on: date) -> QuerySet[Team]:
    live = Team.objects.live(on).filter(Q(is_base=True) | Q(is_fallback=True))
    return live.select_related("organization").prefetch_related("areas")


def backup_teams(actor: Actor, on: date) -> QuerySet[Team]:
    """Return whom a team can ask for backup: the receiving teams that are not one's own (R011)."""
    return _receiving(on).exclude(pk__in=actor.team_ids).order_by("-is_fallback", "name")


def could_accompany(case: Case, on: date) -> QuerySet[Assignment]:
    """Return the posts of those who can be asked to walk beside a case, one for each of their teams.

    They work on a team of an office that takes worries in, and not on the one that holds the case.
    """
    live = Team.objects.live(on).filter(organization__is_intake_point=True)
    posts = Assignment.objects.able(Perm.HANDOFF_ANSWER, on).filter(
        team__in=live.exclude(pk=case.holder_team_id), user__is_active=True
    )
    earlier = posts.filter(team=OuterRef("team"), user=OuterRef("user"), pk__lt=OuterRef("pk"))
    return (
        posts.exclude(Exists(earlier))
        .select_related("team__organization", "user")
        .order_by("team__organization__kana", "team__name", "user__kana", "pk")
    )


def team_people(team: Team | None, on: date) -> QuerySet[User]:
    """Return who works on the team on that day."""
    posts = Assignment.objects.able(Perm.HANDOFF_ANSWER, on).filter(team=team)
    return User.objects.filter(pk__in=posts.values("user")).order_by("kana", "name")
