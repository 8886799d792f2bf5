"""The town and its people, and the kinds of organisation they belong to."""

import pytest

from tests.cast import Cast, build_cast
from wagamachi.core.models import Code, CodeList

KINDS = {
    "TSUNAGISAKI-01": "地域包括支援センター",
    "TSUNAGISAKI-19": "保育所",
    "TSUNAGISAKI-25": "社協（地区担当）",
    "TSUNAGISAKI-39": "民児協",
    "TSUNAGISAKI-40": "福祉協力員",
    "TSUNAGISAKI-59": "その他",
}


@pytest.fixture
def kind(db: None) -> Code:
    """Return 福祉協力員, a kind of organisation."""
    CodeList.objects.get_or_create(key="TSUNAGISAKI", defaults={"name": "つなぎ先", "release": "1"})
    rows = [Code(code=code, code_list_id="TSUNAGISAKI", label=name) for code, name in KINDS.items()]
    Code.objects.bulk_create(rows, ignore_conflicts=True)
    return Code.objects.get(pk="TSUNAGISAKI-40")


@pytest.fixture
def cast(kind: Code) -> Cast:
    return build_cast()
