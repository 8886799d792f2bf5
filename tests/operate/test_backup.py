"""A backup is whole, a restore keeps what it replaces, and a bad file changes nothing."""

import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from wagamachi.operate import backup, installation
from wagamachi.operate.installation import Problem


def database(path: Path, *, content: str, migration: str = "0001_initial") -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE django_migrations (app, name)")
        connection.executemany(
            "INSERT INTO django_migrations VALUES (?, ?)",
            [("core", migration), *((room, "0001_initial") for room in backup.OURS - {"core"})],
        )
        connection.execute("CREATE TABLE worry (text)")
        connection.execute("INSERT INTO worry VALUES (?)", [content])
    connection.close()
    return path


def content(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        (text,) = connection.execute("SELECT text FROM worry").fetchone()
    connection.close()
    return str(text)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAGAMACHI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("WAGAMACHI_DATABASE_URL", raising=False)
    (tmp_path / "home").mkdir()
    database(installation.sqlite_path(), content="いま")
    return tmp_path


def test_backup_holds_what_was_not_yet_written_back(home: Path) -> None:
    writer = sqlite3.connect(installation.sqlite_path())
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("UPDATE worry SET text = 'さっき'")
    writer.commit()  # the row is in the write-ahead log, and the writer is still there
    backup.backup(home / "copy")
    assert content(home / "copy") == "さっき"
    writer.close()


def test_backup_is_for_one_reader_only(home: Path) -> None:
    backup.backup(home / "copy")
    assert (home / "copy").stat().st_mode & 0o777 == 0o600


def test_backup_never_replaces_a_file(home: Path) -> None:
    (home / "copy").write_text("大事なもの")
    with pytest.raises(Problem, match="もうあります"):
        backup.backup(home / "copy")
    assert (home / "copy").read_text() == "大事なもの"


def test_restore_brings_back_and_keeps_what_was_there(home: Path) -> None:
    yesterday = database(home / "yesterday", content="きのう")
    installation.mark_prepared()
    backup.restore(yesterday)
    (kept,) = (home / "home").glob("before-restore-*.sqlite3")
    assert (content(installation.sqlite_path()), content(kept)) == ("きのう", "いま")
    assert not installation.is_prepared()


def test_restore_refuses_a_damaged_file(home: Path) -> None:
    whole = database(home / "damaged", content="きのう" * 5000).read_bytes()
    middle = len(whole) // 2
    (home / "damaged").write_bytes(whole[:middle] + b"\0" * 4096 + whole[middle + 4096 :])
    with pytest.raises(Problem):
        backup.restore(home / "damaged")
    assert content(installation.sqlite_path()) == "いま"


@pytest.mark.parametrize("bad", [b"", b"not a database at all", b"SQLite format 3\0"])
def test_restore_refuses_what_is_no_database(home: Path, bad: bytes) -> None:
    (home / "bad").write_bytes(bad)
    with pytest.raises(Problem, match="控えとして読めません"):
        backup.restore(home / "bad")
    assert content(installation.sqlite_path()) == "いま"


def test_restore_refuses_a_newer_version(home: Path) -> None:
    newer = database(home / "newer", content="あした", migration="9999_from_the_future")
    with pytest.raises(Problem, match="もっと新しい版"):
        backup.restore(newer)
    assert content(installation.sqlite_path()) == "いま"


def test_restore_refuses_another_programs_database(home: Path) -> None:
    with sqlite3.connect(home / "shop") as connection:
        connection.execute("CREATE TABLE django_migrations (app, name)")
        connection.execute("INSERT INTO django_migrations VALUES ('shop', '0001_initial')")
    connection.close()
    with pytest.raises(Problem, match="別のプログラム"):
        backup.restore(home / "shop")
    assert content(installation.sqlite_path()) == "いま"


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 500])
def test_restore_sets_a_damaged_database_aside_as_it_is(home: Path, damage: bytes) -> None:
    """It is what a restore is for: nothing of it is read, and its log goes with it."""
    yesterday = database(home / "yesterday", content="きのう")
    current = installation.sqlite_path()
    current.write_bytes(damage)
    for suffix in ("-wal", "-shm"):
        current.with_name(current.name + suffix).write_bytes(b"left by a crash")
    backup.restore(yesterday)
    assert content(current) == "きのう"
    kept = sorted((home / "home").glob("before-restore-*"))
    assert [path.name.partition(".sqlite3")[2] for path in kept] == ["", "-shm", "-wal"]
    assert kept[0].read_bytes() == damage
    assert not current.with_name(current.name + "-wal").exists()


def test_restore_without_room_leaves_everything_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = database(home / "yesterday", content="きのう")
    installation.mark_prepared()
    before = files(home / "home")
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=1000))
    with pytest.raises(Problem, match="空きが足りません"):
        backup.restore(yesterday)
    assert files(home / "home") == before


@pytest.mark.parametrize("step", ["_copy", "os.replace"])
def test_restore_that_fails_on_the_way_leaves_everything_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    yesterday = database(home / "yesterday", content="きのう")
    before = files(home / "home")
    whole = backup._copy if step == "_copy" else os.replace
    fails = iter([True])

    def full(*names: Path) -> None:
        if next(fails, False):
            if step == "_copy":
                names[1].write_bytes(b"half of it")
            raise OSError(28, "No space left on device")
        whole(*names)

    monkeypatch.setattr(f"wagamachi.operate.backup.{step}", full)
    with pytest.raises(Problem, match="いままでのデータは、そのままです"):
        backup.restore(yesterday)
    assert files(home / "home") == before


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "serve.lock"}


def test_restore_refuses_while_a_server_runs(home: Path) -> None:
    yesterday = database(home / "yesterday", content="きのう")
    with installation.hold("serve"), pytest.raises(Problem, match="動いています"):
        backup.restore(yesterday)
    assert content(installation.sqlite_path()) == "いま"


def test_postgresql_is_told_how_without_its_password(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAGAMACHI_DATABASE_URL", "postgresql://waga:himitsu@db.example:5433/machi")
    told = backup.backup(home / "copy").splitlines()[-1]
    assert told == (
        f"pg_dump --format=custom --file={home}/copy "
        "--host=db.example --port=5433 --username=waga --dbname=machi"
    )
