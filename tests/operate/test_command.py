"""The command explains itself, and what it cannot do it says in words an operator can act on."""

import json
import re
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from wagamachi import cli
from wagamachi.operate import city, installation
from wagamachi.operate.installation import Problem


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAGAMACHI_HOME", str(tmp_path))
    monkeypatch.delenv("WAGAMACHI_DATABASE_URL", raising=False)
    return tmp_path


def test_help_lists_every_word(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    words = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE)
    assert words == [
        *("demo", "serve", "setup", "admin", "nightly", "rounds"),
        *("backup", "restore", "inspect", "doctor", "import", "manage"),
    ]


@pytest.mark.parametrize("port", ["0", "65536", "八千", "-1", ""])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", f"--port={port}"])
    assert "1 から 65535 までの数にしてください" in capsys.readouterr().err


def test_import_says_what_can_be_imported(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["import", "nothing"]) == 1
    assert "wagamachi import areas | towns" in capsys.readouterr().err


def test_serving_an_unprepared_database_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve"]) == 1
    assert "先に `wagamachi setup` を動かしてください" in capsys.readouterr().err


def test_a_taken_port_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installation.sqlite_path().touch()
    installation.mark_prepared()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--port", str(port)]) == 1
    assert f"127.0.0.1 の {port} 番は使えません" in capsys.readouterr().err


def test_the_demo_never_replaces_real_work(home: Path) -> None:
    with sqlite3.connect(installation.sqlite_path()) as connection:
        connection.execute("CREATE TABLE accounts_user (name)")
        connection.execute("INSERT INTO accounts_user VALUES ('山田')")
    connection.close()
    with pytest.raises(Problem, match="架空の市ではないデータ"):
        city.build(scale=1, progress=print)
    with sqlite3.connect(installation.sqlite_path()) as connection:
        assert connection.execute("SELECT name FROM accounts_user").fetchall() == [("山田",)]
    connection.close()


def test_a_city_of_another_database_is_not_taken_for_this_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city._write({"state": "ready"})
    assert city._read()["state"] == "ready"
    monkeypatch.setenv("WAGAMACHI_DATABASE_URL", "postgresql://db.example/real")
    assert city._read() == {}


@pytest.mark.parametrize(
    ("state", "prepared", "fresh", "expected"),
    [
        ({}, False, False, [("demo", "--build-only", "--scale", "1")]),
        ({"state": "building"}, True, False, [("demo", "--build-only", "--scale", "1")]),
        ({"state": "ready"}, True, False, []),
        ({"state": "ready"}, False, False, [("setup",)]),
        ({"state": "ready"}, True, True, [("demo", "--build-only", "--scale", "1")]),
    ],
    ids=["first", "interrupted", "second", "upgraded", "fresh"],
)
def test_the_city_is_built_when_it_must_be(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    state: dict[str, str],
    prepared: bool,
    fresh: bool,
    expected: list[tuple[str, ...]],
) -> None:
    if state:
        city._write(state)
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(installation, "is_prepared", lambda: prepared)
    monkeypatch.setattr(installation, "run", lambda *words: ran.append(words))
    city._make_ready(fresh=fresh, scale=1)
    assert ran == expected


def test_the_note_about_the_city_is_never_half_written(home: Path) -> None:
    city._write({"state": "building"})
    city._write({"state": "ready"})
    assert [path.name for path in home.iterdir()] == ["demo.json"]
    assert json.loads((home / "demo.json").read_text())["state"] == "ready"


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wagamachi", "--help"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.split()[1]) == (0, "wagamachi")
