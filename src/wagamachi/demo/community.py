"""②地域支援 and ③しくみづくり: what the coordinators record besides their cases."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from wagamachi.core.workdays import is_workday

from .city import City
from .days import day_of, moment
from .facts import Post
from .ids import Ids
from .story import RecordFact
from .tables import table

_ROLES = ("csw", "seikatsu_sc", "core_body")
_PER_DAY = {"csw": 0.56, "seikatsu_sc": 1.05, "core_body": 0.4}
_SYSTEM_SHARE = {"csw": 0.2, "seikatsu_sc": 0.24, "core_body": 0.8}
_MINUTES = (30, 45, 60, 60, 90, 90, 120, 120, 180)


def community_records(city: City, first: date) -> Iterator[RecordFact]:
    """Yield the records of everybody whose work is the neighbourhood, person by person."""
    rng = random.Random(f"{city.seed}:community")
    writer = _Writer(city, rng)
    for post in city.roster.posts:
        if post.role in _ROLES:
            yield from writer.of(post, first)


class _Writer:
    def __init__(self, city: City, rng: random.Random) -> None:
        self._city = city
        self._rng = rng
        self._ids = Ids(f"{city.seed}:community")
        self._phrases: dict[str, Any] = table("phrases")
        self._smalls = {
            f"middle-{m + 1}": [
                a.key for a in city.areas if a.zoning == "small" and a.parent == f"middle-{m + 1}"
            ]
            for m in range(8)
        }
        self._resources: dict[str, list[Any]] = {}
        for resource in city.resources:
            self._resources.setdefault(f"middle-{resource.middle + 1}", []).append(resource)

    def of(self, post: Post, first: date) -> Iterator[RecordFact]:
        rng = self._rng
        last = day_of(self._city.until)
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            in_post = post.starts_on <= day and (post.ends_on is None or day < post.ends_on)
            busy = 1.0 if is_workday(day) else 0.12
            if not in_post or rng.random() > _PER_DAY[post.role] * busy:
                continue
            at = moment(day, rng)
            if at < self._city.until:
                yield self._record(post, at)

    def _record(self, post: Post, at: datetime) -> RecordFact:
        rng = self._rng
        is_system = rng.random() < _SYSTEM_SHARE[post.role]
        kind = "system" if is_system else "community"
        method, counterpart, opening, details = rng.choice(self._phrases[kind])
        middle = post.areas[0] if post.areas[0] in self._smalls else rng.choice(list(self._smalls))
        area, tier, about = self._about(middle, is_system)
        assert post.team is not None
        return RecordFact(
            id=self._ids.at(at),
            at=at,
            minutes=rng.choice(_MINUTES),
            method=method,
            place=rng.choice(("地区センター", "集会室", "相談拠点", "")),
            counterpart=counterpart,
            shares=rng.choice(((0, 20, 80), (0, 0, 100)))
            if is_system
            else rng.choice(((0, 100, 0), (20, 80, 0), (0, 80, 20))),
            tier=tier,
            area=area,
            content=f"{opening}{rng.choice(details)}",
            result=rng.choice(self._phrases["results"]) if is_system else rng.choice(details),
            next_step=rng.choice(
                ("次回の日程を決める", "参加者に報告する", "担い手に声をかける", "")
            ),
            team=post.team.id,
            user=post.account.id,
            staff=(post.account.id,),
            about=about,
        )

    def _about(self, middle: str, is_system: bool) -> tuple[str, str, tuple[tuple[str, Any], ...]]:
        """Return area, tier and what the record points to: a resource, or the area itself."""
        rng = self._rng
        if is_system:
            area, tier = rng.choice((("city", "municipality"), (middle, "middle")))
            return area, tier, (("area", area),)
        resources = self._resources.get(middle, [])
        smalls = self._smalls[middle]
        if resources and rng.random() < 0.5:
            return middle, "middle", (("resource", rng.choice(resources).id),)
        small = rng.choice(smalls) if smalls and rng.random() < 0.8 else ""
        area = small or middle
        return area, "small" if small else "middle", (("area", area),)
