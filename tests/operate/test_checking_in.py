"""The log of SQLite is copied into the file by one hand only, and while nobody commits."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from wagamachi.operate import checking_in, serving

SAVES = 200


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "市.sqlite3"
    with closing(opened(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE said (who INTEGER, n INTEGER, words TEXT)")
    return path


def opened(path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(path, timeout=10, isolation_level=None)
    made.execute("PRAGMA wal_autocheckpoint=0")
    return made


def in_file(path: Path) -> int:
    """Return how many rows the file itself holds, without its log."""
    uri = f"{path.as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as reader:
        return int(reader.execute("SELECT count(*) FROM said").fetchone()[0])


@pytest.mark.django_db
def test_no_connection_checks_in_by_itself() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)


def test_whoever_writes_goes_first(file: Path) -> None:
    with closing(opened(file)) as writer:
        writer.execute("INSERT INTO said VALUES (1, 1, '')")
        assert in_file(file) == 0
        writer.execute("BEGIN IMMEDIATE")
        assert not checking_in.check_in(file)
        writer.execute("ROLLBACK")
        assert checking_in.check_in(file)
        assert in_file(file) == 1


def test_many_write_while_it_checks_in_all_the_time(file: Path) -> None:
    def write(who: int) -> None:
        with closing(opened(file)) as writer:
            for n in range(SAVES):
                writer.execute("INSERT INTO said VALUES (?, ?, ?)", (who, n, "話" * 900))

    writers = [threading.Thread(target=write, args=(who,)) for who in range(3)]
    with closing(opened(file)) as keeper:  # the last one to leave would check in by itself
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            checking_in.check_in(file)
        assert checking_in.check_in(file)
        assert keeper.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert in_file(file) == 3 * SAVES


def test_the_server_checks_in_when_something_was_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing new: nothing done. A file that is not well: said, and the server goes on."""
    said: list[str] = []
    monkeypatch.setattr(serving, "say", said.append)
    monkeypatch.setattr(serving, "CHECK_IN_SECONDS", 0)
    server = serving._Supervisor("127.0.0.1", 8000, None)
    server.file = file
    with closing(opened(file)) as writer:
        for n in range(1, 3):
            writer.execute("INSERT INTO said VALUES (1, 1, '')")
            server._check_in()
            assert in_file(file) == n
        before = server.checked_in
        server._check_in()
        assert server.checked_in == before != (0, 0)
    file.write_bytes(b"nothing of a database")
    server.checked_in = (1, 1)
    server._check_in()
    assert len(said) == 1
