"""What the house does by itself: its work of the night, after which it looks itself over, and the rounds.

Rooms add work of their own to the night and to the rounds in ``core.nights``.
"""

import logging
from dataclasses import asdict
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from . import clock, doctor, nights
from .models import DoctorRun

logger = logging.getLogger(__name__)

NIGHT = time(2, 30)
NIGHTLY, ROUNDS = "nightly", "rounds"
STUCK_AFTER = timedelta(hours=6)  # what was queued so long ago and did not begin never will
ROUNDS_STUCK_AFTER = timedelta(minutes=30)


@task()
def nightly() -> None:
    """Do the rooms' work and run the doctor.

    Two never work at the same time; one that was killed is begun again and finds what was left.
    """
    with nights.alone(NIGHTLY) as is_alone:
        if is_alone:
            look_over(at=clock.now())


def look_over(*, at: datetime) -> DoctorRun:
    """Do the night's work and examine the data as of ``at``; store what is wrong and return it.

    The log is told how much was found under which name, and never where.
    """
    findings = [*nights.run_nightly(at), *doctor.examine(at)]
    for finding in findings:
        logger.error("found by night: %s (%d)", finding.name, finding.count)
    logger.info("the night is over: %d promises are broken", len(findings))
    return DoctorRun.objects.create(
        started_at=at,
        finished_at=clock.now(),
        check_count=len(doctor.checks()),
        findings=[asdict(finding) for finding in findings],
    )


def enqueue_nightly_if_due(*, at: datetime) -> bool:
    """Queue the nightly work unless it was done, or waits, since the last 02:30; say if queued."""
    since = last_night(at)
    if DoctorRun.objects.filter(started_at__gte=since).exists():
        return False
    if _is_waiting(nightly.module_path, NIGHTLY, at=at, since=at - STUCK_AFTER):
        return False
    nightly.enqueue()
    return True


@task()
def rounds() -> None:
    """Do what rooms want done every few minutes, unless somebody is still at it."""
    with nights.alone(ROUNDS) as is_alone:
        if is_alone:
            nights.run_rounds(clock.now())


def enqueue_rounds_if_due(*, at: datetime) -> bool:
    """Queue the rounds unless they wait or run already; say if queued."""
    if _is_waiting(rounds.module_path, ROUNDS, at=at, since=at - ROUNDS_STUCK_AFTER):
        return False
    rounds.enqueue()
    return True


def _is_waiting(task_path: str, name: str, *, at: datetime, since: datetime) -> bool:
    """Say whether such work is queued or being done; one whose process was killed is neither."""
    is_alive = Q(status="READY") | Q(status="RUNNING", enqueued_at__gt=at - nights.LEASE)
    queued = DBTaskResult.objects.filter(is_alive, task_path=task_path, enqueued_at__gt=since)
    return nights.is_taken(name) or queued.exists()


def last_night(at: datetime) -> datetime:
    """Return the latest 02:30 of the municipality that is not after ``at``."""
    local = timezone.localtime(at)
    night = datetime.combine(local.date(), NIGHT, local.tzinfo)
    return night if night <= local else night - timedelta(days=1)
