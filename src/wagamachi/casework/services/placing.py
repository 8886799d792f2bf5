"""Where a worry belongs: areas from the place as typed, and the team that receives from there."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from wagamachi.areas.lying import Spot, point_of
from wagamachi.areas.models import Tier
from wagamachi.areas.resolve import middle_area_for, resolve_address, resolve_point
from wagamachi.organizations.models import Team
from wagamachi.organizations.queries import fallback_team, team_for_areas
from wagamachi.people.keys import place_keys

from ..enums import CaseState
from ..models import Case, Intake


@dataclass(frozen=True, slots=True)
class Placing:
    """Everything that follows from a place: keys, town, areas and the receiving team.

    ``area_ids`` are the 小地域 and 中圏域 it lies in. The municipality is not among them: everything
    lies in it, so to narrow by it would narrow nothing.
    """

    columns: dict[str, object]
    area_ids: tuple[UUID, ...]
    team: Team


def cases_to_place() -> "QuerySet[Case]":
    """Return the cases that lie somewhere: one put into another lies with that."""
    return Case.objects.exclude(state=CaseState.MERGED).prefetch_related("merged_from")


def intakes_to_place() -> "QuerySet[Intake]":
    return Intake.objects.select_related("case")


def spots_of_case(case: Case) -> list[Spot]:
    """Return where a case and those it took in lie; a point says it without words."""
    return [
        Spot((one.place,) if one.town_id else (), one.town_id, point_of(one))
        for one in (case, *case.merged_from.all())
    ]


def spot_of_intake(intake: Intake) -> Spot:
    """Return where an intake lies; one located with its case (R001) lies where that does."""
    known = intake.case.place if intake.case else ""
    texts = (intake.place_known, intake.place, known) if intake.town_id else ()
    return Spot(texts, intake.town_id, point_of(intake))


def place_worry(
    place: str,
    *,
    on: date,
    point: tuple[float, float] | None = None,
    area_id: UUID | None = None,
    is_statutory: bool = False,
) -> Placing:
    """Work out area and team; a place nobody can find is 圏域不明 and goes to the fallback team.

    ``point`` is (longitude, latitude) in degrees; ``area_id`` is an area chosen by hand and wins.
    What a public body must deal with by law passes the area's team by and goes to the team for the
    whole municipality (R017). Raises DomainError when no such team is set.
    """
    found = resolve_point(*point, on) if point else resolve_address(place, on)
    matched = list(dict.fromkeys(match.area for match in found.areas))
    area_ids = tuple(area.pk for area in matched if area.tier != Tier.MUNICIPALITY)
    chosen = area_id or middle_area_for(found, on).pk
    keys = place_keys(place)
    longitude, latitude = point or (None, None)
    columns: dict[str, object] = {
        "place": place,
        "address_key": keys.household,
        "building_key": keys.building,
        "town_id": found.town.pk if found.town else None,
        "longitude": longitude,
        "latitude": latitude,
        "area_id": chosen,
    }
    team = (
        fallback_team(on)
        if is_statutory
        else team_for_areas((chosen, *(area.pk for area in matched)), on)
    )
    return Placing(columns, area_ids, team)
