"""What rooms do by themselves: all get their turn, and what fails is told by its kind only."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from wagamachi.core import nights, tasks
from wagamachi.core.models import DoctorRun

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nights, "_nightly", {})
    monkeypatch.setattr(nights, "_rounds", {})


def fail(at: datetime) -> None:
    raise RuntimeError("海野さんのこと")


@pytest.mark.parametrize(
    ("register", "run"),
    [(nights.register, nights.run_nightly), (nights.register_round, nights.run_rounds)],
)
def test_one_that_fails_does_not_stop_the_others(
    register: Any, run: Any, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[datetime] = []
    register("a", done.append)
    register("b", fail)
    register("c", done.append)
    (finding,) = run(AT)
    assert done == [AT, AT]
    assert (finding.name, finding.places) == ("work:b", ("b: RuntimeError",))
    assert "b failed: RuntimeError" in caplog.text
    assert "海野" not in caplog.text


def test_a_name_belongs_to_one_room() -> None:
    nights.register("a", fail)
    nights.register("a", fail)  # apps may be set up twice
    with pytest.raises(ValueError, match="exists already"):
        nights.register("a", DoctorRun)


@pytest.mark.django_db
def test_the_night_works_before_the_doctor_and_its_failures_are_findings() -> None:
    runs: list[int] = []
    nights.register("count", lambda at: runs.append(DoctorRun.objects.count()))
    nights.register("fail", fail)
    run = tasks.look_over(at=AT)
    assert runs == [0]
    assert run.findings[0]["name"] == "work:fail"


@pytest.mark.django_db
def test_rounds_are_queued_one_at_a_time(frozen: datetime) -> None:
    assert [tasks.enqueue_rounds_if_due(at=frozen) for _ in range(2)] == [True, False]
    DBTaskResult.objects.update(status="SUCCESSFUL")
    assert tasks.enqueue_rounds_if_due(at=frozen)


@pytest.mark.django_db
def test_the_round_does_the_work_of_rooms() -> None:
    done: list[datetime] = []
    nights.register_round("a", done.append)
    tasks.rounds.call()
    assert len(done) == 1


@pytest.mark.django_db
def test_after_a_night_the_database_knows_how_much_it_holds() -> None:
    DoctorRun.objects.create(started_at=AT, finished_at=AT, check_count=1, findings=[])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE IF EXISTS sqlite_stat1")
        tasks.nightly.func()
        cursor.execute(
            "SELECT stat FROM sqlite_stat1 WHERE tbl = 'core_doctorrun'"
            if connection.vendor == "sqlite"
            else "SELECT reltuples FROM pg_class WHERE relname = 'core_doctorrun'"
        )
        known = str(cursor.fetchone()[0])
    assert float(known.split()[0]) == DoctorRun.objects.count() == 2
