"""What the house keeps of itself and does not need any more is cleared away by night."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from . import nights
from .models import DoctorRun, HouseWork

KEEP_NIGHTS = timedelta(days=400)
KEEP_RESULTS = timedelta(days=14)


def drop_old_sessions(*, at: datetime) -> int:
    """Forget sessions that are over; return how many."""
    return nights.delete_in_parts(Session.objects.filter(expire_date__lt=at))


def drop_old_results(*, at: datetime) -> int:
    """Forget jobs that ended, or were cut off, two weeks ago; return how many."""
    before = at - KEEP_RESULTS
    cut_off = Q(status="RUNNING", enqueued_at__lt=before)
    return nights.delete_in_parts(DBTaskResult.objects.filter(cut_off | Q(finished_at__lt=before)))


def drop_old_nights(*, at: datetime) -> int:
    """Forget nights, and works that nobody does any more, after 400 days; return how many."""
    before = at - KEEP_NIGHTS
    return nights.delete_in_parts(
        DoctorRun.objects.filter(started_at__lt=before)
    ) + nights.delete_in_parts(HouseWork.objects.filter(began_at__lt=before))
