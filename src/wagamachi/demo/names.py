"""Names, phones and addresses of people who do not exist.

Surnames are put together from words no family in the demo's neighbourhood could share by accident
(汐沢, 凪代, 鴎塚 …), and every phone number begins with an exchange that is never given out.
"""

import random
from dataclasses import dataclass
from datetime import date

from .geography import Town
from .tables import table

CITY = "わがまち市"
LANDLINE, MOBILE = "03-0000-", "090-0000-"


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its reading in hiragana; ``family`` and ``family_kana`` are the surname's."""

    full: str
    kana: str
    family: str
    family_kana: str


class Names:
    """Draws names, phones and addresses from one seeded source."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        words = table("names")
        avoid = set(words["surname_avoid"])
        self.surnames: tuple[tuple[str, str], ...] = tuple(
            (head + tail, head_kana + tail_kana)
            for head, head_kana in words["surname_head"]
            for tail, tail_kana in words["surname_tail"]
            if head + tail not in avoid
        )
        self._given: dict[str, dict[str, list[list[str]]]] = {
            "f": words["women"],
            "m": words["men"],
        }
        self._abroad: list[list[str]] = words["abroad"]
        self._buildings: list[str] = words["buildings"]
        self._towers: list[str] = words["towers"]
        self._estates: list[str] = words["estates"]

    def surname(self) -> tuple[str, str]:
        return self._rng.choice(self.surnames)

    def person(self, born: date, sex: str, surname: tuple[str, str] | None = None) -> Name:
        """Return a name that suits the year of birth; ``sex`` is "f" or "m"."""
        family, family_kana = surname or self.surname()
        cohorts = self._given[sex]
        cohort = max((c for c in cohorts if int(c) <= born.year + 7), default="1930")
        given, given_kana = self._rng.choice(cohorts[cohort])
        return Name(f"{family} {given}", f"{family_kana} {given_kana}", family, family_kana)

    def from_abroad(self) -> Name:
        full, kana = self._rng.choice(self._abroad)
        family = full.split("・")[-1]
        return Name(full, kana, family, kana.split("・")[-1])

    def phone(self) -> str:
        return f"{LANDLINE}{self._rng.randrange(10_000):04d}"

    def mobile(self) -> str:
        return f"{MOBILE}{self._rng.randrange(10_000):04d}"

    def address(self, town: Town) -> str:
        """Return 町丁目 + 番 + 号 and now and then a building with a room."""
        rng = self._rng
        street = f"{town.name}{rng.randint(1, 28)}番{rng.randint(1, 16)}号"
        draw = rng.random()
        if draw < 0.34:
            return f"{street} {rng.choice(self._buildings)} {rng.randint(1, 4)}0{rng.randint(1, 6)}"
        if draw < 0.44:
            return (
                f"{street} {rng.choice(self._estates)} "
                f"{rng.randint(1, 18)}号棟{rng.randint(1, 5)}0{rng.randint(1, 8)}"
            )
        if draw < 0.5:
            return (
                f"{street} {rng.choice(self._towers)} {rng.randint(3, 38)}{rng.randint(1, 9):02d}"
            )
        return street
