"""The town, its people, and the code lists a resource is described with."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast, build_cast
from wagamachi.core import codes
from wagamachi.core.models import Code, CodeList
from wagamachi.directory.models import Resource, Sector

CODES = {
    "SHIGEN": {"SHIGEN-09": "住民活動", "SHIGEN-15": "場所・拠点", "SHIGEN-11": "NPO"},
    "KADAI_T": {"KADAI_T-04": "ごみ屋敷・ため込み", "KADAI_T-05": "ひきこもり"},
    "KADAI_LAW": {"KADAI_LAW-08": "地域社会からの孤立"},
    "TSUNAGISAKI": {
        f"TSUNAGISAKI-{number}": f"つなぎ先{number}" for number in ("01", "19", "25", "39", "59")
    },
}

Make = Callable[..., Resource]


@pytest.fixture
def cast(db: None) -> Cast:
    for key, entries in CODES.items():
        CodeList.objects.get_or_create(key=key, defaults={"name": key, "release": "1"})
        rows = [Code(code=code, code_list_id=key, label=name) for code, name in entries.items()]
        Code.objects.bulk_create(rows, ignore_conflicts=True)
    codes.forget()
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
