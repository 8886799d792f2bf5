"""Where resources stand, by their own address: an area has what stands in it (R001).

Which areas somebody may use it from is another question, which people answer (``Resource.areas``).
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from wagamachi.areas.lying import Lies, Spot, keep_lying, lie_in, point_of
from wagamachi.core import nights

from ..models import Resource


def spot_of(resource: Resource) -> Spot:
    """Return where a resource is; nothing of people who help from their own home."""
    if resource.is_at_home:
        return Spot()
    return Spot((resource.public_address,), point=point_of(resource))


@transaction.atomic
def keep_standing(resources: Sequence[Resource], *, on: date) -> int:
    """Write down where resources stand, many at once; return how many stand elsewhere than before."""
    lies = lie_in([spot_of(one) for one in resources], on)
    _keep_towns(resources, lies)
    return len(keep_lying(resources, "stands_in", [one.areas for one in lies]))


def keep_all_standing(*, on: date) -> int:
    """Find where every resource stands, some in a turn: for those from before anybody asked."""
    ids = list(Resource.objects.order_by("pk").values_list("pk", flat=True))
    return nights.in_parts(
        ids,
        lambda part: keep_standing(list(Resource.objects.filter(pk__in=part)), on=on),
        first=100,
    )


def _keep_towns(resources: Sequence[Resource], lies: Sequence[Lies]) -> None:
    """``town`` follows from the address, like a search entry: it makes no new version of the row."""
    moved = []
    for resource, one in zip(resources, lies, strict=True):
        if resource.town_id != one.town_id:
            resource.town_id = one.town_id
            moved.append(resource)
    Resource.objects.bulk_update(moved, ["town"], batch_size=200)
