"""What every test starts from: a clean cache, small property tests, a fixed instant."""

import gc
import os
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from threading import local
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.template import Context, Template
from django.utils import timezone
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from tests import living, moulds

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"


LIVING = ("tests/browser", "tests/inspector", "tests/walks")
# Files that build a city of their own, once for all their tests.
BUILDING = ("tests/demo/test_build.py",)
# Takes as long as the city is built.
MEANWHILE = ("tests/matrix", "tests/casework", "tests/operate")


class OneCity(LoadScopeScheduling):
    """Every test goes to whoever is free, but tests of the living city together: they share one.

    Walks go file by file, for each worker has a city to walk in. xdist has groups for that, which it
    loses without a word under pytest 9.2 (pytest-xdist #1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = "/".join(file.split("/")[:2])
        if folder not in LIVING:
            return file if file in BUILDING else nodeid
        return file if folder == "tests/walks" else folder


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneCity:
    """Share the tests among the workers; without ``-n`` nobody asks."""
    if {"tests", *LIVING} & {arg.rstrip("/") for arg in config.args}:
        living.begin()
    config.option.loadscopereorder = False  # the order of ``_turn`` is better
    return OneCity(config, log)


SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "quick", max_examples=20, deadline=None, database=None, suppress_health_check=SLOW_IS_FINE
)
# One commit has one verdict: CI walks the same roads each time, new ones are walked everywhere else.
settings.register_profile("ci", settings.get_profile("quick"), max_examples=24, derandomize=True)
settings.register_profile("deep", settings.get_profile("quick"), max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "quick"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this database cannot show, and check the marks."""
    leave_out = "many_writers" if connection.vendor == "sqlite" else "own_databases"
    left_out = [item for item in items if item.get_closest_marker(leave_out)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=_turn)
    check_marks(items)


def pytest_collection_finish() -> None:
    """Leave what is loaded now, a hundred thousand objects, out of each later search for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _turn(item: pytest.Item) -> int:
    """First what keeps everybody busy while the city is built, then what takes longest in it."""
    return 0 if item.nodeid.startswith(MEANWHILE) else 1 if item.nodeid.startswith(LIVING) else 2


def check_marks(items: list[pytest.Item]) -> None:
    """Refuse a ``req`` mark that names no row, or that is not on a walk: it would prove too little."""
    text = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    for item in items:
        if "opendata" in getattr(item, "fixturenames", ()):
            item.add_marker("opendata")
        for mark in item.iter_markers("req"):
            for row in mark.args:
                if not item.nodeid.startswith("tests/walks/"):
                    raise pytest.UsageError(f"{item.nodeid}: only a walk proves {row}")
                if f"\n| {row} |" not in text:
                    raise pytest.UsageError(f"{item.nodeid}: docs/requirements.md has no row {row}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI everything is installed, so a skip is a failure; only open data may be absent."""
    report = yield
    is_skip = report.skipped and not hasattr(report, "wasxfail")
    if IN_CI and is_skip and item.get_closest_marker("opendata") is None:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Start from the copy of a test database that is migrated already, where one is kept."""
    kept = moulds.mould()
    return kept is not None and moulds.pour(kept)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    """Keep a copy of what was migrated for the next run."""
    kept = moulds.mould()
    if kept is not None and not django_db_keepdb:
        with django_db_blocker.unblock():
            moulds.cast(kept)


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Rate limits and remembered answers must not leak from one test into the next."""
    from wagamachi.core import codes, health

    cache.clear()
    codes.forget()
    health.forget_damage()


@pytest.fixture(autouse=True, scope="session")
def _only_the_page_is_kept(django_test_environment: None) -> Generator[None, None, None]:
    """Keep for ``answer.context`` what the page was given, not the context of each of its parts.

    Django's test environment copies the context of every include and widget: a third of all time.
    """
    inside = local()
    observed = Template._render

    def render(self: Template, context: Context) -> str:
        if getattr(inside, "a_page", False):
            return self.nodelist.render(context)
        inside.a_page = True
        try:
            return observed(self, context)
        finally:
            inside.a_page = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush_may_delete() -> Generator[None, None, None]:
    """Transactional tests empty every table, also those the database lets nobody empty."""
    from django.core.management.commands import flush

    from wagamachi.access import triggers

    handle = flush.Command.handle

    def unguarded(self: flush.Command, **options: Any) -> None:
        with triggers.suspended():
            handle(self, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", unguarded)
        yield


@pytest.fixture(scope="session")
def at() -> datetime:
    """Monday 2026-11-23, 10:00 in Tokyo and a little more, as a real clock says it."""
    return datetime(2026, 11, 23, 1, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def frozen(at: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Stop every clock of the product at ``at``, for tests that go through a view."""
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


@pytest.fixture
def opendata() -> Path:
    """The folder of published open data; the test is skipped where there is none."""
    folder = Path(os.environ.get("WAGAMACHI_OPENDATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("WAGAMACHI_OPENDATA is not set and ../shared/data does not exist")
    return folder
