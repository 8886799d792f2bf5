"""The stage of these tests: the cast and the scenes of casework."""

from datetime import datetime

import pytest

from tests.casework.scenes import Scene
from tests.cast import build_cast


@pytest.fixture
def scene(db: None, frozen: datetime) -> Scene:
    """The town on 2026-11-23 at 10:00, with every clock stopped."""
    return Scene(build_cast(), frozen)
