"""Writing down where a worry turned out to be, so that nothing stays under 圏域不明 (R001).

Who holds it does not change: whose area it is now is offered to the holder, never done for them.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access import policy
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change
from wagamachi.access.perms import Perm
from wagamachi.areas.models import Area, unknown_area_id
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.organizations.models import Team
from wagamachi.organizations.queries import team_for_areas

from ..models import Case, Intake
from .finding import index_case, index_intake
from .flags import keeps_flags
from .holding import hold_open_case
from .placing import Placing, place_worry


def locate_intake(
    *, actor: Actor, at: datetime, intake: Intake, version: int, place: str, area_id: UUID | None
) -> Intake:
    """Write down where an intake turned out to be; what was heard stays as it was.

    ``area_id`` is an area chosen by hand and wins over the one the place lies in. Raises DomainError
    when neither says where it is, Stale when somebody changed it meanwhile.
    """
    placing = _found(place or intake.place, area_id, clock.today(at))
    with transaction.atomic():
        if not policy.can(actor, Perm.INTAKE_CLAIM, intake):
            raise NotAllowed("場所を入れられるのは、この相談を担当しているチームの人です。")
        columns: dict[str, Any] = placing.columns | {
            "place": intake.place, "place_known": place,
        }  # fmt: skip
        change(intake, actor=actor, at=at, version=version, **columns)
        intake.areas.set(Area.objects.filter(pk__in=placing.area_ids))
        index_intake(intake)
    return intake


@keeps_flags
def locate_case(
    *, actor: Actor, at: datetime, case: Case, version: int, place: str, area_id: UUID | None
) -> Case:
    """Write down where the household of an open case lives, with the areas that follow from it.

    The worries it came of that had no area get the same one. Raises as ``locate_intake``.
    """
    placing = _found(place or case.place, area_id, clock.today(at))
    with transaction.atomic():
        hold_open_case(actor=actor, case=case)
        columns: dict[str, Any] = placing.columns
        areas = Area.objects.filter(pk__in=placing.area_ids)
        change(case, actor=actor, at=at, version=version, **columns)
        case.areas.set(areas)
        for intake in case.intakes.filter(area__is_unknown=True):
            told: Any = {"area_id": case.area_id, "town_id": case.town_id}
            change(intake, actor=actor, at=at, version=None, **told)
            intake.areas.set(areas)
        index_case(case)
    return case


def team_there(located: Case | Intake, on: date) -> Team | None:
    """Return the team that would receive a worry from there, when that is not who holds it.

    Nothing is said of what goes past the areas by law (R017), nor while nobody knows where it is.
    """
    if located.restriction or located.area.is_unknown:
        return None
    ids = [located.area_id, *located.areas.values_list("pk", flat=True)]
    team = team_for_areas(ids, on)
    return team if team.pk != located.holder_team_id else None


def _found(place: str, area_id: UUID | None, on: date) -> Placing:
    placing = place_worry(place, on=on, area_id=area_id)
    if placing.columns["area_id"] == unknown_area_id():
        raise DomainError(
            "この住所だけでは、圏域が決まりません。町の名前と丁目を確かめるか、圏域をえらんでください。",
            field="place",
        )
    return placing
