"""軽減の判断: writing down what is to be taken off the 委員, and telling them (R172)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.casework.services.beyond import check_names_nobody_known
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import ref_of
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify

from ..models import CommissionerTask, ReliefDecision
from ..queries.relief import still_with_commissioners, total


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """One decision: about a ``kind`` of work, or about one ``task``."""

    kind: str = ""
    task: CommissionerTask | None = None
    verdict: str
    reason: str
    body: str
    decided_on: date
    from_on: date
    is_sure: bool = False

    @property
    def said(self) -> dict[str, Any]:
        """Return the columns of the row that somebody typed."""
        return {
            "kind": self.kind, "task_id": self.task.pk if self.task else None,
            "verdict": self.verdict, "reason": self.reason, "body": self.body,
            "decided_on": self.decided_on, "from_on": self.from_on,
        }  # fmt: skip

    def check(self, on: date) -> None:
        """Raise DomainError for what cannot be."""
        if bool(self.kind) == (self.task is not None):
            raise DomainError("どの種類の仕事についての判断か、えらんでください。", field="kind")
        for field, said in (("reason", self.reason), ("body", self.body)):
            if not said.strip():
                raise DomainError("なぜ、どこで決めたかを書いてください。", field=field)
        if self.decided_on > on:
            raise DomainError(
                "決めた日がこれから先になっています。実際の日を入れてください。", field="decided_on"
            )
        if self.from_on < self.decided_on:
            raise DomainError("「いつから」が、決めた日より前になっています。", field="from_on")


def decide_relief(
    *,
    actor: Actor,
    at: datetime,
    draft: DecisionDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> ReliefDecision:
    """Record a decision with how much work it is about, and tell the 委員 who have that work.

    Nothing moves by itself: the 委員 or the 事務局 stop the work or hand it on, and the load view shows
    what was decided and still lies with them. Raises DomainError, NotAllowed, Telling.
    """
    if not actor.has(Perm.TASK_RELIEVE):
        raise NotAllowed("軽減の判断を書けるのは、事務局の人です。")

    def first() -> dict[str, Any]:
        draft.check(clock.today(at))
        check_names_nobody_known(
            actor=actor, at=at, is_sure=draft.is_sure, reason=draft.reason, body=draft.body
        )
        count, minutes = total(still_with_commissioners(draft.kind, draft.task))
        return {
            "count_before": count, "minutes_before": minutes, "written_by_id": actor.person_id,
        }  # fmt: skip

    def then(decision: ReliefDecision) -> None:
        concerned = still_with_commissioners(draft.kind, draft.task)
        people = set(concerned.values_list("commissioner_id", flat=True))
        if draft.task is not None:  # theirs even while somebody else has taken it
            people.add(draft.task.commissioner_id)
        notify(
            kind=NoticeKind.RELIEF_DECIDED, ref=ref_of(decision), at=at, users=people,
            but_not=actor.user_id,
        )  # fmt: skip

    return keep_new(
        ReliefDecision, id=id, actor=actor, at=at, perm=Perm.TASK_RELIEVE, said=draft.said, first=first,
        then=then, data={"verdict": draft.verdict, "kind": draft.kind},
    )  # fmt: skip
