"""What the directory does in the queue."""

from django_tasks import task

from wagamachi.core import clock

from .services.standing import keep_all_standing


@task()
def find_where_all_stand() -> int:
    """Find where every resource stands; return how many stood elsewhere."""
    return keep_all_standing(on=clock.today())
