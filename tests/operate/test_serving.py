"""What ``wagamachi serve`` starts lives and dies with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wagamachi.operate import children
from wagamachi.operate.children import Child, end_all, spawn

STUBBORN = [
    *(sys.executable, "-c"),
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
]
FAILS = [sys.executable, "-c", "raise SystemExit(3)"]


def until(condition: Callable[[], object], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_that_ends_is_started_again_after_growing_pauses() -> None:
    said: list[str] = []
    child = Child("裏の仕事", FAILS, said.append)
    pauses = []
    for _ in range(3):
        child.not_before = 0
        child.tend()
        assert child.process is not None
        child.process.wait()
        child.tend()
        pauses.append(child.pause)
    assert pauses == [1.0, 2.0, 4.0]
    assert said[0] == "裏の仕事が止まりました（3）。1秒後に動かしなおします。"


def test_a_child_is_not_started_before_its_pause_is_over() -> None:
    child = Child("裏の仕事", FAILS, lambda _: None, not_before=time.monotonic() + 60)
    child.tend()
    assert child.process is None


def test_what_does_not_listen_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "GRACE_SECONDS", 1.0)
    stubborn = spawn(STUBBORN)
    time.sleep(0.5)
    end_all([stubborn])
    assert until(lambda: stubborn.poll() == -signal.SIGKILL, 5)


def test_what_a_child_started_ends_with_it() -> None:
    parent = spawn(
        [
            *(sys.executable, "-c"),
            "import subprocess, sys, time;"
            "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
            "time.sleep(60)",
        ]
    )
    listing = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    assert until(lambda: listing.read_text().split())
    (grandchild,) = map(int, listing.read_text().split())
    end_all([parent])
    assert until(lambda: not is_alive(grandchild), 5)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a home that ``wagamachi setup`` has made ready."""
    env = os.environ | {
        "WAGAMACHI_HOME": str(tmp_path_factory.mktemp("home")),
        "DJANGO_SETTINGS_MODULE": "wagamachi.config.settings",
    }
    for given in ("WAGAMACHI_DATABASE_URL", "WAGAMACHI_SECRET_KEY"):
        env.pop(given, None)
    subprocess.run([sys.executable, "-m", "wagamachi", "setup"], env=env, check=True)
    return env


@pytest.fixture
def server(prepared: dict[str, str]) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A server that answers, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "wagamachi", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=prepared)
    try:
        assert until(lambda: answers(port), 120)
        yield process, port
    finally:
        process.kill()
        process.wait()


def test_the_database_is_for_one_account_only(prepared: dict[str, str]) -> None:
    modes = {
        name: (Path(prepared["WAGAMACHI_HOME"]) / name).stat().st_mode & 0o777
        for name in ("wagamachi.sqlite3", "secret.key")
    }
    assert modes == {"wagamachi.sqlite3": 0o600, "secret.key": 0o600}


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as talk:
            talk.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return talk.recv(12).endswith(b"200")
    except OSError:
        return False


def offspring(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split() if is_alive(int(word))]


def test_the_server_outlives_its_children_and_none_outlives_it(
    server: tuple["subprocess.Popen[bytes]", int],
) -> None:
    process, port = server
    assert until(lambda: len(offspring(process.pid)) >= 2)
    web = min(offspring(process.pid))
    os.kill(web, signal.SIGKILL)
    assert until(lambda: not is_alive(web) and answers(port))
    everybody = offspring(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    assert until(lambda: not any(is_alive(pid) for pid in everybody) and not answers(port), 5)


def test_a_killed_server_takes_its_children_along(
    server: tuple["subprocess.Popen[bytes]", int],
) -> None:
    process, port = server
    assert until(lambda: len(offspring(process.pid)) >= 2)
    everybody = offspring(process.pid)
    process.kill()
    process.wait()
    assert until(lambda: not any(is_alive(pid) for pid in everybody) and not answers(port), 15)
