"""What the house does by itself at night: look itself over and clear away what has expired."""

from dataclasses import asdict
from datetime import datetime, time, timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from . import clock, doctor
from .models import DoctorRun

NIGHT = time(2, 30)
KEEP_DAYS = 400
STUCK_AFTER = timedelta(hours=6)  # a run that began so long ago was cut off and will not end


@task()
def nightly() -> None:
    """Run the doctor, keep what it found, and drop old sessions, task results and runs."""
    look_over(at=clock.now())
    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=14, verbosity=0)
    DoctorRun.objects.filter(started_at__lt=clock.now() - timedelta(days=KEEP_DAYS)).delete()


def look_over(*, at: datetime) -> DoctorRun:
    """Examine the data as of ``at``, store the result and return it."""
    findings = doctor.examine(at)
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
    waiting = DBTaskResult.objects.filter(
        task_path=nightly.module_path,
        status__in=["READY", "RUNNING"],
        enqueued_at__gt=at - STUCK_AFTER,
    )
    if waiting.exists():
        return False
    nightly.enqueue()
    return True


def last_night(at: datetime) -> datetime:
    """Return the latest 02:30 of the municipality that is not after ``at``."""
    local = timezone.localtime(at)
    night = datetime.combine(local.date(), NIGHT, local.tzinfo)
    return night if night <= local else night - timedelta(days=1)
