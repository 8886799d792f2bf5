"""What the house does by itself: every night it looks itself over and clears away what has expired.

Rooms add work of their own to the night and to the rounds in ``core.nights``.
"""

from dataclasses import asdict
from datetime import datetime, time, timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from . import clock, doctor, nights
from .models import DoctorRun
from .statistics import refresh_statistics

NIGHT = time(2, 30)
KEEP_DAYS = 400
STUCK_AFTER = timedelta(hours=6)  # a run that began so long ago was cut off and will not end
ROUNDS_STUCK_AFTER = timedelta(minutes=30)


@task()
def nightly() -> None:
    """Do the rooms' work, run the doctor, drop what has expired, and count anew for the planner."""
    look_over(at=clock.now())
    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=14, verbosity=0)
    DoctorRun.objects.filter(started_at__lt=clock.now() - timedelta(days=KEEP_DAYS)).delete()
    refresh_statistics()


def look_over(*, at: datetime) -> DoctorRun:
    """Do the night's work and examine the data as of ``at``; store what is wrong and return it."""
    findings = [*nights.run_nightly(at), *doctor.examine(at)]
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
    if _is_waiting(nightly.module_path, since=at - STUCK_AFTER):
        return False
    nightly.enqueue()
    return True


@task()
def rounds() -> None:
    """Do what rooms want done every few minutes."""
    nights.run_rounds(clock.now())


def enqueue_rounds_if_due(*, at: datetime) -> bool:
    """Queue the rounds unless they wait or run already; say if queued."""
    if _is_waiting(rounds.module_path, since=at - ROUNDS_STUCK_AFTER):
        return False
    rounds.enqueue()
    return True


def _is_waiting(task_path: str, *, since: datetime) -> bool:
    return DBTaskResult.objects.filter(
        task_path=task_path, status__in=["READY", "RUNNING"], enqueued_at__gt=since
    ).exists()


def last_night(at: datetime) -> datetime:
    """Return the latest 02:30 of the municipality that is not after ``at``."""
    local = timezone.localtime(at)
    night = datetime.combine(local.date(), NIGHT, local.tzinfo)
    return night if night <= local else night - timedelta(days=1)
