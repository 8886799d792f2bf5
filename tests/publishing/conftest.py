"""The stage of these tests: the cast, and a case with everything that names somebody."""

from datetime import datetime

import pytest

from tests.cast import build_cast
from tests.support.stage import Stage


@pytest.fixture
def stage(db: None, frozen: datetime) -> Stage:
    """The town on 2026-11-23 at 10:00, with every clock stopped."""
    return Stage(build_cast(), frozen)
