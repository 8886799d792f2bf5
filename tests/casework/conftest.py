"""Scenes of casework: the cast and the helpers its tests share."""

from datetime import datetime

import pytest

from tests.cast import Cast, build_cast

from .scenes import Scene


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def scene(cast: Cast, frozen: datetime) -> Scene:
    """The town on 2026-11-23 at 10:00, with every clock stopped."""
    return Scene(cast, frozen)
