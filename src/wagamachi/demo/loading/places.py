"""Where each town's worries go: asked once per town from the same function the services use."""

from dataclasses import dataclass
from uuid import UUID

from wagamachi.casework.services.placing import place_worry

from ..city import City
from ..days import day_of
from ..geography import Town


@dataclass(frozen=True, slots=True)
class Place:
    """The areas of a town and the one that routes."""

    town_id: UUID | None
    area_id: UUID
    area_ids: tuple[UUID, ...]


def places_of(city: City) -> dict[int | None, Place]:
    """Return town index → place; None stands for nobody knows where.

    Raises ValueError when a town's worries would not reach the team the stories gave them to.
    """
    return {
        index: _place(city, town)
        for index, town in ((None, None), *((t.index, t) for t in city.towns))
    }


def _place(city: City, town: Town | None) -> Place:
    text = f"{town.name}1番1号" if town else "くわしい場所は不明"
    placing = place_worry(text, on=day_of(city.until))
    expected = city.doors.team_for(town)
    if placing.team.pk != expected.id:
        raise ValueError(f"{text}: {placing.team.name} instead of {expected.name}")
    town_id, area_id = placing.columns["town_id"], placing.columns["area_id"]
    assert isinstance(area_id, UUID)
    return Place(town_id if isinstance(town_id, UUID) else None, area_id, placing.area_ids)
