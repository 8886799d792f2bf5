"""The whole city as plain facts: land, areas, people, resources, and a teller of its history."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import UUID

from . import terrain
from .days import day_of
from .doors import Doors
from .facts import Roster
from .geography import Town, build_towns
from .history import Historian
from .ids import Ids
from .linking import Linker
from .organisations import build_roster
from .resources import Resource, build_resources
from .tables import table
from .zoning import Area, build_areas

SEED = 20261123


@dataclass(frozen=True)
class City:
    """Everything but the stories. ``until`` (aware) is the moment the city's history ends."""

    seed: int
    until: datetime
    towns: tuple[Town, ...]
    areas: tuple[Area, ...]
    roster: Roster
    resources: tuple[Resource, ...]

    @cached_property
    def area_ids(self) -> dict[str, UUID]:
        """Return the id of each area by key."""
        ids = Ids(f"{self.seed}:areas")
        founded = datetime(2021, 4, 1, tzinfo=UTC)
        return {a.key: ids.at(founded + timedelta(seconds=n)) for n, a in enumerate(self.areas)}

    @cached_property
    def small_of(self) -> dict[int, str]:
        """Return the key of the 小地域 of each town that has one drawn by the city."""
        return {
            town: area.key
            for area in self.areas
            if area.zoning == "small" and not area.proposed_by
            for town, _ in area.now.towns
        }

    @cached_property
    def doors(self) -> Doors:
        return Doors(self.roster, self.areas, table("phrases")["doors"])

    def historian(self, name: str = "main") -> Historian:
        """Return a teller of stories; each name tells other ones."""
        seed = f"{self.seed}:{name}"
        return Historian(
            seed=seed,
            towns=self.towns,
            small_of=self.small_of,
            doors=self.doors,
            linker=Linker(
                seed=seed, roster=self.roster, doors=self.doors, resources=self.resources
            ),
            until=self.until,
        )


def found_city(*, seed: int = SEED, until: datetime) -> City:
    """Return the city as it stands at ``until``; the same seed and moment give the same city."""
    land = terrain.build()
    towns = build_towns(land, seed)
    day = day_of(until)
    areas = build_areas(land, towns, day)
    roster = build_roster(towns, areas, seed, day)
    return City(seed, until, towns, areas, roster, build_resources(towns, roster, seed, day))
