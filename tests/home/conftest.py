"""The home page is looked at in the same town as casework."""

from datetime import datetime

import pytest

from tests.casework.scenes import Scene
from tests.cast import build_cast


@pytest.fixture
def scene(db: None, frozen: datetime) -> Scene:
    return Scene(build_cast(), frozen)
