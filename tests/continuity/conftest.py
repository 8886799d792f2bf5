"""Scenes of absence and handing over: the town of the casework tests."""

from datetime import datetime

import pytest

from tests.casework.scenes import Scene
from tests.cast import Cast, build_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def scene(cast: Cast, frozen: datetime) -> Scene:
    """The town on 2026-11-23 at 10:00, with every clock stopped."""
    return Scene(cast, frozen)
