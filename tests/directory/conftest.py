"""The town, its people, and resources made the short way."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast, build_cast
from wagamachi.directory.models import Resource, Sector

Make = Callable[..., Resource]


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def make(cast: Cast) -> Make:
    """Return a maker of resources: a free place of residents unless something else is said."""

    def make(name: str, **fields: Any) -> Resource:
        themes, areas = fields.pop("themes", ()), fields.pop("areas", ())
        defaults = {"kind_id": "SHIGEN-09", "sector": Sector.INFORMAL, "cost_yen": 0}
        row = Resource.objects.create(name=name, **defaults | fields)
        row.themes.set(themes)
        row.areas.set(areas)
        return row

    return make
