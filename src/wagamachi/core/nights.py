"""What rooms do by themselves: every night before the doctor looks, and every few minutes.

A room adds its work in ``AppConfig.ready()``; core need not know the room::

    nights.register("casework.flags", lambda at: recompute_flags(at=at))

Work is given the instant it is for. One that fails does not keep the others from their turn; it is
logged, and what failed at night is among the findings of that night.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from .doctor import Finding

logger = logging.getLogger(__name__)

Work = Callable[[datetime], object]

_nightly: dict[str, Work] = {}
_rounds: dict[str, Work] = {}


def register(name: str, function: Work) -> None:
    """Add work for every night; raise ValueError when another one has that name."""
    _add(_nightly, name, function)


def register_round(name: str, function: Work) -> None:
    """Add work for every few minutes; it must be quick when there is nothing to do."""
    _add(_rounds, name, function)


def run_nightly(at: datetime) -> list[Finding]:
    """Do the night's work in the order of its names; return a finding for each that failed."""
    return _run(_nightly, at)


def run_rounds(at: datetime) -> list[Finding]:
    """Do what is to be done every few minutes; return a finding for each that failed."""
    return _run(_rounds, at)


def _add(works: dict[str, Work], name: str, function: Work) -> None:
    known = works.get(name)
    if known is not None and known.__module__ != function.__module__:
        raise ValueError(f"work called {name!r} exists already")
    works[name] = function


def _run(works: dict[str, Work], at: datetime) -> list[Finding]:
    found = (_failure(name, works[name], at) for name in sorted(works))
    return [finding for finding in found if finding is not None]


def _failure(name: str, work: Work, at: datetime) -> Finding | None:
    try:
        work(at)
    except Exception as error:
        # Messages of errors may quote what was being saved: only the kind of error is told.
        logger.error("%s failed: %s", name, type(error).__name__)
        return Finding(
            f"work:{name}", "夜の仕事は、みな終わる", (f"{name}: {type(error).__name__}",)
        )
    return None
