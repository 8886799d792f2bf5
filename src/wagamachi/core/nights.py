"""What rooms do by themselves: every night before the doctor looks, and every few minutes.

A room adds its work in ``AppConfig.ready()``; core need not know the room::

    nights.register("casework.flags", "しるしを見つけなおす", lambda at: refresh_all(at=at))

Work is given the instant it is for and returns how many rows it dealt with. One that fails does not
keep the others from their turn. How each went is kept (``HouseWork``), so that an administrator sees
what failed or has not been done for long; what failed at night is among the findings of that night.

People may work at any hour, and SQLite has one writer: work writes in short turns (``turn``,
``in_parts``, ``delete_in_parts``) and rests between them, so that whoever waits gets the lock. What a
turn did stays done; work that is cut off finds the rest when it is called again.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import QuerySet

from . import clock
from .doctor import Finding
from .ids import uuid7
from .models import HouseWork

logger = logging.getLogger(__name__)

T = TypeVar("T")
Act = Callable[[datetime], int]

LONGEST = 0.1  # seconds that a turn may hold the database; a part is made for half of it
LEAST_REST = 0.005  # seconds between two turns
AT_MOST = 1000  # rows in a part
LEASE = timedelta(minutes=30)  # so long after a kill somebody else may go on
_RENEW = 60.0  # seconds after which a lease in use is renewed
NIGHT_LATE, ROUND_LATE = timedelta(hours=26), timedelta(hours=1)  # after which one was left out
FAILED = "work:"  # how the name of a finding begins that is a work which failed


@dataclass(frozen=True, slots=True)
class Work:
    """One thing the house does by itself; ``label`` says it to an administrator."""

    name: str
    label: str
    act: Act
    late_after: timedelta


_nightly: dict[str, Work] = {}
_rounds: dict[str, Work] = {}


def register(name: str, label: str, act: Act) -> None:
    """Add work for every night; raise ValueError when another one has that name."""
    _add(_nightly, Work(name, label, act, NIGHT_LATE))


def register_round(name: str, label: str, act: Act) -> None:
    """Add work for every few minutes; it must be quick when there is nothing to do."""
    _add(_rounds, Work(name, label, act, ROUND_LATE))


def works() -> list[Work]:
    """Return everything the house does by itself, the night first."""
    return [work for kind in (_nightly, _rounds) for _, work in sorted(kind.items())]


def run_nightly(at: datetime) -> list[Finding]:
    """Do the night's work in the order of its names; return a finding for each that failed."""
    return _run(_nightly, at)


def run_rounds(at: datetime) -> list[Finding]:
    """Do what is to be done every few minutes; return a finding for each that failed."""
    return _run(_rounds, at)


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Say whether nobody else does the work called ``name`` now, on whichever server.

    The claim is given back at the end. It is renewed at every turn, so that one whose process was
    killed is free after ``LEASE``.
    """
    key, seconds = f"nights.{name}", LEASE.total_seconds()
    if not cache.add(key, str(uuid7()), seconds):
        yield False
        return
    token = _lease.set([key, time.monotonic()])
    try:
        yield True
    finally:
        _lease.reset(token)
        cache.delete(key)


def is_taken(name: str) -> bool:
    """Say whether somebody does the work called ``name`` now."""
    return cache.get(f"nights.{name}") is not None


@contextmanager
def turn() -> Iterator[None]:
    """Write in one transaction, then rest as long as that took, so that others get their turn."""
    began = time.monotonic()
    with transaction.atomic():
        yield
    _rest(time.monotonic() - began)


def in_parts(items: Sequence[T], act: Callable[[list[T]], int], *, first: int = 4) -> int:
    """Do ``act`` for a few items at a time, each time in a turn; return the sum of what it returns.

    How many is found by measuring: about as many as half of ``LONGEST`` is enough for.
    """
    done, start, size = 0, 0, first
    while start < len(items):
        part = list(items[start : start + size])
        began = time.monotonic()
        with transaction.atomic():
            done += act(part)
        took = time.monotonic() - began
        fits = int(len(part) * (LONGEST / 2) / max(took, 0.0001))
        start, size = start + len(part), max(1, min(fits, size * 2, AT_MOST))
        _rest(took)
    return done


def delete_in_parts(rows: "QuerySet[Any]") -> int:
    """Delete the rows a few at a time; return how many went, with those that hung on them."""
    manager = rows.model._default_manager
    ids = list(rows.values_list("pk", flat=True))
    return in_parts(ids, lambda part: manager.filter(pk__in=part).delete()[0])


def _rest(took: float) -> None:
    """Give way, and renew the claim now and then. Within somebody's transaction a rest helps nobody."""
    if connection.in_atomic_block:
        return
    time.sleep(max(LEAST_REST, min(took, LONGEST)))
    renew()


def renew() -> None:
    """Keep the claim of the work that is being done."""
    lease = _lease.get()
    if lease is not None and time.monotonic() - lease[1] > _RENEW:
        cache.touch(lease[0], LEASE.total_seconds())
        lease[1] = time.monotonic()


# The key of the claim that is held here, and when it was renewed last.
_lease: ContextVar[list[Any] | None] = ContextVar("lease", default=None)


def _add(kind: dict[str, Work], work: Work) -> None:
    known = kind.get(work.name)
    if known is not None and known.act.__module__ != work.act.__module__:
        raise ValueError(f"work called {work.name!r} exists already")
    kind[work.name] = work


def _run(kind: dict[str, Work], at: datetime) -> list[Finding]:
    found = (_do(work, at) for _, work in sorted(kind.items()))
    return [finding for finding in found if finding is not None]


def _do(work: Work, at: datetime) -> Finding | None:
    """Do one work and write down how it went; return a finding when it failed."""
    began_at, began, count, failed_as = clock.now(), time.monotonic(), None, ""
    try:
        renew()
        count = work.act(at)
    except Exception as error:
        # Messages of errors may quote what was being saved: only the kind of error is told.
        failed_as = type(error).__name__
        logger.error("%s failed: %s", work.name, failed_as)
    went: dict[str, Any] = {
        "began_at": began_at, "seconds": time.monotonic() - began,
        "done_count": count, "failed_as": failed_as,
    }  # fmt: skip
    if not failed_as:
        went["done_at"] = clock.now()
    HouseWork.objects.update_or_create(name=work.name, defaults=went)
    if not failed_as:
        return None
    promise = f"「{work.label}」は、終わりまで進む"
    return Finding(f"{FAILED}{work.name}", promise, (f"{work.name}: {failed_as}",))
