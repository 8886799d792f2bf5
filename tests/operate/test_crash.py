"""A saved record survives ``kill -9``; whatever was not saved can be sent again (I8).

Three crashes by default. ``WAGAMACHI_TEST_CRASHES=50`` goes on for longer.
"""

import contextlib
import importlib.util
import json
import os
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.cast import build_cast
from wagamachi.casework.models import Intake

from .crash import ROOT, Person, Save, Server, a_day_with_a_crash, here, run

CRASHES = int(os.environ.get("WAGAMACHI_TEST_CRASHES", "3"))


def _postgresql() -> Any:
    """Return the module that starts a throw-away PostgreSQL."""
    spec = importlib.util.spec_from_file_location(
        "with_postgres", ROOT / "scripts" / "with_postgres.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a home that ``wagamachi setup`` has made ready, on each database."""
    env = os.environ | {
        "WAGAMACHI_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "wagamachi.config.settings",
    }
    for given in ("WAGAMACHI_DATABASE_URL", "WAGAMACHI_SECRET_KEY", "WAGAMACHI_DEMO"):
        env.pop(given, None)
    if request.param == "sqlite":
        run(env, sys.executable, "-m", "wagamachi", "setup")
        yield env
        return
    postgresql = _postgresql()
    programs = postgresql.binaries()
    if programs is None:
        pytest.skip("PostgreSQL が入っていません（apt install postgresql）")
    with postgresql.cluster(programs) as url:
        env["WAGAMACHI_DATABASE_URL"] = url
        run(env, sys.executable, "-m", "wagamachi", "setup")
        yield env


@pytest.mark.own_databases
def test_what_was_answered_is_kept_once_however_often_the_server_dies(
    installation: dict[str, str], tmp_path: Path
) -> None:
    town = here(installation, "seed")
    server = Server(installation, tmp_path / "server.log")
    people = [Person(session, town, server.port) for session in town["sessions"]]
    server.start()
    try:
        for _ in range(CRASHES):
            kept = sum(len(person.kept) for person in people)
            a_day_with_a_crash(server, people, lambda: time.sleep(random.uniform(0.3, 1.8)))
            for person in people:
                send_again(person)
            assert sum(len(person.kept) for person in people) > kept, "nobody could save anything"
    finally:
        server.kill()
    look_over(installation, tmp_path, people)


def send_again(person: Person) -> None:
    """Send what is doubtful once more. A claim that was kept answers 404: it is taken already."""
    for save in person.doubtful:
        status = person.send(save)
        assert status is not None, "the server is back but does not answer"
        if save.kind == "claim" and status != 302:
            assert status in (404, 409, 422)
            status = 302
        person.note(save, status)
    person.doubtful = []


def look_over(env: dict[str, str], home: Path, people: list[Person]) -> None:
    assert [told for person in people for told in person.refused] == []
    saves: list[Save] = [save for person in people for save in person.kept]
    ids = {kind: [s.id for s in saves if s.kind == kind] for kind in ("intake", "record", "claim")}
    assert min(map(len, ids.values())) > 0, "the load did not try everything"
    (home / "ids.json").write_text(json.dumps(ids), encoding="utf-8")
    found = here(env, "inspect", str(home / "ids.json"))
    for kind, wanted in ids.items():
        times = [found[kind][pk] for pk in wanted]
        lost, doubled = times.count(0), sum(one > 1 for one in times)
        print(f"{CRASHES} crashes, {len(times)} of {kind} answered: {lost} lost, {doubled} doubled")
        assert found[kind] == dict.fromkeys(wanted, 1), kind
    assert (found["strays"], found["half"], found["chain"], found["integrity"]) == (
        [], [], None, "ok",
    )  # fmt: skip


@contextlib.contextmanager
def a_full_disk() -> Iterator[None]:
    """Leave no room for one more row: on SQLite really, on PostgreSQL by what its driver raises."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (pages,) = cursor.execute("PRAGMA page_count").fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")
            try:
                yield
            finally:
                cursor.execute("PRAGMA max_page_count = 1073741823")
        return
    from psycopg.errors import DiskFull

    def no_room(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            raise OperationalError("no room") from DiskFull("no room")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(no_room):
        yield


@pytest.mark.django_db(transaction=True)
def test_on_a_full_disk_one_is_told_that_it_is_not_saved() -> None:
    cast = build_cast()
    browser = Client()
    browser.force_login(cast.csw)
    pk, said = str(uuid4()), {"noticed_by": "となりの人", "place": "どこか"}
    said["situation"] = "とても長い話。" * 1000  # more than the free room of the last pages
    form = said | {"token": pk}
    with a_full_disk():
        page = browser.post("/cases/intakes/new/", form)
        sent = browser.put(f"/cases/intakes/{pk}/", said, content_type="application/json")
    assert (page.status_code, sent.status_code) == (507, 507)
    assert "いま書いたものは、まだ保存されていません。" in page.content.decode()
    assert said["situation"] not in page.content.decode()
    assert sent.json()["message"].startswith("保存されていません。")
    assert Intake.objects.count() == 0
    assert browser.post("/cases/intakes/new/", form).status_code == 302
    assert [str(intake.pk) for intake in Intake.objects.all()] == [pk]


@pytest.mark.django_db
def test_a_database_that_is_away_is_not_a_bug_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Client()
    browser.force_login(build_cast().csw)

    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("wagamachi.casework.views.intakes.receive_intake", away)
    said = {"noticed_by": "隣人", "place": "どこか", "situation": "暗い", "token": str(uuid4())}
    page = browser.post("/cases/intakes/new/", said)
    assert page.status_code == 503
    assert "まだ保存されていません" in page.content.decode()


@pytest.mark.django_db
def test_a_mistake_of_the_program_is_not_called_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Client()
    browser.force_login(build_cast().csw)

    def broken(*args: object, **kwargs: object) -> None:
        cause = sqlite3.OperationalError("no such table: x")
        cause.sqlite_errorname = "SQLITE_ERROR"
        raise OperationalError("no such table: x") from cause

    monkeypatch.setattr("wagamachi.casework.views.intakes.receive_intake", broken)
    said = {"noticed_by": "隣人", "place": "どこか", "situation": "暗い", "token": str(uuid4())}
    with pytest.raises(OperationalError):
        browser.post("/cases/intakes/new/", said)


def test_sqlite_waits_for_the_disk(tmp_path: Path) -> None:
    """Without this a power cut may take the last saves along, although they were answered."""
    env = os.environ | {
        "WAGAMACHI_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "wagamachi.config.settings",
    }
    env.pop("WAGAMACHI_DATABASE_URL", None)
    code = (
        "import django; django.setup(); from django.db import connection as c; k = c.cursor();"
        "print([k.execute(f'PRAGMA {p}').fetchone()[0] for p in ('journal_mode', 'synchronous')])"
    )
    assert run(env, sys.executable, "-c", code).split("\n")[-2] == "['wal', 2]"
