"""What this municipality calls its roles; what they may do never changes with the name (R006)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wagamachi.core.errors import DomainError

from .. import audit
from ..actor import Actor
from ..models import RoleLabel
from ..queries import role_labels
from ..roles import Role


@transaction.atomic
def rename_roles(*, actor: Actor, labels: Mapping[str, str], at: datetime) -> list[str]:
    """Name roles and return those that changed; an empty name brings back the usual one.

    Raises DomainError when two roles would have the same name.
    """
    before = role_labels()
    wanted = {Role(role): label.strip() or str(Role(role).label) for role, label in labels.items()}
    after = before | {role.value: label for role, label in wanted.items()}
    _check_distinct(after)
    changed = sorted(role for role, label in after.items() if before[role] != label)
    for role in changed:
        if after[role] == str(Role(role).label):
            RoleLabel.objects.filter(role=role).delete()
        else:
            RoleLabel.objects.update_or_create(role=role, defaults={"label": after[role]})
    if changed:
        audit.record(
            actor=actor, kind=audit.EventKind.CHANGED, at=at, data={"role_labels": changed}
        )
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
