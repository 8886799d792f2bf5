"""What the city is made of, before any database: organisations, teams, people and their posts."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation. ``kind`` is a code of TSUNAGISAKI; ``middle`` is where it stands."""

    id: UUID
    name: str
    kana: str
    kind: str
    middle: int
    parent: UUID | None = None
    is_intake_point: bool = False
    is_core_body: bool = False
    speciality: str = ""
    scope_note: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    opens_on: date = date(2015, 4, 1)


@dataclass(frozen=True, slots=True)
class Team:
    """A team with an inbox; ``areas`` are keys of ``zoning.Area``."""

    id: UUID
    organization: Organization
    name: str
    areas: tuple[str, ...] = ()
    is_base: bool = False
    is_fallback: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who logs in."""

    id: UUID
    username: str
    name: str
    kana: str


@dataclass(frozen=True, slots=True)
class Post:
    """One assignment. ``ends_on`` is exclusive."""

    id: UUID
    account: Account
    role: str
    organization: Organization
    team: Team | None
    areas: tuple[str, ...]
    fte: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody and everything that can take a worry in or be handed one."""

    organizations: list[Organization] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    def team_of(self, organization: Organization) -> Team:
        return next(t for t in self.teams if t.organization is organization)
