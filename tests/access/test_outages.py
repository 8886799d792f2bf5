"""While the database is away everybody reads one Japanese page soon, wherever the request met it."""

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection
from django.test import Client

from tests.cast import Cast, build_cast
from tests.operate.crash import run

INTAKE = "/cases/intakes/new/"
SAID = {"noticed_by": "隣人", "place": "どこか", "situation": "暗い"}


@pytest.fixture
def town(tmp_path: Path, transactional_db: None) -> Iterator[tuple[Client, Path]]:
    """Somebody logged in, and the file of the embedded database that the house works with."""
    if connection.vendor != "sqlite":
        pytest.skip("only the embedded database is a file")
    browser = _logged_in(build_cast())
    file = tmp_path / "town.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    before, waits = connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["NAME"] = f"{file.as_uri()}?mode=rw"
    connection.settings_dict["OPTIONS"] = waits | {"timeout": 0.2}
    try:
        yield browser, file
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"] = before, waits


def _logged_in(cast: Cast) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.csw)
    return browser


def _renamed(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _overwritten(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))


def _another_file(file: Path) -> None:
    file.write_bytes(b"Dear diary, " * 1000)


@pytest.mark.parametrize("fault", [_renamed, _emptied, _overwritten, _another_file])
def test_a_file_that_is_gone_or_broken_is_an_outage_on_every_page(
    town: tuple[Client, Path], fault: Callable[[Path], None]
) -> None:
    browser, file = town
    fault(file)
    log_in = {"login": "csw", "password": "something"}
    answers = [
        browser.get("/"),
        browser.post(INTAKE, SAID | {"token": str(uuid4())}),
        Client(raise_request_exception=False).post("/account/login/", log_in),
        browser.get("/healthz"),
    ]
    connection.close()
    assert [answer.status_code for answer in answers] == [503] * 4
    shown, saved, login, _ = (answer.content.decode() for answer in answers)
    assert "いまは開けません" in shown
    assert "まだ保存されていません" in saved
    assert ("いまは開けません" in login, "書いたものは" in login) == (True, False)
    assert file.exists() == (fault is not _renamed)  # nobody made an empty one in its place


def test_damage_is_told_until_somebody_restores_and_keeps_nobody_logged_in(
    town: tuple[Client, Path],
) -> None:
    """One page of the file is enough: what still answers does not make it whole."""
    browser, file = town
    _zeroed(file, "django_session")
    left, health = browser.post("/account/logout/"), browser.get("/healthz")
    connection.close()
    assert (left.status_code, health.status_code) == (503, 503)
    assert "この画面からは、ログアウトしました。" in left.content.decode()
    assert "壊れています" in health.content.decode()
    assert left.cookies[settings.SESSION_COOKIE_NAME].value == ""


def _zeroed(file: Path, table: str) -> None:
    """Overwrite the first page of a table, as a damaged file has it."""
    with sqlite3.connect(file) as reader:
        asked = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page, size = reader.execute(asked, [table]).fetchone()[0], 4096
    reader.close()
    with file.open("r+b") as written:
        written.seek((page - 1) * size)
        written.write(bytes(size))


def test_a_database_that_somebody_else_holds_lets_read_what_needs_no_writing(
    town: tuple[Client, Path],
) -> None:
    browser, file = town
    assert browser.get("/").status_code == 200
    holder = sqlite3.connect(file)
    holder.execute("BEGIN IMMEDIATE")
    read, health = browser.get("/"), browser.get("/healthz")
    saved = browser.post(INTAKE, SAID | {"token": str(uuid4())})
    holder.rollback()
    holder.close()
    assert (read.status_code, health.status_code, saved.status_code) == (200, 200, 503)


def test_a_file_that_may_only_be_read_is_an_outage_for_saving(town: tuple[Client, Path]) -> None:
    browser, file = town
    assert browser.get("/").status_code == 200
    connection.close()
    connection.settings_dict["NAME"] = f"{file.as_uri()}?mode=ro"
    assert browser.post(INTAKE, SAID | {"token": str(uuid4())}).status_code == 503


@pytest.mark.django_db
def test_a_session_that_cannot_be_written_is_an_outage_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django would call it a bad request of somebody who has logged out elsewhere."""
    browser = _logged_in(build_cast())

    def full(self: object, must_create: bool = False) -> None:
        try:
            raise OperationalError("database or disk is full")
        except OperationalError as error:
            raise UpdateError from error

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", full)
    monkeypatch.setattr(
        "wagamachi.access.gate.sessions.keep", lambda session, at: session.update({"x": 1})
    )
    page = browser.get("/")
    assert page.status_code == 507
    assert "だれが何を見たかも書きとめられない" in page.content.decode()


@pytest.mark.own_databases
def test_without_its_server_every_page_says_so_within_seconds(tmp_path: Path) -> None:
    """PostgreSQL that is stopped: no page, no log-in and no health check waits for half a minute."""
    env = os.environ | {
        "WAGAMACHI_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "wagamachi.config.settings",
        "WAGAMACHI_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
        "WAGAMACHI_DATABASE_SECONDS": "1",
        "WAGAMACHI_HOSTS": "testserver",
    }
    code = (
        "import django, time; django.setup(); from django.test import Client;"
        "c = Client(raise_request_exception=False); c.cookies['sessionid'] = 'x' * 32;"
        "t = time.monotonic();"
        "p = [c.get('/'), c.post('/account/login/', {'login': 'a', 'password': 'b'}), c.get('/healthz')];"
        "print([a.status_code for a in p], ['</html>' in a.content.decode() for a in p],"
        " time.monotonic() - t < 10)"
    )
    began = time.monotonic()
    said = run(env, sys.executable, "-c", code).strip().split("\n")[-1]
    assert said == "[503, 503, 503] [True, True, False] True"
    assert time.monotonic() - began < 60


def test_the_wait_is_short_and_a_setting() -> None:
    options = settings.DATABASES["default"]["OPTIONS"]
    wait = options["timeout"] if connection.vendor == "sqlite" else options["pool"]["timeout"]
    assert wait <= 10
