"""Fills a built city with 100 000 or 1 000 000 more cases, for ``bench/``.

The historian tells a few thousand stories; beyond that each is cast again and again as another
family (``copies``). Everything is written in batches in the order of time, so memory stays flat and
the indexes grow at their ends. Left out are the audit events, and the dictionary's spellings in the
search index.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from wagamachi.casework.models import Case, CaseCounter
from wagamachi.core import clock, search
from wagamachi.core.fiscal import fiscal_year
from wagamachi.core.statistics import refresh_statistics

from .city import SEED, found_city
from .copies import Family, Foundry, Mould
from .days import day_of
from .history import start_of_history
from .indexes import without_indexes
from .loading.stories import StoryLoader
from .story import Story
from .telling import INTAKES_PER_YEAR

BATCH = 2000  # casts in one transaction
HISTORY_YEARS = 2.0
YEARS = 5.0
Progress = Callable[[str], None]


def load_cases(
    count: int,
    *,
    seed: int = SEED,
    until: datetime | None = None,
    years: float = YEARS,
    with_search: bool = True,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Add ``count`` cases with all that belongs to them; return rows per model.

    ``build_city`` must have run with the same ``seed``. The cases spread over ``years`` (at least
    two) before ``until`` (now); what is open is as new as in the city itself.
    """
    say = progress or (lambda message: None)
    city = found_city(seed=seed, until=(until or clock.now()).replace(second=0, microsecond=0))
    name = f"bulk-{Case.objects.count()}"
    loader = StoryLoader(city, log=None, name=name)
    historian = city.historian(name)
    first = start_of_history(city.until, HISTORY_YEARS)
    moulds = [Mould(g, loader) for g in _groups(historian.tell(first, INTAKES_PER_YEAR))]
    say(f"{len(moulds):,}の話を型にしました")
    rng = random.Random(f"{seed}:{name}:plan")
    plan = _plan(moulds, count, years, rng)
    foundry = Foundry(rng, moulds, max(200, count // 200))
    numbers = _Numbers()
    with without_indexes(sheet.table for sheet in loader.sheets.book):
        started, done = time.monotonic(), 0
        feed = iter(plan)
        while batch := list(islice(feed, BATCH)):
            casts = [_family(foundry, numbers, moulds[n], delta) for n, delta in batch]
            _write(casts, loader, numbers, with_search=with_search)
            done += sum(mould.case is not None for mould, _ in casts)
            say(f"{done:,}件 / {count:,}件（毎秒 {done / (time.monotonic() - started):,.0f}件）")
        say("さくいんを作り直しています")
    if with_search:
        search.tidy()
    refresh_statistics()
    return loader.sheets.book.counts()


def _write(
    casts: Sequence[tuple[Mould, Family]],
    loader: StoryLoader,
    numbers: "_Numbers",
    *,
    with_search: bool,
) -> None:
    """Write one batch of families in one transaction."""
    with transaction.atomic():
        for mould, family in casts:
            mould.cast(family)
        loader.flush()
        numbers.keep()
        if with_search:
            search.put_many(
                (e for mould, family in casts for e in mould.entries(family)), spellings=False
            )


def _groups(stories: Iterator[Story]) -> Iterator[list[Story]]:
    """Yield stories in groups that share one case: later intakes come right after the first."""
    group: list[Story] = []
    for story in stories:
        case = group[0].case if group else None
        if case is not None and story.case is None and story.intake.case == case.id:
            group.append(story)
            continue
        if group:
            yield group
        group = [story]
    if group:
        yield group


def _plan(
    moulds: Sequence[Mould], count: int, years: float, rng: random.Random
) -> list[tuple[int, timedelta]]:
    """Say which mould is cast when, oldest first, until there are ``count`` cases.

    What is closed weighs by how many times longer than the told history the time is.
    """
    weeks = int((years - HISTORY_YEARS) * 52)
    stretch = years / HISTORY_YEARS
    weights = [1.0 if m.is_open else stretch for m in moulds]
    numbers = range(len(moulds))
    planned: list[tuple[datetime, int, timedelta]] = []
    cases = 0
    while cases < count:
        for n in rng.choices(numbers, weights, k=1000):
            mould = moulds[n]
            if mould.case is not None:
                if cases == count:
                    break
                cases += 1
            back = 0 if mould.is_open else 7 * rng.randint(0, weeks)
            delta = timedelta(days=-back)
            planned.append((mould.at + delta, n, delta))
    planned.sort(key=lambda p: (p[0], p[1]))
    return [(n, delta) for _, n, delta in planned]


def _family(
    foundry: Foundry, numbers: "_Numbers", mould: Mould, delta: timedelta
) -> tuple[Mould, Family]:
    number = numbers.next(mould.case.opened_at + delta) if mould.case is not None else ""
    return mould, foundry.family(mould, delta, number)


class _Numbers:
    """Case numbers that go on from those already given."""

    def __init__(self) -> None:
        self._last = dict(CaseCounter.objects.values_list("fiscal_year", "last"))

    def next(self, opened_at: datetime) -> str:
        year = fiscal_year(day_of(opened_at))
        self._last[year] = self._last.get(year, 0) + 1
        return f"{year}-{self._last[year]:04d}"

    def keep(self) -> None:
        CaseCounter.objects.bulk_create(
            [CaseCounter(fiscal_year=year, last=last) for year, last in self._last.items()],
            update_conflicts=True,
            unique_fields=["fiscal_year"],
            update_fields=["last"],
        )
