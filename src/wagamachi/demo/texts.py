"""What people say and write: put together from scenes, seasons and small remarks.

A situation is an opening, what was noticed, what lies behind it, the season and a remark, each drawn
from several; so the 1 800 intakes of a year read as 1 800 different people heard them.
"""

import random
from collections.abc import Sequence
from typing import Any

from .households import Household
from .tables import table

_SEASONS = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring",
            7: "summer", 8: "summer", 9: "autumn", 10: "autumn"}  # fmt: skip

_OWN_DOORS = frozenset({"self_visit", "self_phone", "web"})


class Texts:
    """Draws sentences from one seeded source."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.phrases = table("phrases")
        self._own_words = table("own_words")

    def pick(self, key: str) -> str:
        return str(self._rng.choice(self.phrases[key]))

    def situation(self, household: Household, door: dict[str, Any], month: int) -> str:
        """Return what was heard at a door."""
        rng, scene = self._rng, household.scene
        noticed, behind, remark = scene["situation"]
        if door["code"] in _OWN_DOORS:
            noticed = self._own_words[scene["code"]]
        parts = [rng.choice(door["open"]), rng.choice(noticed), rng.choice(behind)]
        if rng.random() < 0.75:
            parts.append(rng.choice(remark))
        seasonal = scene["season"].get(_SEASONS.get(month, ""), ())
        if seasonal and rng.random() < 0.5:
            parts.append(rng.choice(seasonal))
        parts.append(rng.choice(self.phrases["tails"]))
        return self.say(household, "".join(parts))

    def say(self, household: Household, text: str) -> str:
        """Fill in who is meant: {k} the person in the middle, {f} the second one."""
        if "{" not in text:
            return text
        second = household.members[1].relation if len(household.members) > 1 else "家族"
        return text.replace("{k}", household.called).replace("{f}", second)

    def of_scene(self, household: Household, key: str) -> str:
        """Return one of the scene's sentences: summary, wish, remaining, answer …"""
        return self.say(household, str(self._rng.choice(household.scene[key])))

    def record(self, household: Household, method: str) -> tuple[str, str]:
        """Return what happened at one contact, and the result."""
        rng = self._rng
        opening = rng.choice(self.phrases["method_open"][method])
        detail = rng.choice(household.scene["records"]) if rng.random() < 0.8 else ""
        observed = rng.choice(self.phrases["observe"])
        return self.say(household, f"{opening}{detail}{observed}"), rng.choice(
            self.phrases["results"]
        )

    def weighted(self, key: str) -> str:
        """Draw a code from a table of [code, weight]."""
        rows: Sequence[Sequence[Any]] = self.phrases[key]
        return str(self._rng.choices([r[0] for r in rows], [r[1] for r in rows])[0])
