"""Builds わがまち市 in an empty, migrated database: one call, the same city for the same seed."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from django.apps import apps
from django.db import transaction

from wagamachi.accounts.models import User
from wagamachi.casework.models import CaseCounter
from wagamachi.core import clock, search
from wagamachi.core.errors import DomainError
from wagamachi.core.statistics import refresh_statistics

from .city import SEED, City, found_city
from .loading.finding import entries
from .loading.foundation import load_foundation
from .loading.log import Log
from .loading.planning import PlanningLoader
from .loading.stories import StoryLoader
from .planning import Planner
from .playing import play
from .story import RecordFact, Story
from .telling import tell

Progress = Callable[[str], None]


def build_city(
    *,
    seed: int = SEED,
    scale: int = 1,
    progress: Progress | None = None,
    until: datetime | None = None,
) -> dict[str, int]:
    """Fill the database with the fictional city and return how many rows of each model came in.

    The history ends at ``until`` (now, to the minute), so that today's work is waiting. ``scale``
    multiplies the worries, not the people. Raises DomainError when anybody has an account already.
    """
    say = progress or (lambda message: None)
    if User.objects.exists():
        raise DomainError(
            "このデータベースにはもう利用者がいます。空のデータベースで始めてください。"
        )
    started = time.monotonic()
    city = found_city(seed=seed, until=(until or clock.now()).replace(second=0, microsecond=0))
    stories, records = tell(city, scale)
    say(f"{len(stories):,}件の相談を思い浮かべました")
    log = Log()
    with transaction.atomic():
        load_foundation(city)
        say(f"{len(city.areas)}の圏域、{len(city.roster.accounts)}人の利用者ができました")
        loader = _load_stories(city, log, stories, records)
        planner, planned = Planner(seed=seed, until=city.until), PlanningLoader(log)
        planned.load(planner.tell(s.case for s in stories if s.case is not None))
        log.write()
        say("相談・ケース・記録が入りました")
        search.put_many(entries(stories))
        say("さがせるようになりました")
        refresh_statistics()  # or the database still plans for empty tables while the people act
        play(seed=seed, until=city.until)
    search.tidy()
    say(f"いまの町のうごきができました（{time.monotonic() - started:.0f}秒）")
    labels = [*loader.sheets.book.counts(), *planned.book.counts()]
    return {label: apps.get_model(label)._base_manager.count() for label in labels}


def _load_stories(
    city: City, log: Log, stories: Iterable[Story], records: Iterable[RecordFact]
) -> StoryLoader:
    loader = StoryLoader(city, log=log)
    for story in stories:
        loader.add(story)
    for record in records:
        loader.add_record(record)
    loader.flush()
    _count_cases(stories)
    return loader


def _count_cases(stories: Iterable[Story]) -> None:
    last: dict[int, int] = {}
    for story in stories:
        if story.case is not None:
            year, number = (int(part) for part in story.case.number.split("-"))
            last[year] = max(number, last.get(year, 0))
    CaseCounter.objects.bulk_create(CaseCounter(fiscal_year=y, last=n) for y, n in last.items())
