"""What somebody saw does not come back when they have gone: no answer of the house is kept.

``tests/matrix`` asks the same of every door with rows behind it and everybody in front of it.
"""

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, build_cast
from tests.house.urls import Door, all_urls
from wagamachi.core.ids import uuid7

SOME = {"uuid": str(uuid7()), "int": "1", "str": "x", "slug": "x", "path": "x"}
DOORS = [door for door in all_urls() if "(?P" not in door.route]  # those are in the matrix


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


def address(door: Door) -> str:
    return reverse(door.name, kwargs={name: SOME[kind] for name, kind in door.arguments.items()})


def kept(answer: object) -> str | None:
    value: str | None = answer.headers.get("Cache-Control")  # type: ignore[attr-defined]
    return value


def test_no_door_lets_its_answer_be_kept(cast: Cast) -> None:
    """Whether it shows something, refuses, or has nothing there; asked for, posted or sent again."""
    browser = Client(raise_request_exception=False)
    for method in ("get", "post", "put"):
        browser.force_login(cast.csw)
        found = {door.name: kept(getattr(browser, method)(address(door))) for door in DOORS}
        assert found == dict.fromkeys(found, "no-store"), method


def test_a_visitor_may_keep_public_pages_and_nothing_else(cast: Cast) -> None:
    visitor = Client()
    open_to_keep = {door.name for door in DOORS if kept(visitor.get(address(door))) is None}
    assert open_to_keep == {"directory:public"}


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/no-slash", "/cases/%00/", "/static/core/nothing.js", "/admin"]
)
def test_pages_that_are_not_there_are_kept_nowhere_either(cast: Cast, path: str) -> None:
    browser = Client()
    browser.force_login(cast.csw)
    assert kept(browser.get(path)) == "no-store"


def test_pages_of_failures_are_kept_nowhere(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.force_login(cast.csw)
    forged = browser.post("/cases/intakes/new/")
    elsewhere = browser.get("/", headers={"host": "elsewhere.example"})
    for error in (OperationalError("away"), ValueError("a mistake of ours")):
        monkeypatch.setattr("wagamachi.home.views.sections_for", _raising(error))
        assert kept(browser.get("/")) == "no-store"
    assert (forged.status_code, kept(forged)) == (403, "no-store")
    assert (elsewhere.status_code, kept(elsewhere)) == (400, "no-store")


def test_whoever_is_logged_in_keeps_no_public_page(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.csw)
    assert settings.SESSION_COOKIE_NAME in browser.cookies
    assert kept(browser.get(reverse("directory:public"))) == "no-store"


def _raising(error: Exception) -> object:
    def fail(*args: object) -> None:
        raise error

    return fail
