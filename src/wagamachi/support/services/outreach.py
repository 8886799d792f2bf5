"""Logging an outing: one form makes the activity record, the outreach and every new intake (R025)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.versions import Difference, other_parts
from wagamachi.areas.models import Area
from wagamachi.areas.resolve import resolve_address
from wagamachi.casework.services import IntakeDraft, receive_intake
from wagamachi.core import clock
from wagamachi.core.errors import NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.records.models import ActivityRecord
from wagamachi.records.services import RecordDraft, write_record

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
    concerns = [one.id for one in draft.concerns]
    about = [Ref("outreach", id), *(Ref("intake", pk) for pk in concerns)]

    def parts() -> dict[str, ActivityRecord]:
        for one in draft.concerns:
            receive_intake(actor=actor, at=at, id=one.id, draft=_placed(one, draft.record, at))
        return {"record": write_record(actor=actor, at=at, draft=draft.record, about=about, id=id)}

    def then(outreach: Outreach) -> None:
        OutreachConcern.objects.bulk_create(
            OutreachConcern(outreach=outreach, intake_id=pk) for pk in concerns
        )
        settle_tasks(actor=actor, at=at, outreach=outreach)

    def also(outreach: Outreach) -> list[Difference]:
        kept = outreach.intakes.values_list("pk", flat=True)
        found = other_parts(OutreachConcern, "intake", kept, concerns)
        if not found:
            parts()  # nothing new is written: each is compared with what it was
        return found

    return keep_new(
        Outreach, id=id, actor=actor, at=at, perm=Perm.RECORD_WRITE,
        said={"way": Way(draft.way), "headcount": draft.headcount},
        first=parts, then=then, also=also,
    )  # fmt: skip


def _placed(concern: Concern, record: RecordDraft, at: datetime) -> IntakeDraft:
    """Return the worry with the area of the outing, unless its own address says where it is."""
    place = concern.draft.place.strip() or record.place
    if resolve_address(place, clock.today(at)).areas:
        return replace(concern.draft, place=place)
    area = Area.objects.select_related("parent__parent").get(pk=record.area_id)
    chosen = middle_of(area) or area
    return replace(concern.draft, place=place or area.name, area_id=chosen.pk)
