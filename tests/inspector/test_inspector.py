"""The inspector finds nothing, whoever it is. ``WAGAMACHI_TEST_REQUESTS`` makes it walk longer."""

import logging
from collections.abc import Iterator

import pytest

from tests.living import REQUESTS, SEED
from wagamachi.accounts.models import User
from wagamachi.demo.cast import USERNAMES
from wagamachi.operate.inspecting import inspect
from wagamachi.operate.inspecting.knowing import Secrets


@pytest.fixture(scope="package")
def secrets() -> Secrets:
    return Secrets()


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Keep the thousand refusals of a form out of the report."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("username", [*USERNAMES, None])
def test_nothing_is_found(username: str | None, secrets: Secrets) -> None:
    user = User.objects.get(username=username) if username else None
    report = inspect(user=user, secrets=secrets, requests=REQUESTS, seed=SEED)
    assert report.requests > len(report.doors) > 3
    assert "\n".join(map(str, report.told)) == ""
