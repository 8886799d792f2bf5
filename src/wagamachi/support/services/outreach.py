"""Logging an outing: one form makes the activity record, the outreach and every new intake (R025)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.again import recognise
from wagamachi.access.perms import Perm
from wagamachi.areas.models import Area
from wagamachi.areas.resolve import resolve_address
from wagamachi.casework.services import IntakeDraft, receive_intake
from wagamachi.core import clock
from wagamachi.core.errors import NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.records.services import RecordDraft, known_record, write_record

from ..enums import Way
from ..models import Outreach, OutreachConcern
from ..queries.places import middle_of
from .outreach_tasks import settle_tasks


@dataclass(frozen=True, slots=True)
class Concern:
    """A worry met on the way, with the client-made id of the intake it becomes."""

    id: UUID
    draft: IntakeDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachDraft:
    """One outing. The record holds day, area, place, minutes, who went and what was found."""

    record: RecordDraft
    way: str
    headcount: int
    concerns: Sequence[Concern] = ()


def log_outreach(
    *,
    actor: Actor,
    at: datetime,
    draft: OutreachDraft,
    id: UUID,  # noqa: A002  # the client-made id of the record and of the outreach
) -> Outreach:
    """Write an outing once: its record, its intakes and what belongs to neither.

    All or nothing, and the same ``id`` twice makes one of each. A worry without an address of its
    own is placed in the area of the outing. Raises NotAllowed for those who write no records,
    DomainError for a record or a worry that cannot be saved, KeptOtherwise when the id is kept with
    other words.
    """
    if not actor.has(Perm.RECORD_WRITE):
        raise NotAllowed("アウトリーチを書けるのは、活動記録を書く役割の人です。")
    known = Outreach.objects.filter(pk=id).first()
    if known is not None:
        return _again(actor, at, known, draft)
    with transaction.atomic():
        intakes = [
            receive_intake(actor=actor, at=at, id=one.id, draft=_placed(one, draft.record, at))
            for one in draft.concerns
        ]
        about = [Ref("outreach", id), *(Ref("intake", intake.pk) for intake in intakes)]
        record, is_new = write_record(actor=actor, at=at, draft=draft.record, about=about, id=id)
        if not is_new:
            return Outreach.objects.get(pk=id)
        outreach = Outreach.objects.create(
            id=id, record=record, way=Way(draft.way), headcount=draft.headcount
        )
        OutreachConcern.objects.bulk_create(
            OutreachConcern(outreach=outreach, intake=intake) for intake in intakes
        )
        settle_tasks(actor=actor, at=at, outreach=outreach)
    return outreach


def _placed(concern: Concern, record: RecordDraft, at: datetime) -> IntakeDraft:
    """Return the worry with the area of the outing, unless its own address says where it is."""
    place = concern.draft.place.strip() or record.place
    if resolve_address(place, clock.today(at)).areas:
        return replace(concern.draft, place=place)
    area = Area.objects.select_related("parent__parent").get(pk=record.area_id)
    chosen = middle_of(area) or area
    return replace(concern.draft, place=place or area.name, area_id=chosen.pk)


def _again(actor: Actor, at: datetime, known: Outreach, draft: OutreachDraft) -> Outreach:
    known_record(
        actor=actor, draft=draft.record, about=[Ref("outreach", known.pk)], id=known.record_id
    )
    said = {"way": draft.way, "headcount": draft.headcount}
    concerns = [concern.id for concern in draft.concerns]
    recognise(
        known, actor=actor, perm=Perm.RECORD_WRITE, is_mine=True, said=said,
        many={"intakes": concerns},
    )  # fmt: skip
    for concern in draft.concerns:
        receive_intake(actor=actor, at=at, id=concern.id, draft=_placed(concern, draft.record, at))
    return known
