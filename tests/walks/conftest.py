"""Walks: a person's way through the built city, over HTTP, on a real clock; each walk leaves no trace."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests import living

from .walker import People, Walker


@pytest.fixture(scope="package")
def city(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Stand in わがまち市 for as long as this worker walks."""
    with django_db_blocker.unblock(), living.visited(tmp_path_factory.mktemp("city")):
        yield
        connection.close()


@pytest.fixture(autouse=True)
def _no_trace(city: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Undo whatever a walk did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def people() -> People:
    """Return somebody by the name they log in with, each in a browser of their own."""
    known: dict[str, Walker] = {}

    def person(username: str) -> Walker:
        if username not in known:
            known[username] = Walker(username)
        return known[username]

    return person


@pytest.fixture
def visitor() -> Walker:
    """Return somebody who has not logged in."""
    return Walker(None)
