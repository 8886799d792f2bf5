"""Scenes of しくみづくり: the cast, with proposals at every point of their way."""

from datetime import datetime

import pytest

from tests.cast import Cast, build_cast

from .stage import Stage


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def stage(cast: Cast, frozen: datetime) -> Stage:
    """The town on 2026-11-23 at 10:00, with every clock stopped."""
    return Stage(cast, frozen)
