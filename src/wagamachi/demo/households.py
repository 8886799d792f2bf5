"""The households a worry is about: who lives there, how old they are, what weighs on whom."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from wagamachi.casework.queries.statutory import BY_CODE

from .geography import Town
from .names import Names
from .tables import table

_AGE_BANDS = (5, 11, 14, 17, 29, 39, 49, 59, 64, 74, 84)
_WOMEN = ("母", "妻", "姉", "妹", "長女", "次女", "祖母")
_MEN = ("父", "夫", "兄", "弟", "長男", "次男", "祖父")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a household. ``name`` is empty when only a nickname is known."""

    relation: str
    name: str
    nickname: str
    kana: str
    birth_on: date | None
    age_band: str
    phone: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Household:
    """A household with its scene. ``town`` is None when nobody knows where it is."""

    scene: dict[str, Any]
    type: str
    label: str
    kana: str
    called: str
    place: str
    address: str
    town: Town | None
    members: tuple[Member, ...]

    @property
    def themes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(theme for m in self.members for theme in m.themes))

    @property
    def by_law(self) -> str:
        """Return what the law makes of it, or nothing (R017)."""
        return next((BY_CODE[theme] for theme in self.themes if theme in BY_CODE), "")


@lru_cache(maxsize=1)
def scenes() -> tuple[dict[str, Any], ...]:
    """Return every kind of household the generator knows."""
    found: list[dict[str, Any]] = []
    for name in ("scenes_elder", "scenes_family", "scenes_money"):
        found.extend(table(name))
    return tuple(found)


class Households:
    """Draws households from one seeded source."""

    def __init__(self, rng: random.Random, until: date) -> None:
        self._rng = rng
        self._until = until
        self.names = Names(rng)
        self._phrases = table("phrases")
        self._scenes = scenes()
        self._weights = {
            month: [s["weight"] * (1.7 if month in s["peak"] else 1.0) for s in self._scenes]
            for month in range(1, 13)
        }

    def draw(self, town: Town | None, month: int) -> Household:
        """Return a household in ``town`` with a worry that fits the time of year."""
        rng = self._rng
        scene = rng.choices(self._scenes, self._weights[month])[0]
        surname = self.names.surname()
        address = self.names.address(town) if town else ""
        members = tuple(self._members(scene, surname, address))
        key = members[0]
        label = key.name or key.nickname
        called = f"{key.name.split()[0]}さん" if " " in key.name else f"{label}さん"
        if key.nickname:
            called = key.nickname
        return Household(
            scene=scene,
            type=scene["household"],
            label=label,
            kana=key.kana,
            called=called.replace("さんさん", "さん"),
            place=self._place(town, address),
            address=address,
            town=town,
            members=members,
        )

    def _place(self, town: Town | None, address: str) -> str:
        if town is None:
            return str(self._rng.choice(self._phrases["vague_places"]))
        return address if self._rng.random() < 0.76 else f"{town.name}のあたり"

    def _members(
        self, scene: dict[str, Any], surname: tuple[str, str], address: str
    ) -> Sequence[Member]:
        rng = self._rng
        specs = [*scene["members"]]
        specs += [e for e in scene.get("extra", ()) if rng.random() < e["chance"]]
        unnamed = specs[0]["relation"] == "本人" and rng.random() < 0.16
        phone = self.names.mobile() if rng.random() < 0.5 else self.names.phone()
        found: list[Member] = []
        sex = ""
        for position, spec in enumerate(specs):
            sex = self._sex(spec, sex)
            if position == 0 and unnamed:
                found.append(self._known_as(spec))
            else:
                found.append(self._named(scene, spec, sex, surname, phone if position == 0 else ""))
        return found

    def _sex(self, spec: dict[str, Any], partner: str) -> str:
        relation = spec["relation"].split("（")[0]
        if relation == "配偶者":
            return "m" if partner == "f" else "f"
        if relation in _WOMEN or spec.get("sex") == "f":
            return "f"
        if relation in _MEN or spec.get("sex") == "m":
            return "m"
        return self._rng.choice("ffm")

    def _named(
        self,
        scene: dict[str, Any],
        spec: dict[str, Any],
        sex: str,
        surname: tuple[str, str],
        phone: str,
    ) -> Member:
        rng = self._rng
        first, last = spec["age"]
        born = self._until - timedelta(days=rng.randint(first * 365 + 90, last * 365 + 300))
        name = (
            self.names.from_abroad()
            if scene.get("abroad")
            else self.names.person(born, sex, surname)
        )
        themes = list(spec["themes"])
        if rng.random() < 0.14:
            extra = rng.choice(self._phrases["themes_extra"])
            themes += [extra] if extra not in themes else []
        return Member(
            relation=spec["relation"],
            name=name.full,
            nickname="",
            kana=name.kana,
            birth_on=born if rng.random() < 0.8 else None,
            age_band=age_band((self._until - born).days // 365),
            phone=phone,
            themes=tuple(themes),
        )

    def _known_as(self, spec: dict[str, Any]) -> Member:
        rng = self._rng
        nickname = rng.choice(self._phrases["nicknames"])
        if rng.random() < 0.4:
            nickname = f"{rng.randint(1, 14)}階の{rng.choice('ABCDEFGHKMSTY')}さん"
        age = sum(spec["age"]) // 2
        return Member(
            spec["relation"], "", nickname, "", None, age_band(age), "", tuple(spec["themes"])
        )


def age_band(age: int) -> str:
    """Return the NENDAI code of an age in years."""
    band = next((n for n, top in enumerate(_AGE_BANDS) if age <= top), len(_AGE_BANDS))
    return f"NENDAI-{band + 1:02d}"
