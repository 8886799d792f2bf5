"""The cast and the shared codes."""

import pytest

from tests.cast import Cast, build_cast
from tests.factories import LONG_AGO, make_zoning
from tests.records.scene import load_codes
from wagamachi.areas.models import Area, Tier


@pytest.fixture
def cast(db: None) -> Cast:
    load_codes()
    cast = build_cast()
    unknown = {"zoning": make_zoning(Tier.MUNICIPALITY), "tier": Tier.MUNICIPALITY}
    Area.objects.get_or_create(
        is_unknown=True, defaults=unknown | {"name": "圏域不明", "starts_on": LONG_AGO}
    )
    return cast
