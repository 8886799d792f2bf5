"""How long the night keeps others from writing: all in one go as it once was, and in turns as it is.

Run ``python bench/night.py HOME`` with the home of a city on SQLite that is built already; it works
on two copies. All しるし are taken away first, so that the night has every one to write. Beside it somebody
asks for the write lock all the time, as pages do to write down who read what, and notes how long that took.
Budget: nobody waits longer than 300 ms (a turn of 100 ms, the commit, and SQLite's own pause between two tries).
"""

import os
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

FILE = "wagamachi.sqlite3"
BUDGET = 300.0  # milliseconds
CHUNK = 2000  # cases in one transaction, as it was


def main(city: Path) -> int:
    """Measure both nights, each on a copy of its own."""
    waits = {}
    for name in ("before", "now"):
        home = Path(tempfile.mkdtemp(prefix="wagamachi-bench-"))
        with sqlite3.connect(f"file:{city / FILE}?mode=ro", uri=True) as source:
            source.execute("VACUUM INTO ?", [str(home / FILE)])
        os.environ["WAGAMACHI_HOME"] = str(home)
        if os.fork() == 0:  # settings are read once in a process
            os._exit(_measure(name, home / FILE))
        _, status = os.wait()
        waits[name] = status
        shutil.rmtree(home)
    return int(waits["now"] != 0)


def _measure(name: str, file: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wagamachi.config.settings")
    os.environ["WAGAMACHI_DEBUG"] = "1"
    import django

    django.setup()
    from django.core.management import call_command

    from wagamachi.casework.models import Case, CaseFlag

    call_command("migrate", verbosity=0)
    CaseFlag.objects.all().delete()
    longest, took = _beside(file, {"before": _as_it_was, "now": _as_it_is}[name])
    print(
        f"{name:<8}{Case.objects.count():>8,} cases {CaseFlag.objects.count():>7,} しるし"
        f"   night {took:6.1f} s   longest wait to write {longest * 1000:8.0f} ms",
        flush=True,
    )
    return int(longest * 1000 > BUDGET)


def _beside(file: Path, night: Callable[[], None]) -> tuple[float, float]:
    """Do the night while somebody asks for the lock; return the longest wait and its whole length."""
    waits, is_over = [0.0], threading.Event()

    def ask() -> None:
        page = sqlite3.connect(file, timeout=300, isolation_level=None)
        while not is_over.wait(0.01):
            began = time.monotonic()
            page.execute("BEGIN IMMEDIATE")
            waits.append(time.monotonic() - began)
            page.execute("ROLLBACK")
        page.close()

    asker = threading.Thread(target=ask)
    asker.start()
    began = time.monotonic()
    try:
        night()
    finally:
        took = time.monotonic() - began
        is_over.set()
        asker.join()
    return max(waits), took


def _as_it_was() -> None:
    from django.db import connection, transaction

    from wagamachi.casework.services import flags
    from wagamachi.core import clock

    for ids in flags._chunks():
        with transaction.atomic():
            flags._look_again(ids, clock.now())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 20000")
        cursor.execute("ANALYZE")


def _as_it_is() -> None:
    from wagamachi.casework.services.flags import refresh_all
    from wagamachi.core import clock
    from wagamachi.core.statistics import refresh_statistics

    refresh_all(at=clock.now())
    refresh_statistics()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
