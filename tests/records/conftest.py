"""The cast, the shared codes, and records written the short way."""

import pytest

from tests.cast import Cast, build_cast
from tests.records.scene import load_codes


@pytest.fixture
def cast(db: None) -> Cast:
    load_codes()
    return build_cast()
