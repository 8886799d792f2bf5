"""Writing the unified record: once, with what it is about, and never twice for one click."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.policy import own
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.core.refs import Ref

from ..models import STEP_MINUTES, ActivityRecord, RecordLink


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDraft:
    """What a record says. ``shares`` are the percentages of ①個別 ②地域 ③しくみづくり."""

    occurred_at: datetime
    minutes: int
    method_id: str
    counterpart: str
    shares: tuple[int, int, int]
    tier: str
    area_id: UUID
    team_id: UUID
    content: str
    result: str
    place: str = ""
    next_step: str = ""
    staff_ids: Sequence[UUID] = ()

    def check(self, at: datetime) -> None:
        """Raise DomainError for a record that cannot be true."""
        if self.minutes <= 0 or self.minutes % STEP_MINUTES:
            raise DomainError("所要時間は15分きざみで入れてください。", field="minutes")
        if self.occurred_at > at:
            raise DomainError(
                "日時がこれから先になっています。実際の日時に直してください。", field="occurred_at"
            )
        if sum(self.shares) != 100 or min(self.shares) < 0:
            raise DomainError(
                "３つの機能の割合は、合わせて100％にしてください。", field="individual_share"
            )

    def columns(self) -> dict[str, object]:
        """Return the model columns."""
        individual, community, system = self.shares
        return {
            "occurred_at": self.occurred_at,
            "minutes": self.minutes,
            "method_id": self.method_id,
            "counterpart": self.counterpart,
            "individual_share": individual,
            "community_share": community,
            "system_share": system,
            "tier": self.tier,
            "area_id": self.area_id,
            "team_id": self.team_id,
            "content": self.content,
            "result": self.result,
            "place": self.place,
            "next_step": self.next_step,
        }


def write_record(
    *,
    actor: Actor,
    at: datetime,
    draft: RecordDraft,
    about: Sequence[Ref] = (),
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
    first: Callable[[], object] = bool,
    then: Callable[[ActivityRecord], object] = bool,
    corrects: ActivityRecord | None = None,
) -> ActivityRecord:
    """Write a record about any Refs, once for one ``id``, and return it.

    It takes the place of the record it ``corrects``. ``first`` and ``then`` are what else is checked
    and done for a new one, in the same transaction.
    Raises DomainError for a draft that cannot be true, and as ``keep_new`` does.
    """

    def checked() -> dict[str, object]:
        draft.check(at)
        first()
        return {"written_by_id": actor.person_id}

    def linked(record: ActivityRecord) -> None:
        when = draft.occurred_at
        RecordLink.objects.bulk_create(
            RecordLink(record=record, target_kind=ref.kind, target_id=ref.id, occurred_at=when)
            for ref in about
        )
        if corrects is not None:
            _replace(corrects, record)
        then(record)

    return keep_new(
        ActivityRecord, id=id, actor=actor, at=at, perm=Perm.RECORD_WRITE, said=draft.columns(),
        many={"staff": draft.staff_ids or [actor.person_id]}, first=checked, then=linked,
        is_about=lambda record: _is_about(record, actor, about, corrects), data={"about": [str(ref) for ref in about]},
    )  # fmt: skip


def _is_about(
    record: ActivityRecord, actor: Actor, about: Sequence[Ref], corrects: ActivityRecord | None
) -> bool:
    """Say whether it is the actor's own, of a team where they are still, about the same things."""
    links = {Ref(link.target_kind, link.target_id) for link in record.links.all()}
    mine = ActivityRecord.objects.filter(own(actor, person="written_by", team="team"))
    corrected = ActivityRecord.objects.filter(corrected_by=record).first()
    return mine.filter(pk=record.pk).exists() and links >= set(about) and corrected == corrects


def _replace(old: ActivityRecord, new: ActivityRecord) -> None:
    done = ActivityRecord.objects.filter(pk=old.pk, corrected_by=None)
    if not done.update(corrected_by=new):
        raise Conflict("この記録は、もう直されています。画面を開き直してください。")


def correct_record(
    *,
    actor: Actor,
    at: datetime,
    record: ActivityRecord,
    draft: RecordDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> ActivityRecord:
    """Replace a record by a corrected one; the old one stays readable and points to the new.

    Raises Conflict when it was corrected by somebody already.
    """
    about = [Ref(link.target_kind, link.target_id) for link in record.links.all()]
    return write_record(
        actor=actor, at=at, draft=replace(draft, team_id=record.team_id), about=about, id=id,
        corrects=record,
    )  # fmt: skip
