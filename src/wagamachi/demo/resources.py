"""About 300 places, services and helpers one can be linked to; some not confirmed for too long."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from .facts import Organization, Roster
from .geography import MIDDLES, Town
from .ids import Ids
from .names import CITY, Names
from .tables import table
from .zoning import middle_key

COUNT = 300
_FOUNDED = datetime(2021, 4, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Resource:
    """One entry of the directory. ``serves`` is the TSUNAGISAKI number it stands for."""

    id: UUID
    name: str
    kana: str
    kind: str
    sector: str
    serves: str
    organization: UUID | None
    themes: tuple[str, ...]
    description: str
    areas: tuple[str, ...]
    middle: int
    weekdays: str
    hours: str
    cost_yen: int | None
    cost_note: str
    capacity: int | None
    contact: str
    contact_person: str
    phone: str
    address: str
    longitude: float
    latitude: float
    wheelchair: bool | None
    is_public: bool
    verified_on: date | None
    starts_on: date


NOTHING_YET = "夕凪島"  # where nobody has begun anything: 漏れの検知 has something to say (R018)


def build_resources(
    towns: Sequence[Town], roster: Roster, seed: int, until: date
) -> tuple[Resource, ...]:
    """Return the directory; the same for the same seed and day."""
    rng = random.Random(f"{seed}:resources")
    patterns: list[dict[str, Any]] = table("resources")["patterns"]
    writer = _Writer(towns, roster, rng, Ids(f"{seed}:resources"), until)
    weights = [p["weight"] for p in patterns]
    every = [writer.write(p, m) for p in patterns for m in range(len(MIDDLES)) if p["everywhere"]]
    while len(every) < COUNT:
        every.append(writer.write(rng.choices(patterns, weights)[0], rng.randrange(len(MIDDLES))))
    every += [writer.write(p, rng.randrange(len(MIDDLES))) for p in patterns if p.get("once")]
    return tuple(every)


class _Writer:
    def __init__(
        self, towns: Sequence[Town], roster: Roster, rng: random.Random, ids: Ids, until: date
    ) -> None:
        self._towns = towns
        self._rng = rng
        self._ids = ids
        self._until = until
        self._names = Names(rng)
        self._people = random.Random(f"{COUNT}:people")
        self._taken: set[str] = set()
        self._partners: dict[str, list[Organization]] = {}
        for organization in roster.organizations:
            number = organization.kind.split("-")[1]
            self._partners.setdefault(number, []).append(organization)

    def write(self, pattern: dict[str, Any], middle: int) -> Resource:
        rng = self._rng
        here = [t for t in self._towns if t.middle == middle]
        town = rng.choice(here)
        if town.quarter == NOTHING_YET:
            town = here[here.index(town) - 1]
        name, kana = self._name(pattern, town)
        longitude, latitude = town.degrees
        started = self._until - timedelta(days=rng.randint(200, 3600))
        partners = self._partners.get(pattern["serves"], [])
        near = [o for o in partners if o.middle == middle] or partners
        return Resource(
            id=self._ids.at(_FOUNDED),
            name=name,
            kana=kana,
            kind=f"SHIGEN-{pattern['kind']}",
            sector=pattern["sector"],
            serves=pattern["serves"],
            organization=rng.choice(near).id if near and rng.random() < 0.6 else None,
            themes=tuple(pattern["themes"]),
            description=rng.choice(pattern["about"]),
            areas=() if pattern["citywide"] else (middle_key(middle),),
            middle=middle,
            weekdays="".join(sorted(rng.sample("0123456", rng.choice(pattern["days"])))),
            hours=rng.choice(pattern["hours"]),
            cost_yen=rng.choice(pattern["cost"]),
            cost_note=pattern.get("cost_note", ""),
            capacity=rng.choice((None, 10, 12, 15, 20, 30)),
            contact=rng.choice(("世話人", "代表", "事務局", "窓口")),
            contact_person=self._people.choice(("", self._people.choice(self._names.surnames)[0])),
            phone=self._names.phone(),
            address=f"{CITY}{town.name}{rng.randint(1, 28)}番{rng.randint(1, 16)}号",
            longitude=round(longitude + rng.uniform(-0.0012, 0.0012), 6),
            latitude=round(latitude + rng.uniform(-0.0010, 0.0010), 6),
            wheelchair=rng.choice((True, True, False, None)),
            is_public=rng.random() < 0.8,
            verified_on=self._verified(started),
            starts_on=started,
        )

    def _verified(self, started: date) -> date | None:
        """Return when somebody last asked: mostly this year, for some more than a year ago."""
        draw = self._rng.random()
        if draw < 0.05:
            return None
        days = self._rng.randint(5, 340) if draw < 0.74 else self._rng.randint(380, 900)
        return max(started, self._until - timedelta(days=days))

    def _name(self, pattern: dict[str, Any], town: Town) -> tuple[str, str]:
        quarter = town.quarter
        kana = town.kana
        for ending in ("いっちょうめ", "にちょうめ", "さんちょうめ", "よんちょうめ"):
            kana = kana.removesuffix(ending)
        for _ in range(30):
            form, form_kana = self._rng.choice(pattern["names"])
            name = form.replace("{q}", quarter)
            if name not in self._taken:
                self._taken.add(name)
                return name, form_kana.replace("{q}", kana)
        number = sum(taken.startswith(name) for taken in self._taken) + 1
        name = f"{name}（{number}）"
        self._taken.add(name)
        return name, form_kana.replace("{q}", kana)
