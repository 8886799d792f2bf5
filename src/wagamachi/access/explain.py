"""Why a person can see a row: the clauses of the policy that let them in, in words (R102)."""

from dataclasses import dataclass
from uuid import UUID

from wagamachi.accounts.models import User
from wagamachi.core import refs
from wagamachi.core.errors import DomainError

from . import policy
from .actor import Actor
from .docs import PERM_LABELS
from .perms import Perm
from .queries import actor_for


@dataclass(frozen=True, slots=True)
class Answer:
    """One permission on one row: no reasons means it is not given."""

    perm: Perm
    label: str
    reasons: list[str]


def explain(*, actor: Actor, ref: refs.Ref, user_id: UUID) -> list[Answer]:
    """Return every permission that matters for the row with the reasons the user has it today.

    Nothing of the row itself is returned. Raises DomainError for a row or user that is not there.
    """
    row = refs.kind(ref.kind).model._default_manager.filter(pk=ref.id).first()
    if row is None:
        raise DomainError(
            "その番号のものは見つかりません。番号をもう一度写してください。", field="ref"
        )
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise DomainError("その人は見つかりません。えらび直してください。", field="user")
    seen_by = actor_for(user, actor.on)
    try:
        return [
            Answer(perm, PERM_LABELS[perm], policy.explain(seen_by, perm, row))
            for perm in perms_of(ref.kind)
        ]
    except LookupError:
        raise DomainError("この種類には、見える範囲の決まりがありません。", field="ref") from None


def perms_of(kind: str) -> list[Perm]:
    """Return the permissions named after a kind, or all of them when none is."""
    own = [perm for perm in Perm if perm.value.partition(".")[0] == kind]
    return own or list(Perm)
