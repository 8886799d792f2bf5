"""Writing the unified record: once, with what it is about, and never twice for one click."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.again import recognise
from wagamachi.access.perms import Perm
from wagamachi.access.policy import own
from wagamachi.accounts.models import User
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.core.ids import uuid7
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
) -> tuple[ActivityRecord, bool]:
    """Write a record about any Refs; return it and whether it is new.

    Saving the same ``id`` twice makes one record (a double click, a phone that sends again).
    Raises DomainError for a draft that cannot be true, and as ``known_record`` does.
    """
    known = known_record(actor=actor, draft=draft, about=about, id=id)
    if known is not None:
        return known, False
    draft.check(at)
    with transaction.atomic():
        record, is_new = ActivityRecord.objects.get_or_create(
            id=id or uuid7(), defaults=draft.columns() | {"written_by_id": actor.person_id}
        )
        if not is_new:
            return _again(actor, record, draft, about), False
        record.staff.set(User.objects.filter(pk__in=draft.staff_ids or [actor.person_id]))
        RecordLink.objects.bulk_create(
            RecordLink(
                record=record,
                target_kind=ref.kind,
                target_id=ref.id,
                occurred_at=draft.occurred_at,
            )
            for ref in about
        )
        audit.record(
            actor=actor,
            kind=audit.EventKind.CREATED,
            ref=Ref("record", record.pk),
            at=at,
            data={"about": [str(ref) for ref in about]},
        )
    return record, True


def known_record(
    *,
    actor: Actor,
    draft: RecordDraft,
    about: Sequence[Ref],
    id: UUID | None,  # noqa: A002  # the client-made id of the row
) -> ActivityRecord | None:
    """Return the record that was saved with this ``id`` before; None when it is new.

    Raises KeptOtherwise when it says something else, Http404 when somebody else wrote it or it is
    about something else.
    """
    record = ActivityRecord.objects.filter(pk=id).first() if id else None
    return None if record is None else _again(actor, record, draft, about)


def _again(
    actor: Actor, record: ActivityRecord, draft: RecordDraft, about: Sequence[Ref]
) -> ActivityRecord:
    links = {Ref(link.target_kind, link.target_id) for link in record.links.all()}
    mine = ActivityRecord.objects.filter(own(actor, person="written_by", team="team"))
    return recognise(
        record,
        actor=actor,
        perm=Perm.RECORD_WRITE,
        is_mine=mine.filter(pk=record.pk).exists() and links >= set(about),
        said=draft.columns(),
        many={"staff": draft.staff_ids or [actor.person_id]},
    )


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
    with transaction.atomic():
        about = [Ref(link.target_kind, link.target_id) for link in record.links.all()]
        new, is_new = write_record(
            actor=actor, at=at, draft=replace(draft, team_id=record.team_id), about=about, id=id
        )
        if not is_new:
            return new
        done = ActivityRecord.objects.filter(pk=record.pk, corrected_by=None)
        if not done.update(corrected_by=new):
            raise Conflict("この記録は、もう直されています。画面を開き直してください。")
    return new
