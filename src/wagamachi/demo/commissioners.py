"""What 民生委員 do besides bringing worries in: visits, watching over, meetings, a salon (R027, R172)."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from .city import City
from .days import day_of, moment
from .facts import Post
from .ids import Ids
from .story import RecordFact
from .tables import table

Phrases = list[tuple[str, str, str, list[str]]]
# How often a week, and how it differs: a few carry three times what others carry, some 班 more than others.
_PER_WEEK, _SPREAD, _BUSY_GROUPS = 0.32, 0.6, (0.7, 1.0, 1.3, 1.0)
_SHOWN = {"minsei": 2.5}  # whoever logs in as one finds this month and the last
_MINUTES = (15, 30, 30, 45, 60, 60, 90)
_RESULTS = ("また顔を出すと伝えた。", "様子がわかった。", "次の定例会で話すことにした。")
_MEETING = "SHUDAN-13"
_MEETING_MINUTES = (90, 120, 120)


def commissioner_records(city: City, first: date) -> Iterator[RecordFact]:
    """Yield what each 委員 wrote down from ``first`` until the history ends, person by person."""
    rng, ids = random.Random(f"{city.seed}:commissioners"), Ids(f"{city.seed}:commissioners")
    phrases: Phrases = table("phrases")["commissioners"]
    levels = {area.key: "small" for area in city.areas if area.zoning == "small"}
    groups: dict[object, float] = {}
    paces: dict[object, float] = {}
    for post in city.roster.posts:
        if post.role != "minsei_iin" or post.team is None:
            continue
        group = groups.setdefault(post.team.id, _BUSY_GROUPS[len(groups) % len(_BUSY_GROUPS)])
        pace = rng.lognormvariate(0, _SPREAD)
        own = paces.setdefault(post.account.id, max(pace, _SHOWN.get(post.account.username, 0)))
        for day in _days(post, first, day_of(city.until), _PER_WEEK * group * own, rng):
            at = moment(day, rng)
            if at < city.until:
                yield _record(post, levels.get(post.areas[0], "middle"), phrases, at, rng, ids)


def _days(
    post: Post, first: date, last: date, per_week: float, rng: random.Random
) -> Iterator[date]:
    for week in range((last - first).days // 7 + 1):
        for _ in range(int(per_week) + (rng.random() < per_week % 1)):
            day = first + timedelta(days=7 * week + rng.randrange(7))
            if day <= last and post.starts_on <= day and (not post.ends_on or day < post.ends_on):
                yield day


def _record(
    post: Post, tier: str, phrases: Phrases, at: datetime, rng: random.Random, ids: Ids
) -> RecordFact:
    method, counterpart, opening, details = rng.choice(phrases)
    is_meeting = method == _MEETING
    assert post.team is not None
    return RecordFact(
        id=ids.at(at),
        at=at,
        minutes=rng.choice(_MEETING_MINUTES if is_meeting else _MINUTES),
        method=method,
        place="",
        counterpart=counterpart,
        shares=(0, 100, 0) if is_meeting else rng.choice(((100, 0, 0), (50, 50, 0), (0, 100, 0))),
        tier=tier,
        area=post.areas[0],
        content=f"{opening}{rng.choice(details)}",
        result=rng.choice(_RESULTS),
        next_step=rng.choice(("来月もたずねる", "定例会で話す", "")),
        team=post.team.id,
        user=post.account.id,
        staff=(post.account.id,),
        about=(("area", post.areas[0]),),
    )
