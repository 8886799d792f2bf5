"""Fills a built city with 100 000 or 1 000 000 more cases, for ``bench/``.

The same historian tells the stories; they are written in batches, so memory stays flat. Left out,
unless asked for, are the audit chain and the dictionary's spellings in the search index.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from wagamachi.casework.models import Case, CaseCounter
from wagamachi.core import clock, search
from wagamachi.core.fiscal import fiscal_year

from .city import SEED, found_city
from .days import day_of
from .history import start_of_history
from .loading.finding import entries
from .loading.log import Log
from .loading.stories import StoryLoader
from .story import CaseFact, Story

BATCH = 1000  # stories
CASES_PER_INTAKE = 0.63
YEARS = 5.0
Progress = Callable[[str], None]


def load_cases(
    count: int,
    *,
    seed: int = SEED,
    until: datetime | None = None,
    years: float = YEARS,
    with_audit: bool = False,
    with_search: bool = True,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Add ``count`` cases with all that belongs to them; return rows per model.

    ``build_city`` must have run with the same ``seed``. The stories spread over ``years`` before
    ``until`` (now); each load tells stories of its own.
    """
    say = progress or (lambda message: None)
    city = found_city(seed=seed, until=(until or clock.now()).replace(second=0, microsecond=0))
    started, told = time.monotonic(), 0
    log = Log() if with_audit else None
    loader = StoryLoader(city, log=log, name=f"bulk-{Case.objects.count()}")
    historian = city.historian(f"bulk-{Case.objects.count()}")
    per_year = count / CASES_PER_INTAKE / years * 1.15
    numbers = _Numbers()
    stories = historian.tell(start_of_history(city.until, years), per_year)
    for batch in _batches(stories, count):
        with transaction.atomic():
            for story in batch:
                if story.case is not None:
                    numbers.give(story.case)
                    told += 1
                loader.add(story)
            loader.flush()
            numbers.keep()
            if log is not None:
                log.write()
            if with_search:
                search.put_many(entries(batch), spellings=False)
        say(f"{told:,}件 / {count:,}件（毎秒 {told / (time.monotonic() - started):,.0f}件）")
    return loader.sheets.book.counts()


def _batches(stories: Iterator[Story], count: int) -> Iterator[list[Story]]:
    """Yield batches of stories until they hold ``count`` cases."""
    batch: list[Story] = []
    cases = 0
    for story in stories:
        if story.case is not None:
            if cases == count:
                break
            cases += 1
        batch.append(story)
        if len(batch) >= BATCH and not _continues(story):
            yield batch
            batch = []
    if batch:
        yield batch


def _continues(story: Story) -> bool:
    """Say whether a second intake about the same case comes next: it belongs in the same batch."""
    return story.case is not None and len(story.case.intakes) > 1


class _Numbers:
    """Case numbers that go on from those already given."""

    def __init__(self) -> None:
        self._last = dict(CaseCounter.objects.values_list("fiscal_year", "last"))

    def give(self, case: CaseFact) -> None:
        year = fiscal_year(day_of(case.opened_at))
        self._last[year] = self._last.get(year, 0) + 1
        case.number = f"{year}-{self._last[year]:04d}"

    def keep(self) -> None:
        CaseCounter.objects.bulk_create(
            [CaseCounter(fiscal_year=year, last=last) for year, last in self._last.items()],
            update_conflicts=True,
            unique_fields=["fiscal_year"],
            update_fields=["last"],
        )
