"""What this municipality calls its roles; what they may do never changes with the name (R006)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wagamachi.core.errors import DomainError

from ..actor import Actor
from ..keeping import change
from ..models import RoleLabel
from ..queries import role_labels
from ..roles import Role
from ..versions import Stale


@transaction.atomic
def rename_roles(
    *,
    actor: Actor,
    labels: Mapping[str, str],
    at: datetime,
    versions: Mapping[str, int | None] | None = None,
) -> list[str]:
    """Name roles and return those that changed; an empty name brings back the usual one.

    Raises DomainError when two roles would have the same name, Stale with all names somebody else
    has changed since ``versions``; then nothing is saved.
    """
    before = role_labels()
    wanted = {Role(role): label.strip() or str(Role(role).label) for role, label in labels.items()}
    after = before | {role.value: label for role, label in wanted.items()}
    stale: list[Stale] = []
    changed = sorted(role for role, label in after.items() if before[role] != label)
    for role in changed:
        label = "" if after[role] == str(Role(role).label) else after[role]
        row, _ = RoleLabel.objects.get_or_create(role=role)
        version = (versions or {}).get(role)
        try:
            change(
                row, actor=actor, at=at, version=version, data={"role_labels": [role]}, label=label
            )
        except Stale as error:
            told = (str(Role(role).label), before[role], after[role])
            stale.append(Stale([told], first=error.first))
    if stale:
        raise Stale([told for error in stale for told in error.differences], first=stale[0].first)
    _check_distinct(after)
    return changed


def _check_distinct(labels: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for role, label in labels.items():
        if label in seen:
            raise DomainError(
                f"「{label}」が2つの役割の名前になっています。別々の名前にしてください。",
                field=role,
            )
        seen[label] = role
