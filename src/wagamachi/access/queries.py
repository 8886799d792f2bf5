"""Who is asking, and what roles are called here."""

from datetime import date

from wagamachi.accounts.models import User

from .actor import Actor, Post
from .models import Assignment, RoleLabel
from .roles import Role


def actor_for(user: User, on: date) -> Actor:
    """Return the actor for an account on a day; two queries, whatever the number of posts."""
    live = Assignment.objects.of(user.pk).live(on).prefetch_related("areas")
    posts = tuple(
        Post(
            role=Role(a.role),
            organization_id=a.organization_id,
            team_id=a.team_id,
            area_ids=frozenset(area.pk for area in a.areas.all()),
        )
        for a in live
    )
    return Actor(user_id=user.pk, name=user.name, on=on, posts=posts if user.is_active else ())


def renamed_roles() -> dict[str, str]:
    """Return our word → theirs for every role that has a name of its own here (R006)."""
    found: dict[str, str] = {}
    for role, label in RoleLabel.objects.exclude(label="").values_list("role", "label"):
        usual = str(Role(role).label)
        # 民生委員・児童委員 is mostly said short.
        found |= {usual: label, usual.partition("・")[0]: label}
    return found


def role_label_versions() -> dict[str, int]:
    """Return the version of the name of each role; of one without a row the first."""
    kept = dict(RoleLabel.objects.values_list("role", "version"))
    return {role.value: kept.get(role.value, 1) for role in Role}


def role_labels() -> dict[str, str]:
    """Return every role with the name this municipality gave it (R006)."""
    local = dict(RoleLabel.objects.exclude(label="").values_list("role", "label"))
    return {role.value: local.get(role.value, str(role.label)) for role in Role}
