"""Scenes of areas: the cast, for whoever needs somebody to log in."""

import pytest

from tests.cast import Cast, build_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()
