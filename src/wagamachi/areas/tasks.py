"""What follows from a change of areas and takes too long for the page that saves it."""

from uuid import UUID

from django_tasks import task

from wagamachi.core import clock

from .services.placing_anew import place_anew


@task()
def place_anew_in(area_ids: list[str]) -> int:
    """Find anew where the rows on the ground of these areas lie."""
    return place_anew([UUID(one) for one in area_ids], at=clock.now())
