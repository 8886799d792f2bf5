"""Writing down what a 委員 is asked to do, and rewriting it while it lies with them (R172)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.areas.models import Area
from wagamachi.casework.services.beyond import check_names_nobody_known
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import ref_of
from wagamachi.core.text import says_something
from wagamachi.core.wareki import format_wareki
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify

from ..models import CommissionerTask, ReliefDecision
from ..models.task import MOST_MINUTES
from ..queries.relief import stop_of
from ..queries.tasks import commissioner_posts, is_at_rest


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDraft:
    """One piece of work of the 委員 of ``post``. No resident and no case is named in it."""

    post: Assignment
    title: str
    kind: str
    asker: str
    bearer: str
    asked_on: date
    minutes_per_month: int
    area: Area | None = None
    due_on: date | None = None
    note: str = ""
    despite: str = ""
    is_sure: bool = False

    def columns(self) -> dict[str, Any]:
        """Return the draft as columns of the task."""
        return {
            "commissioner_id": self.post.user_id,
            "team_id": self.post.team_id,
            "title": self.title.strip(),
            "kind": self.kind,
            "asker": self.asker,
            "bearer": self.bearer,
            "asked_on": self.asked_on,
            "minutes_per_month": self.minutes_per_month,
            "area_id": self.area.pk if self.area else None,
            "due_on": self.due_on,
            "note": self.note,
            "despite": self.despite.strip() if self.stopped_by() else "",
        }

    def stopped_by(self) -> ReliefDecision | None:
        """Return the decision that this kind of work is to be stopped, if it was asked for after that."""
        return stop_of(self.kind, self.asked_on)

    def check(self, actor: Actor, on: date) -> None:
        """Raise DomainError for what cannot be, NotAllowed for somebody else's work."""
        if not self.title.strip():
            raise DomainError("どんな仕事か、短く書いてください。", field="title")
        if self.asked_on > on:
            raise DomainError(
                "頼まれた日がこれから先になっています。実際の日を入れてください。", field="asked_on"
            )
        if not 0 <= self.minutes_per_month <= MOST_MINUTES:
            raise DomainError(
                "月にかかる時間を分で入れてください。毎月ではない仕事は、月あたりになおします。",
                field="minutes_per_month",
            )
        if not commissioner_posts(actor, on).filter(pk=self.post.pk).exists():
            raise NotAllowed(
                "この委員の仕事は書けません。本人か事務局の人に頼んでください。", field="post"
            )

    def check_names_nobody(self, actor: Actor, at: datetime) -> None:
        """Raise Telling for words that say whom it is about: the 事務局 and whoever is asked read them."""
        texts = {name: getattr(self, name) for name in ("title", "note", "despite")}
        check_names_nobody_known(actor=actor, at=at, is_sure=self.is_sure, **texts)

    def check_not_stopped(self) -> ReliefDecision | None:
        """Return the decision it goes against; raise DomainError when nobody says why it is written."""
        decision = self.stopped_by()
        if decision is None or says_something(self.despite):
            return decision
        raise DomainError(
            f"「{decision.get_kind_display()}」は、{format_wareki(decision.decided_on)}に「やめる」と決めました。"
            "頼んだ相手に、そう伝えてください。もう引き受けたか済んだものは、「それでも書くわけ」に書くと残せます。",
            field="despite" if self.despite else "kind",
        )


def enter_task(
    *,
    actor: Actor,
    at: datetime,
    draft: TaskDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> CommissionerTask:
    """Write a task; it lies with the 委員. Saving the same ``id`` twice makes one.

    Raises DomainError for a draft that cannot be, Telling, NotAllowed when the 委員 is not the actor's to
    write for.
    """

    def first() -> dict[str, Any]:
        draft.check(actor, clock.today(at))
        draft.check_names_nobody(actor, at)
        return {"entered_by_id": actor.person_id, "against": draft.check_not_stopped()}

    return keep_new(
        CommissionerTask, id=id, actor=actor, at=at, perm=Perm.TASK_EDIT, said=draft.columns(),
        first=first, then=lambda task: _tell(task, actor, at),
        data={"kind": draft.kind, "asker": draft.asker, "bearer": draft.bearer},
    )  # fmt: skip


def change_task(
    *, actor: Actor, at: datetime, task: CommissionerTask, version: int, draft: TaskDraft
) -> CommissionerTask:
    """Rewrite a task that lies with the 委員; raises Stale with both versions.

    The 事務局 may also give it to another 委員 of any 班, so that none is left behind by a leaver.
    """
    if not can(actor, Perm.TASK_EDIT, task):
        raise NotAllowed("この仕事を直せるのは、本人と事務局の人です。")
    if not is_at_rest(task):
        raise DomainError(
            "直せるのは、仕事が委員の手もとにあるあいだです。頼んでいるときは、先に手もとに戻してください。"
        )
    draft.check(actor, clock.today(at))
    before = task.commissioner_id
    is_as_asked = (task.kind, task.asked_on) == (draft.kind, draft.asked_on)
    against = task.against if is_as_asked and not draft.despite else draft.check_not_stopped()
    columns = draft.columns() | {"against": against}
    if against is None or not draft.despite:
        columns["despite"] = task.despite if against else ""
    with transaction.atomic():
        changed = change(task, actor=actor, at=at, version=version, **columns)
        if changed.commissioner_id != before:
            _tell(changed, actor, at)
    return changed


def _tell(task: CommissionerTask, actor: Actor, at: datetime) -> None:
    """Tell the 委員 of work that somebody else wrote down for them."""
    notify(
        kind=NoticeKind.TASK_ENTERED, ref=ref_of(task), at=at, users=[task.commissioner_id],
        but_not=actor.user_id,
    )  # fmt: skip
