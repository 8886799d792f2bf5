"""What takes too long for a page: the whole chain of the audit log, from its first event."""

from django_tasks import task

from . import audit


@task()
def verify_chain() -> tuple[int, str] | None:
    """Return the number of the first event that does not hold and why, None when all hold."""
    broken = audit.verify()
    return None if broken is None else (broken.seq, broken.why)
