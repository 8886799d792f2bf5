"""The two years the demo shows: hand-placed stories, told ones, and the work in the neighbourhood."""

from collections.abc import Iterable
from hashlib import sha256

from wagamachi.core.fiscal import fiscal_year

from .city import City
from .commissioners import commissioner_records
from .community import community_records
from .days import day_of
from .going_along import GoingAlong
from .history import start_of_history
from .showcase import showcase
from .showcase_stuck import HELD_ALONE
from .story import CaseFact, RecordFact, Story

INTAKES_PER_YEAR = 1800


def tell(city: City, scale: int = 1) -> tuple[list[Story], list[RecordFact]]:
    """Return two years of stories and neighbourhood records, cases numbered as they opened."""
    first = start_of_history(city.until)
    stories = [*showcase(city), *city.historian().tell(first, INTAKES_PER_YEAR * scale)]
    cases = [story.case for story in stories if story.case is not None]
    number_cases(cases)
    GoingAlong(city).go(case for case in cases if case.household.label != HELD_ALONE)
    records = [*community_records(city, first), *commissioner_records(city, first)]
    return stories, records


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
