"""Who sees a case today, from the case's side: every way in that ``case_rule`` gives (R102).

The policy answers for one asker. This page of words is held against it, for everybody, by a test.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from wagamachi.access.matrix import MATRIX, Scope
from wagamachi.access.models import Assignment
from wagamachi.access.queries import role_labels
from wagamachi.access.roles import Role

from ..enums import Level, ParticipationKind
from ..models import Case, Participation
from ..policy import LEVEL_FOR, open_doors

_JOINS = (
    *("team__organization", "user", "consent__person", "legal_basis", "approval__decided_by"),
    "handoff",
)

_JOINTLY, _IN_PERSON = {Scope.PARTICIPANT}, {Scope.NAMED, Scope.PARTICIPANT}


@dataclass(frozen=True, slots=True)
class Reader:
    """A team or a person who sees the case: as what, how much, and on what ground.

    ``people`` are the accounts behind it today. ``door`` is set for those outside the holding team.
    """

    who: str
    standing: str
    level: Level
    ground: str
    people: frozenset[UUID]
    door: Participation | None = None


def readers_of(case: Case, on: date) -> list[Reader]:
    """Return everybody who sees the case that day: the holding team, by a door, by their office."""
    team = case.holder_team
    posts = _posts(on).filter(team=team).values_list("user_id", "team_id", "role")
    held = _behind(posts, {Scope.TEAM}, Level.STATUS)
    found = [Reader(f"{team.organization.name} {team.name}", "担当チーム", Level.FULL,
                    "このケースを担当しているから", held)]  # fmt: skip
    return [*found, *_at_doors(case, on), *_answerable(case, on, held)]


def past_doors(case: Case, on: date) -> "QuerySet[Participation]":
    """Return the doors that open nothing any more, or not yet; the latest first."""
    shut = Participation.objects.filter(case=case).exclude(pk__in=open_doors(on).values("pk"))
    return shut.select_related(*_JOINS).order_by("-until_at", "-since_at")


def _at_doors(case: Case, on: date) -> Iterator[Reader]:
    """Yield who takes part. Who stands there as something else is no longer 「前に関わった機関」."""
    rows = open_doors(on).filter(case=case).select_related(*_JOINS).order_by("since_at", "pk")
    doors = list(rows)
    posts = _posts_at(doors, on)
    former = ParticipationKind.FORMER_HOLDER
    elsewhere = {door.team_id for door in doors if door.kind != former} | {case.holder_team_id}
    for door in doors:
        if door.kind == former and door.team_id in elsewhere - {None}:
            continue
        beside = door.team_id is not None and door.team_id == case.companion_team_id
        is_former = door.kind == former and not beside
        standing = ParticipationKind.COMPANION if door.kind == former and beside else door.kind
        who = str(door.user.name) if door.user else ""
        if door.team:
            who = f"{door.team.organization.name} {door.team.name}"
        if standing == ParticipationKind.COMPANION and case.companion_user:
            who = f"{who}・{case.companion_user.name}"
        ground = "前に担当していたから" if is_former else ""
        label = str(ParticipationKind(standing).label)
        yield Reader(who, label, Level(door.level), ground, _at(door, posts), door)


Posts = Sequence[tuple[UUID, UUID | None, str]]  # who, on which team, as what


def _posts_at(doors: Sequence[Participation], on: date) -> Posts:
    """Return the posts of everybody whom any of the doors could let in; one query."""
    teams = {door.team_id for door in doors if door.team_id}
    users = {door.user_id for door in doors if door.user_id}
    posts = _posts(on).filter(Q(team__in=teams) | Q(user__in=users))
    return list(posts.values_list("user_id", "team_id", "role"))


def _at(door: Participation, posts: Posts) -> frozenset[UUID]:
    """Return the accounts a door lets in that day."""
    level = Level(door.level)
    if door.team_id:
        return _behind((post for post in posts if post[1] == door.team_id), _JOINTLY, level)
    theirs = [post for post in posts if post[0] == door.user_id]
    brought = door.kind == ParticipationKind.FIRST_RECEIVER and level == Level.STATUS
    if not (brought or any(team == door.user_team_id for _, team, _ in theirs)):
        return frozenset()
    return _behind(theirs, _IN_PERSON, level)


def _answerable(case: Case, on: date, held: frozenset[UUID]) -> Iterator[Reader]:
    """Yield who answers for the organisation that holds the case and is not on its team, by role."""
    posts = _posts(on).filter(organization=case.holder_team.organization_id).exclude(user__in=held)
    most = Level.STATUS if case.restriction else Level.FULL
    found: dict[UUID, tuple[Level, str, str]] = {}
    for post in posts.select_related("user").order_by("user__kana", "pk"):
        level = min(_reach(Role(post.role), {Scope.ORGANIZATION}), most)
        known = found.get(post.user_id, (Level.NONE, "", ""))
        found[post.user_id] = max(known, (level, post.role, post.user.name))
    called = role_labels()
    for role in dict.fromkeys(role for _, role, _ in found.values() if role):
        ours = {user: one for user, one in found.items() if one[1] == role and one[0] > Level.NONE}
        if ours:
            names = "、".join(name for _, _, name in ours.values())
            yield Reader(
                f"{called[role]}: {names}", "責任者", max(level for level, _, _ in ours.values()),
                "担当チームのある機関の責任者だから", frozenset(ours),
            )  # fmt: skip


def _posts(on: date) -> "QuerySet[Assignment]":
    return Assignment.objects.live(on).filter(Q(user__is_active=True))


def _behind(
    posts: Iterable[tuple[UUID, UUID | None, str]], scopes: Collection[Scope], level: Level
) -> frozenset[UUID]:
    return frozenset(user for user, _, role in posts if _reach(Role(role), scopes) >= level)


def _reach(role: Role, scopes: Collection[Scope]) -> Level:
    """Return how much of a case a role sees at most as far as any of ``scopes``."""
    given = [
        level for perm, level in LEVEL_FOR.items()
        if any(scope in MATRIX[role].get(perm, ()) for scope in scopes)
    ]  # fmt: skip
    return max(given, default=Level.NONE)
