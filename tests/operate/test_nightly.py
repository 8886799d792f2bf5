"""The night's work is queued once a night, on however many servers, and made up for when missed."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from wagamachi.core import tasks
from wagamachi.core.models import DoctorRun
from wagamachi.operate.serving import next_night

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)  # 12:00 in Tokyo
HALF_PAST_TWO = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # 02:30 on the 23rd in Tokyo


def test_the_night_begins_at_half_past_two_in_tokyo() -> None:
    assert tasks.last_night(NOON) == HALF_PAST_TWO
    assert tasks.last_night(HALF_PAST_TWO) == HALF_PAST_TWO
    assert tasks.last_night(HALF_PAST_TWO - timedelta(seconds=1)) == HALF_PAST_TWO - timedelta(1)
    assert next_night(NOON) == HALF_PAST_TWO + timedelta(1)
    assert next_night(HALF_PAST_TWO) == HALF_PAST_TWO + timedelta(1)


@pytest.mark.django_db
def test_a_missed_night_is_queued_once(frozen: datetime) -> None:
    assert [tasks.enqueue_nightly_if_due(at=frozen) for _ in range(3)] == [True, False, False]
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_a_night_that_was_cut_off_is_queued_again(frozen: datetime) -> None:
    tasks.enqueue_nightly_if_due(at=frozen)
    DBTaskResult.objects.update(status="RUNNING", enqueued_at=frozen - timedelta(hours=7))
    assert tasks.enqueue_nightly_if_due(at=frozen)


@pytest.mark.django_db
def test_what_was_found_is_kept_and_the_night_is_done(frozen: datetime) -> None:
    run = tasks.look_over(at=frozen)
    assert (run.findings, run.started_at, run.check_count > 10) == ([], frozen, True)
    assert not tasks.enqueue_nightly_if_due(at=frozen)
    assert tasks.enqueue_nightly_if_due(at=frozen + timedelta(1))


@pytest.mark.django_db
def test_old_outcomes_are_cleared(frozen: datetime) -> None:
    for days in (399, 401):
        at = frozen - timedelta(days)
        DoctorRun.objects.create(started_at=at, finished_at=at, check_count=1)
    tasks.nightly.call()
    ages = [(frozen - run.started_at).days for run in DoctorRun.objects.all()]
    assert ages == [0, 399]
