"""Behind which door a worry arrives: who takes it in, and which team it then lies with."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .facts import Account, Post, Roster, Team
from .geography import MIDDLES, Town
from .households import Household
from .zoning import Area, middle_key

_ELDER = frozenset({"alone_elder", "dementia_alone", "elder_couple", "adult_child", "no_kin",
                    "siblings", "mobility", "procedure"})  # fmt: skip
_CHILDREN = frozenset({"single_parent", "young_carer", "school", "foreign", "addiction"})
_NOT_SELF = frozenset({"dementia_alone", "school"})


@dataclass(frozen=True, slots=True)
class Reception:
    """Who took the worry in, at which door."""

    door: dict[str, Any]
    receiver: Account
    team: Team | None
    window_kind: str


class Doors:
    """Knows every door of the city and who stands behind it."""

    def __init__(
        self, roster: Roster, areas: Sequence[Area], doors: Sequence[dict[str, Any]]
    ) -> None:
        self._doors = doors
        self.fallback = next(t for t in roster.teams if t.is_fallback)
        self.base = [
            next(t for t in roster.teams if t.is_base and t.areas == (middle_key(m),))
            for m in range(len(MIDDLES))
        ]
        self.posts_of: dict[object, list[Post]] = {}
        for post in roster.posts:
            if post.team is not None and post.fte != "0.00":
                self.posts_of.setdefault(post.team.id, []).append(post)
        desks = [p for p in roster.posts if p.role == "agency_desk"]
        self._windows = _by_middle(
            [p for p in desks if p.organization.contact == "福祉なんでも相談窓口"]
        )
        self._houkatsu = _by_middle([p for p in desks if p.organization.kind == "TSUNAGISAKI-01"])
        self._agencies = [
            p
            for p in desks
            if p.organization.kind != "TSUNAGISAKI-01"
            and p.organization.contact != "福祉なんでも相談窓口"
        ]
        self._minsei = _by_town([p for p in roster.posts if p.role == "minsei_iin"], areas)
        district = [p for p in roster.posts if p.role == "district_staff"]
        self._district = {p.areas[0]: p for p in reversed(district)}
        self._residents = {p.areas[0]: p for p in roster.posts if p.role == "resident"}

    def workers(self, team: Team, on: date) -> list[Account]:
        """Return who works in a team on a day."""
        return [p.account for p in _on_duty(self.posts_of.get(team.id, ()), on)]

    def team_for(self, town: Town | None) -> Team:
        """Return the base team of the town, or the fallback team."""
        return self.fallback if town is None else self.base[town.middle]

    def receive(self, household: Household, on: date, rng: random.Random) -> Reception:
        """Choose a door that suits the household, and the person behind it on that day."""
        code = household.scene["code"]
        door = rng.choices(self._doors, [_weight(d, code) for d in self._doors])[0]
        post = self._behind(door["by"], household.town, on, rng)
        if post is None:
            door = next(d for d in self._doors if d["code"] == "family_phone")
            post = self._behind("base", household.town, on, rng)
        assert post is not None
        return Reception(door, post.account, post.team, post.organization.kind)

    def _behind(self, kind: str, town: Town | None, on: date, rng: random.Random) -> Post | None:
        middle = 1 if town is None else town.middle
        candidates: Sequence[Post]
        if kind == "base":
            candidates = self.posts_of[self.team_for(town).id]
        elif kind == "minsei":
            candidates = self._minsei.get(town.index, ()) if town else ()
        elif kind == "window":
            candidates = self._windows.get(middle, ())
        elif kind == "houkatsu":
            candidates = self._houkatsu[middle]
        elif kind == "agency":
            candidates = self._agencies
        else:
            table = self._district if kind == "district" else self._residents
            candidates = (table[middle_key(middle)],)
        live = _on_duty(candidates, on)
        return rng.choice(live) if live else None


def _weight(door: dict[str, Any], scene: str) -> float:
    weight = float(door["weight"])
    if door["code"] == "school":
        return weight * 5 if scene in _CHILDREN else 0.0
    if door["by"] == "houkatsu" and scene not in _ELDER:
        return weight * 0.15
    if door["code"] in ("self_visit", "self_phone", "web"):
        weight *= 0.1 if scene in _NOT_SELF else 3.0 if scene == "procedure" else 1.0
    if door["code"] == "watch" and scene not in _ELDER:
        return weight * 0.3
    return weight


def _on_duty(posts: Sequence[Post], on: date) -> list[Post]:
    """Return the posts in force on a day; of a day before all of them, those that lasted longest.

    A bench fills years in which the roster did not yet exist.
    """
    live = [p for p in posts if p.starts_on <= on and (p.ends_on is None or p.ends_on > on)]
    return live or [p for p in posts if p.starts_on > on and p.ends_on is None]


def _by_middle(posts: Sequence[Post]) -> dict[int, list[Post]]:
    found: dict[int, list[Post]] = {}
    for post in posts:
        found.setdefault(post.organization.middle, []).append(post)
    return found


def _by_town(posts: Sequence[Post], areas: Sequence[Area]) -> dict[int, list[Post]]:
    towns = {a.key: [i for i, _ in a.now.towns] for a in areas}
    found: dict[int, list[Post]] = {}
    for post in posts:
        for town in towns[post.areas[0]]:
            found.setdefault(town, []).append(post)
    return found
