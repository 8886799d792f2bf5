"""まとめて担当を変える: many cases to one person at once, each with its own rules and event (R141)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.accounts.models import User
from wagamachi.casework.models import Case
from wagamachi.casework.services import assign_case
from wagamachi.casework.services.flags import keeps_flags
from wagamachi.casework.services.holding import lock_rows
from wagamachi.core.errors import DomainError

MOST = 200
NOT_OURS = "あなたのチームの担当ではないため、変えられません。"
ALREADY = "もう、この担当になっています。"


@dataclass(frozen=True, slots=True)
class Picked:
    """A case as it was when it was picked from the list."""

    pk: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one picked case, and who had it. ``case`` is None where it is not the actor's."""

    pk: UUID
    case: Case | None
    before: str = ""
    problem: str = ""


@keeps_flags
def reassign_cases(
    *, actor: Actor, at: datetime, picked: Sequence[Picked], to_user: User | None
) -> list[Outcome]:
    """Make ``to_user`` 主担当 of every picked case, or put them into their team's inbox (None).

    Returns one outcome for each: what was not the actor's to change, was closed, changed meanwhile
    or belongs to a team the person is not on stays as it is, with the reason. Raises DomainError
    when nothing, or more than MOST, is picked.
    """
    picks = list({one.pk: one for one in picked}.values())
    if not picks:
        raise DomainError("ケースを、ひとつ以上えらんでください。", field="case")
    if len(picks) > MOST:
        raise DomainError(f"いちどに変えられるのは{MOST}件までです。", field="case")
    with transaction.atomic():
        editable = visible_to(actor, Case, Perm.CASE_EDIT).select_related(
            "holder_user", "holder_team"
        )
        cases = editable.in_bulk([one.pk for one in picks])
        lock_rows(Case, cases)
        return [_one(actor, at, one, cases.get(one.pk), to_user) for one in picks]


def rehearse_reassignment(
    *, actor: Actor, at: datetime, picked: Sequence[Picked], to_user: User | None
) -> list[Outcome]:
    """Return what ``reassign_cases`` would do now, having done nothing: the same rules, undone."""
    with transaction.atomic():
        outcomes = reassign_cases(actor=actor, at=at, picked=picked, to_user=to_user)
        transaction.set_rollback(True)
    return outcomes


def _one(actor: Actor, at: datetime, picked: Picked, case: Case | None, to: User | None) -> Outcome:
    if case is None:
        return Outcome(picked.pk, None, problem=NOT_OURS)
    before = case.holder_user.name if case.holder_user else "チームの受信箱"
    if case.holder_user_id == (to.pk if to else None):
        return Outcome(picked.pk, case, before, ALREADY)
    try:
        with transaction.atomic():
            assign_case(
                actor=actor, at=at, case=case, version=picked.version,
                holder_user_id=to.pk if to else None,
            )  # fmt: skip
    except DomainError as error:
        return Outcome(picked.pk, case, before, error.message)
    return Outcome(picked.pk, case, before)
