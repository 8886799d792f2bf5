"""``wagamachi serve``: web, background jobs, the nightly look-over and the rounds, ending together."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from wagamachi.core import clock

from . import checking_in, installation
from .children import Child, end_all, spawn

NIGHTLY_HOUR, NIGHTLY_MINUTE = 2, 30
ROUNDS_EVERY = timedelta(minutes=5)
CHECK_IN_SECONDS = 20.0
LOOK_SECONDS = 0.2
READY_SECONDS = 60.0


def say(message: str) -> None:
    print(f"わがまち: {message}", file=sys.stderr, flush=True)


def serve(*, host: str, port: int, on_ready: Callable[[], None] | None = None) -> None:
    """Run until SIGTERM or SIGINT. ``on_ready`` is called once, when the first page can be shown.

    Raises installation.Problem when the port is taken, the database is not prepared, or another
    server already runs from the same home.
    """
    if not installation.is_prepared():
        raise installation.Problem(
            "先に `wagamachi setup` を動かしてください（版を上げたあとも）。"
        )
    _require_free(host, port)
    with installation.hold("serve"):
        _Supervisor(host, port, on_ready).run()


def _web(host: str, port: int) -> list[str]:
    """One process of threads for SQLite (one writer); a few processes for PostgreSQL."""
    is_sqlite = str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")
    workers = 1 if is_sqlite else max(2, min(os.cpu_count() or 2, 8))
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", "4", "--backpressure", "128", "--log-level", "warning"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
        "wagamachi.config.wsgi:application",
    ]


def _jobs() -> list[str]:
    worker = (
        "db_worker",
        "--queue-name",
        "*",
        "--no-reload",
        "--interval",
        "2",
        "--verbosity",
        "0",
    )
    return installation.command("manage", *worker)


class _Supervisor:
    """Keeps the children alive, and ends them all when it is told to stop.

    Background jobs start when the first page can be shown: people wait for pages, not for jobs.
    """

    def __init__(self, host: str, port: int, on_ready: Callable[[], None] | None) -> None:
        self.web = Child("画面", _web(host, port), say)
        self.jobs = Child("裏の仕事", _jobs(), say)
        self.nights: list[subprocess.Popen[bytes]] = []
        self.nightly_at = clock.now()  # at once: the night may have been missed
        self.rounds_at = clock.now() + ROUNDS_EVERY
        self.file = checking_in.file_in_use()
        self.checked_in, self.check_in_at = (0, 0), 0.0
        self.address = ("127.0.0.1" if host in ("0.0.0.0", "::") else host, port)
        self.on_ready = on_ready
        self.late_at = time.monotonic() + READY_SECONDS
        self.is_ready = self.is_stopping = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            while not self.is_stopping:
                self.web.tend()
                if self.is_ready:
                    self.jobs.tend()
                    self._watch_the_night()
                    self._make_the_rounds()
                    self._check_in()
                else:
                    self._look_for_the_first_page()
                time.sleep(LOOK_SECONDS)
        finally:
            end_all([p for p in (self.web.process, self.jobs.process, *self.nights) if p])
            say("終わりました。")

    def _stop(self, *_: object) -> None:
        self.is_stopping = True

    def _look_for_the_first_page(self) -> None:
        self.is_ready = _answers(*self.address)
        if self.is_ready and self.on_ready:
            self.on_ready()
        if not self.is_ready and time.monotonic() > self.late_at:
            self.late_at += READY_SECONDS
            say("まだ画面が出せません。上の説明を見てください。")

    def _watch_the_night(self) -> None:
        self.nights = [job for job in self.nights if job.poll() is None]
        if clock.now() >= self.nightly_at:
            self.nights.append(spawn(installation.command("nightly")))
            self.nightly_at = next_night(clock.now())

    def _make_the_rounds(self) -> None:
        if clock.now() >= self.rounds_at:
            self.nights.append(spawn(installation.command("rounds")))
            self.rounds_at = clock.now() + ROUNDS_EVERY

    def _check_in(self) -> None:
        if self.file is None or time.monotonic() < self.check_in_at:
            return
        log = checking_in.log_of(self.file)
        try:
            is_done = log == self.checked_in or checking_in.check_in(self.file)
        except (OSError, sqlite3.Error) as error:
            # The pages say so too; people go on where they can.
            say(f"データのファイルに書きうつせませんでした: {error}")
            self.check_in_at = time.monotonic() + 3 * CHECK_IN_SECONDS
            return
        if is_done:
            self.checked_in = log
            self.check_in_at = time.monotonic() + CHECK_IN_SECONDS


def next_night(after: datetime) -> datetime:
    """Return the next 02:30 of the municipality after ``after``."""
    local = after.astimezone(timezone.get_default_timezone())
    tonight = local.replace(hour=NIGHTLY_HOUR, minute=NIGHTLY_MINUTE, second=0, microsecond=0)
    return tonight if tonight > local else tonight + timedelta(days=1)


def _answers(host: str, port: int) -> bool:
    """Say whether /healthz answers 200."""
    allowed = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), host)
    headers = {"Host": allowed, "X-Forwarded-Proto": "https"}
    shown = f"[{host}]" if ":" in host else host
    request = urllib.request.Request(f"http://{shown}:{port}/healthz", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise installation.Problem(
                f"{host} の {port} 番は使えません（{error.strerror}）。--port で変えられます。"
            ) from None
