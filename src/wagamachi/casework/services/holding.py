"""Taking hold of an open case for the length of a transaction, so that nothing slips in between."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Model

from wagamachi.access import policy
from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import who_was_first
from wagamachi.core.errors import Conflict, DomainError, NotAllowed

from ..enums import CaseState
from ..models import ENDED_STATES, Case
from ..states import CASE


def hold_open_case(*, actor: Actor, case: Case, perm: Perm = Perm.CASE_EDIT) -> None:
    """Lock the case as it is now and bring ``case`` up to date; call it inside ``atomic()``.

    Whoever closes, asks or records at the same moment waits for us, or we for them (SQLite has one
    writer; PostgreSQL locks the row). Raises NotAllowed without ``perm``, DomainError when closed,
    Conflict when somebody closed it while the actor still saw it open.
    """
    before = _lock(case)
    # Only now: whoever made us wait may have given the case to another team.
    if not policy.can(actor, perm, case):
        raise NotAllowed("これができるのは、このケースを担当しているチームの人です。")
    _check_open(case, before)


def lock_open_case(case: Case) -> None:
    """Lock the case and bring ``case`` up to date; the caller has checked who may.

    Raises DomainError when it has ended, Conflict when that happened after ``case`` was read.
    """
    _check_open(case, _lock(case))


def lock_rows(model: type[Model], ids: Collection[UUID]) -> None:
    """Lock rows in one order, before the first of several is changed.

    What is written to the audit log is held to the end: whoever wrote there and then waits for a row
    may wait for somebody who waits for the log.
    """
    rows = model._default_manager.filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _lock(case: Case) -> str:
    """Lock the row and return the state in which ``case`` was read.

    Not its key: rows that only point to the case (a しるし that somebody beside it raises) do not wait.
    """
    Case.objects.select_for_update(no_key=True).only("pk").get(pk=case.pk)
    before = case.state
    case.refresh_from_db()
    return before


def _check_open(case: Case, before: str) -> None:
    if case.state != before and case.state in ENDED_STATES:
        raise Conflict(who_was_first(CASE, case))
    if case.state == CaseState.MERGED:
        raise DomainError(
            "このケースは、ほかのケースにまとめられています。まとめた先を開いてください。"
        )
    if case.state == CaseState.CLOSED:
        raise DomainError("このケースは終わっています。先に「もう一度ひらく」をしてください。")
