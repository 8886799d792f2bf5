"""The check of the audit chain that somebody asked for: whether it goes on, and what it found."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from wagamachi.core import clock

from .audit import Break
from .tasks import verify_chain

AT_LONGEST = timedelta(hours=6)  # one that was cut off does not stand in the way for ever


@dataclass(frozen=True, slots=True)
class Verification:
    """``done_at`` is None while it goes on, and for one that came to no end."""

    asked_at: datetime
    is_going_on: bool = False
    done_at: datetime | None = None
    broken: Break | None = None


def begin() -> None:
    """Queue a check unless one waits or goes on."""
    found = last()
    if found is None or not found.is_going_on:
        verify_chain.enqueue()


def last() -> Verification | None:
    """Return the check that was asked for last; of checks the house remembers those of two weeks."""
    asked = DBTaskResult.objects.filter(task_path=verify_chain.module_path)
    job = asked.order_by("-enqueued_at").first()
    if job is None:
        return None
    if job.status == "SUCCESSFUL":
        broken = Break(*job.return_value) if job.return_value else None
        return Verification(job.enqueued_at, done_at=job.finished_at, broken=broken)
    is_alive = job.status != "FAILED" and clock.now() - job.enqueued_at < AT_LONGEST
    return Verification(job.enqueued_at, is_going_on=is_alive)
