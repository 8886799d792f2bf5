"""Tools for filling the roster: make an organisation with its team, hire somebody for a post."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from .facts import Account, Organization, Post, Roster, Team
from .geography import MIDDLES, Town
from .ids import Ids
from .names import CITY, Names

# (birth years from-until, share of women) by role: 民生委員 are about 67 on average.
_AGES = {"minsei_iin": (1949, 1968, 0.66), "resident": (1948, 1990, 0.6)}
_STAFF_AGES = (1963, 2001, 0.58)
_FOUNDED = datetime(2021, 4, 1, tzinfo=UTC)


class Builder:
    """Adds rows to a roster in one fixed order, so that the same seed gives the same city."""

    def __init__(self, towns: Sequence[Town], seed: int, until: date) -> None:
        self.roster = Roster()
        self.until = until
        self.rng = random.Random(f"{seed}:roster")
        self.names = Names(self.rng)
        self.towns = towns
        self._ids = Ids(f"{seed}:roster")
        self._count = 0
        self._usernames: set[str] = set()

    def fiscal_start(self, years_ago: int = 0) -> date:
        """Return the first day of the fiscal year ``years_ago`` before the current one."""
        year = self.until.year - (self.until.month < 4) - years_ago
        return date(year, 4, 1)

    def organization(
        self,
        name: str,
        kana: str,
        kind: str,
        *,
        middle: int = 1,
        parent: Organization | None = None,
        is_intake_point: bool = False,
        is_core_body: bool = False,
        speciality: str = "",
        scope_note: str = "",
        contact: str = "",
    ) -> Organization:
        """Add an organisation at some address in the given 中圏域."""
        town = self.rng.choice([t for t in self.towns if t.middle == middle])
        longitude, latitude = town.degrees
        new = Organization(
            id=self._id(),
            name=name,
            kana=kana,
            kind=f"TSUNAGISAKI-{kind}",
            middle=middle,
            parent=parent.id if parent else None,
            is_intake_point=is_intake_point,
            is_core_body=is_core_body,
            speciality=speciality,
            scope_note=scope_note or f"{CITY}全域",
            contact=contact or "代表窓口",
            phone=self.names.phone(),
            address=f"{CITY}{town.name}{self.rng.randint(1, 28)}番{self.rng.randint(1, 16)}号",
            longitude=longitude,
            latitude=latitude,
        )
        self.roster.organizations.append(new)
        return new

    def team(
        self,
        organization: Organization,
        name: str = "窓口",
        *,
        areas: tuple[str, ...] = (),
        is_base: bool = False,
        is_fallback: bool = False,
    ) -> Team:
        new = Team(self._id(), organization, name, areas, is_base, is_fallback)
        self.roster.teams.append(new)
        return new

    def account(self, prefix: str, role: str, fixed: str = "") -> Account:
        """Add a person; ``fixed`` gives the username of somebody in ``cast.LOGINS``."""
        first, last, women = _AGES.get(role, _STAFF_AGES)
        born = date(self.rng.randint(first, last), self.rng.randint(1, 12), self.rng.randint(1, 28))
        name = self.names.person(born, "f" if self.rng.random() < women else "m")
        username = fixed or self._username(prefix)
        new = Account(self._id(), username, name.full, name.kana)
        self.roster.accounts.append(new)
        return new

    def post(
        self,
        account: Account,
        role: str,
        organization: Organization,
        team: Team | None,
        *,
        areas: tuple[str, ...] = (),
        fte: str = "1.00",
        starts_on: date | None = None,
        ends_on: date | None = None,
    ) -> Post:
        """Give somebody a post; without a start it is an April of the last years."""
        starts_on = starts_on or self.fiscal_start(self.rng.choice((3, 3, 4, 5, 6)))
        new = Post(self._id(), account, role, organization, team, areas, fte, starts_on, ends_on)
        self.roster.posts.append(new)
        return new

    def hire(
        self,
        prefix: str,
        role: str,
        team: Team,
        *,
        fixed: str = "",
        areas: tuple[str, ...] = (),
        fte: str = "1.00",
    ) -> Account:
        """Add a person and their one post in ``team``."""
        account = self.account(prefix, role, fixed)
        self.post(account, role, team.organization, team, areas=areas or team.areas, fte=fte)
        return account

    def middle_name(self, middle: int) -> tuple[str, str]:
        return MIDDLES[middle][0], MIDDLES[middle][1]

    def _username(self, prefix: str) -> str:
        number = 1
        while f"{prefix}{number:02d}" in self._usernames:
            number += 1
        self._usernames.add(f"{prefix}{number:02d}")
        return f"{prefix}{number:02d}"

    def _id(self) -> UUID:
        self._count += 1
        return self._ids.at(_FOUNDED + timedelta(seconds=self._count))
