"""Builds わがまち市 in an empty, migrated database: one call, the same city for the same seed."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from wagamachi.accounts.models import User
from wagamachi.casework.models import CaseCounter
from wagamachi.core import clock, search
from wagamachi.core.errors import DomainError
from wagamachi.core.fiscal import fiscal_year

from .city import SEED, City, found_city
from .community import community_records
from .days import day_of
from .history import start_of_history
from .loading.finding import entries
from .loading.foundation import load_foundation
from .loading.log import Log
from .loading.stories import StoryLoader
from .showcase import showcase
from .story import CaseFact, RecordFact, Story

INTAKES_PER_YEAR = 1800
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
        loader = StoryLoader(city, log=log)
        for story in stories:
            loader.add(story)
        for record in records:
            loader.add_record(record)
        loader.flush()
        _count_cases(stories)
        log.write()
        say("相談・ケース・記録が入りました")
        search.put_many(entries(stories))
    search.tidy()
    say(f"さがせるようになりました（{time.monotonic() - started:.0f}秒）")
    return loader.sheets.book.counts()


def tell(city: City, scale: int = 1) -> tuple[list[Story], list[RecordFact]]:
    """Return two years of stories and neighbourhood records, cases numbered as they opened."""
    first = start_of_history(city.until)
    stories = [*showcase(city), *city.historian().tell(first, INTAKES_PER_YEAR * scale)]
    number_cases(story.case for story in stories if story.case is not None)
    return stories, list(community_records(city, first))


def number_cases(cases: Iterable[CaseFact]) -> None:
    """Give each case its number, counted through the fiscal year as they were opened."""
    last: dict[int, int] = {}
    for case in sorted(cases, key=lambda c: (c.opened_at, c.id)):
        year = fiscal_year(day_of(case.opened_at))
        last[year] = last.get(year, 0) + 1
        case.number = f"{year}-{last[year]:04d}"


def digest(stories: Iterable[Story]) -> str:
    """Return a fingerprint of everything the stories say, to compare two cities."""
    found = sha256()
    for story in stories:
        found.update(repr(story).encode())
    return found.hexdigest()


def _count_cases(stories: Iterable[Story]) -> None:
    last: dict[int, int] = {}
    for story in stories:
        if story.case is not None:
            year, number = (int(part) for part in story.case.number.split("-"))
            last[year] = max(number, last.get(year, 0))
    CaseCounter.objects.bulk_create(CaseCounter(fiscal_year=y, last=n) for y, n in last.items())
