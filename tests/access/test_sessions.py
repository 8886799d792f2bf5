"""How long somebody stays logged in, where an ended session leads, and what asking does not do."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, build_cast
from tests.factories import PASSWORD

MINUTE = timedelta(minutes=1)
ASK = "/access/session/"


@pytest.fixture
def cast(db: None, frozen: datetime) -> Cast:
    return build_cast()


@pytest.fixture
def csw(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.csw)
    return client


class Clock:
    """Lets the time pass."""

    def __init__(self, at: datetime, patch: pytest.MonkeyPatch) -> None:
        self.at, self._patch = at, patch

    def passes(self, by: timedelta) -> None:
        now = self.at = self.at + by
        self._patch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def clock(frozen: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(frozen, monkeypatch)


def test_a_session_nobody_uses_ends_after_an_hour(csw: Client, clock: Clock) -> None:
    clock.passes(59 * MINUTE)
    assert csw.get("/").status_code == 200
    clock.passes(59 * MINUTE)
    assert csw.get("/").status_code == 200
    clock.passes(61 * MINUTE)
    assert csw.get("/").headers["Location"] == "/account/login/?next=/"


def test_a_session_in_use_ends_after_a_working_day(csw: Client, clock: Clock) -> None:
    for _ in range(20):
        assert csw.get("/").status_code == 200
        clock.passes(30 * MINUTE)
    assert csw.get("/").status_code == 302


def test_asking_how_long_is_no_use_but_saying_that_one_stays_is(
    csw: Client, cast: Cast, clock: Clock
) -> None:
    clock.passes(50 * MINUTE)
    told = {"user": str(cast.csw.pk), "left": 10 * 60, "may_stay": True}
    assert csw.get(ASK).json() == told
    clock.passes(5 * MINUTE)
    assert csw.get(ASK).json() == told | {"left": 5 * 60}
    assert csw.post(ASK).json() == told | {"left": 60 * 60}


def test_the_last_hour_of_the_day_cannot_be_lengthened(csw: Client, clock: Clock) -> None:
    for _ in range(19):
        clock.passes(30 * MINUTE)
        csw.get("/")
    told = csw.post(ASK).json()
    assert (told["left"], told["may_stay"]) == (30 * 60, False)


def test_the_cookie_goes_with_the_window(cast: Cast, client: Client) -> None:
    client.post("/account/login/", {"login": "csw", "password": PASSWORD})
    assert client.get("/").status_code == 200
    assert not client.cookies["sessionid"]["max-age"]


def test_a_database_that_cannot_write_keeps_nobody_from_reading(
    csw: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OperationalError("database or disk is full")

    clock.passes(5 * MINUTE)
    monkeypatch.setattr(Session, "save", full)
    assert csw.get("/notices/").status_code == 200


def test_whoever_sent_a_form_too_late_comes_back_to_its_page() -> None:
    page, form = "/cases/intakes/new/?from=today", "/cases/intakes/matches/"
    sent = Client().post(form, headers={"referer": f"http://testserver{page}"})
    assert sent.headers["Location"] == f"/account/login/?next={quote(page)}"
    elsewhere = Client().post(form, headers={"referer": "https://elsewhere.example/x"})
    assert elsewhere.headers["Location"] == "/account/login/?next=/"


def test_a_fragment_asked_for_too_late_sends_the_whole_page_to_the_login() -> None:
    headers = {"hx-request": "true", "referer": "http://testserver/cases/intakes/new/"}
    answer = Client().post("/cases/intakes/matches/", {"draft": "intake@/x/"}, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/account/login/?next=/cases/intakes/new/"
    assert "draft_done" not in answer.cookies
