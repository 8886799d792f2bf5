"""Keeping household counts; one of the same place and day is replaced (R018)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.core import clock
from wagamachi.core.errors import DomainError

from ..importers.households_csv import Line
from ..models import HouseholdCount


@dataclass(frozen=True, slots=True)
class HouseholdsSaved:
    """How many counts were new and how many took another's place."""

    new: int
    replaced: int


@transaction.atomic
def save_households(*, actor: Actor, lines: Sequence[Line], at: datetime) -> HouseholdsSaved:
    """Keep the good lines of a table; raise DomainError when there is none."""
    if not lines:
        raise DomainError(
            "取りこめる行がありません。赤い行を直してから、もう一度えらんでください。"
        )
    new = 0
    for line in lines:
        _, is_new = HouseholdCount.objects.update_or_create(
            area=line.area,
            town=line.town,
            counted_on=line.counted_on or clock.today(at),
            defaults={"households": line.households, "source": line.source},
        )
        new += is_new
    done = HouseholdsSaved(new, len(lines) - new)
    data = {"households_new": done.new, "households_replaced": done.replaced}
    audit.record(actor=actor, kind=audit.EventKind.CHANGED, at=at, data=data)
    return done
