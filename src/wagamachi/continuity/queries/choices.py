"""Whom things can be given to."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from wagamachi.access.models import Assignment
from wagamachi.accounts.models import User


def people_of(team_ids: Collection[UUID], on: date, but: UUID | None = None) -> list[User]:
    """Return who is on any of the teams today, each with ``team_names``; one query."""
    posts = (
        Assignment.objects.live(on)
        .filter(team__in=team_ids, user__is_active=True)
        .select_related("user", "team")
        .order_by("user__kana", "user__name", "user_id", "team__name")
    )
    people: dict[UUID, User] = {}
    teams: dict[UUID, list[str]] = {}
    for post in posts:
        if post.user_id == but or post.team is None:
            continue
        people.setdefault(post.user_id, post.user)
        names = teams.setdefault(post.user_id, [])
        if post.team.name not in names:
            names.append(post.team.name)
    for pk, person in people.items():
        person.team_names = "・".join(teams[pk])  # type: ignore[attr-defined]  # read by the form
    return list(people.values())
