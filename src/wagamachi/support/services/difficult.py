"""Marking a case as 困難事例, and taking the mark off again, each with its reason (R028)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.casework.models import Case
from wagamachi.casework.services.holding import hold_open_case
from wagamachi.core.errors import DomainError

from ..enums import Criterion
from ..models import DifficultMark


def mark_difficult(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    criteria: Sequence[str],
    reason: str,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> DifficultMark:
    """Mark an open case; saving the same ``id`` twice makes one mark.

    Raises DomainError without a criterion or a reason, or when the case is marked already.
    """
    said = {"criteria": [Criterion(one).value for one in criteria], "reason": reason}

    def first() -> dict[str, Any]:
        if not criteria:
            raise DomainError("あてはまることを、ひとつは選んでください。", field="criteria")
        if not reason.strip():
            raise DomainError("そう考える理由を書いてください。", field="reason")
        hold_open_case(actor=actor, case=case)
        if DifficultMark.objects.filter(case=case, until_at=None).exists():
            raise DomainError("このケースには、もう困難事例のしるしがついています。")
        return {"since_at": at, "marked_by_id": actor.person_id}

    return keep_new(
        DifficultMark, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"case": case},
        said=said, first=first, words={"criteria": dict(Criterion.choices)},
    )  # fmt: skip


def lift_mark(*, actor: Actor, at: datetime, mark: DifficultMark, reason: str) -> DifficultMark:
    """Take the mark off; raises DomainError without a reason or when it is off already."""
    if not reason.strip():
        raise DomainError("しるしをはずす理由を書いてください。", field="reason")
    with transaction.atomic():
        hold_open_case(actor=actor, case=mark.case)
        mark.refresh_from_db()
        if mark.until_at is not None:
            raise DomainError("このしるしは、もうはずされています。")
        return change(
            mark, actor=actor, at=at, version=None,
            until_at=at, lifted_by_id=actor.person_id, lifted_reason=reason,
        )  # fmt: skip
