"""What rooms do by themselves: all get their turn, and what fails is told by its kind only."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from wagamachi.core import nights, tasks
from wagamachi.core.models import DoctorRun, HouseWork
from wagamachi.core.statistics import refresh_statistics

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nights, "_nightly", {})
    monkeypatch.setattr(nights, "_rounds", {})


def fail(at: datetime) -> int:
    raise RuntimeError("海野さんのこと")


def note(done: list[datetime]) -> nights.Act:
    """Return a work that does nothing but remember for when it was done."""

    def act(at: datetime) -> int:
        done.append(at)
        return 1

    return act


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("register", "run"),
    [(nights.register, nights.run_nightly), (nights.register_round, nights.run_rounds)],
)
def test_one_that_fails_does_not_stop_the_others(
    register: Any, run: Any, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[datetime] = []
    register("a", "あ", note(done))
    register("b", "い", fail)
    register("c", "う", note(done))
    (finding,) = run(AT)
    assert done == [AT, AT]
    assert (finding.name, finding.places) == ("work:b", ("b: RuntimeError",))
    assert "b failed: RuntimeError" in caplog.text
    went = {row.name: (row.done_count, row.failed_as) for row in HouseWork.objects.all()}
    assert went == {"a": (1, ""), "b": (None, "RuntimeError"), "c": (1, "")}
    assert "海野" not in caplog.text


def test_a_name_belongs_to_one_room() -> None:
    nights.register("a", "あ", fail)
    nights.register("a", "あ", fail)  # apps may be set up twice
    with pytest.raises(ValueError, match="exists already"):
        nights.register("a", "あ", DoctorRun)


@pytest.mark.django_db
def test_the_night_works_before_the_doctor_and_its_failures_are_findings() -> None:
    runs: list[int] = []

    def count(at: datetime) -> int:
        runs.append(DoctorRun.objects.count())
        return 1

    nights.register("count", "数える", count)
    nights.register("fail", "しくじる", fail)
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
    nights.register_round("a", "あ", note(done))
    tasks.rounds.call()
    assert len(done) == 1


@pytest.mark.django_db
def test_after_a_night_the_database_knows_how_much_it_holds() -> None:
    DoctorRun.objects.create(started_at=AT, finished_at=AT, check_count=1, findings=[])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE IF EXISTS sqlite_stat1")
        refresh_statistics()
        cursor.execute(
            "SELECT stat FROM sqlite_stat1 WHERE tbl = 'core_doctorrun'"
            if connection.vendor == "sqlite"
            else "SELECT reltuples FROM pg_class WHERE relname = 'core_doctorrun'"
        )
        known = str(cursor.fetchone()[0])
    assert float(known.split()[0]) == DoctorRun.objects.count() == 1


@pytest.mark.own_databases  # PostgreSQL looks at a sample by itself
@pytest.mark.django_db
def test_no_table_is_counted_from_end_to_end() -> None:
    """SQLite reads what has no index whole, however little it is told to look at."""
    counted: list[str] = []

    def note_it(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("ANALYZE"):
            counted.append(sql.removeprefix("ANALYZE ").strip('"'))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note_it), connection.cursor() as cursor:
        refresh_statistics()
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        indexes = {name for (name,) in cursor.fetchall()}
    assert set(counted) == indexes


@pytest.mark.django_db(transaction=True)
def test_work_writes_in_turns_measured_by_time_and_rests_between_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, turns, rests = [0.0], [], []

    def rest(seconds: float) -> None:
        assert not connection.in_atomic_block  # whoever waits can have the lock
        rests.append(seconds)

    def act(part: list[int]) -> int:
        assert connection.in_atomic_block
        clock[0] += 0.003 * len(part)
        turns.append(part)
        return len(part)

    monkeypatch.setattr(nights, "time", SimpleNamespace(monotonic=lambda: clock[0], sleep=rest))
    assert nights.in_parts(range(300), act) == 300
    assert [item for part in turns for item in part] == list(range(300))
    assert max(len(part) for part in turns) * 0.003 <= nights.LONGEST
    assert len(turns) < 30  # and not one by one
    assert len(rests) == len(turns)
    assert min(rests) >= nights.LEAST_REST


@pytest.mark.django_db
def test_what_was_done_stays_when_work_is_cut_off_and_the_rest_is_found_again() -> None:
    for number in range(30):
        at = AT.replace(minute=number)
        DoctorRun.objects.create(started_at=at, finished_at=at, check_count=1)
    seen: list[int] = []

    def power_goes(part: list[Any]) -> int:
        if seen:
            raise KeyboardInterrupt
        seen.append(DoctorRun.objects.filter(pk__in=part).delete()[0])
        return 1

    with pytest.raises(KeyboardInterrupt):
        nights.in_parts(list(DoctorRun.objects.values_list("pk", flat=True)), power_goes)
    assert DoctorRun.objects.count() == 30 - seen[0] > 0
    assert nights.delete_in_parts(DoctorRun.objects.all()) == 30 - seen[0]


@pytest.mark.django_db
def test_two_never_work_at_the_same_time() -> None:
    done: list[datetime] = []
    nights.register("a", "あ", note(done))
    nights.register_round("a", "あ", note(done))
    with nights.alone("nightly") as first, nights.alone("rounds"):
        tasks.nightly.func()
        tasks.rounds.func()
        assert (first, done, DoctorRun.objects.count()) == (True, [], 0)
        assert not tasks.enqueue_nightly_if_due(at=AT)
    assert not nights.is_taken("nightly")
    tasks.rounds.func()
    assert len(done) == 1


@pytest.mark.django_db
def test_work_whose_process_was_killed_is_queued_again_after_its_claim(frozen: datetime) -> None:
    tasks.enqueue_nightly_if_due(at=frozen)
    DBTaskResult.objects.update(status="RUNNING", enqueued_at=frozen - nights.LEASE / 2)
    assert not tasks.enqueue_nightly_if_due(at=frozen)
    assert tasks.enqueue_nightly_if_due(at=frozen + nights.LEASE)


@pytest.mark.django_db
def test_the_log_says_how_much_was_found_and_never_where(caplog: pytest.LogCaptureFixture) -> None:
    nights.register("fail", "しくじる", fail)
    tasks.look_over(at=AT)
    assert "found by night: work:fail (1)" in caplog.text
    assert "海野" not in caplog.text
