"""Taking hold of an open case for the length of a transaction, so that nothing slips in between."""

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
    if not policy.can(actor, perm, case):
        raise NotAllowed("これができるのは、このケースを担当しているチームの人です。")
    lock_open_case(case)


def lock_open_case(case: Case) -> None:
    """Lock the case and bring ``case`` up to date; the caller has checked who may.

    Raises DomainError when it has ended, Conflict when that happened after ``case`` was read.
    """
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    before = case.state
    case.refresh_from_db()
    if case.state != before and case.state in ENDED_STATES:
        raise Conflict(who_was_first(CASE, case))
    if case.state == CaseState.MERGED:
        raise DomainError(
            "このケースは、ほかのケースにまとめられています。まとめた先を開いてください。"
        )
    if case.state == CaseState.CLOSED:
        raise DomainError("このケースは終わっています。先に「もう一度ひらく」をしてください。")
