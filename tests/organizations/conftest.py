"""The town and its people, and a kind of organisation."""

import pytest

from tests.cast import Cast, build_cast
from wagamachi.core.models import Code


@pytest.fixture
def kind(db: None) -> Code:
    """Return 福祉協力員, a kind of organisation."""
    return Code.objects.get(pk="TSUNAGISAKI-40")


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()
