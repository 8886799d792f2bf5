"""How long each work of the night keeps others from writing.

Run ``python bench/night.py HOME`` with the home of a city on SQLite that is built already; it works on a
copy. All しるし are ended first, so that the night has every one to write. Beside it somebody asks for
the write lock all the time, as pages do to write down who read what, and notes how long that took.
Budgets: no transaction is longer than 100 ms, nobody waits longer than 300 ms (a turn, the commit, and
SQLite's own pause between two tries). On a machine with other work to do both mean little.
"""

import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FILE = "wagamachi.sqlite3"
BUDGET = {"longest": 0.1, "wait": 0.3}  # seconds


def main(city: Path) -> int:
    """Do every work of the night on a copy and say how long each held the others up."""
    with tempfile.TemporaryDirectory(prefix="wagamachi-bench-") as copy:
        file = Path(copy) / FILE
        with sqlite3.connect(f"file:{city / FILE}?mode=ro", uri=True) as source:
            source.execute("VACUUM INTO ?", [str(file)])
        os.environ["WAGAMACHI_HOME"] = copy
        return _measure(file)


def _measure(file: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wagamachi.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from wagamachi.casework.models import Case, CaseFlag
    from wagamachi.core import clock, doctor, nights

    call_command("migrate", verbosity=0)
    CaseFlag.objects.filter(cleared_at=None).update(cleared_at=clock.now())
    print(f"{Case.objects.count():,} cases\nwork{' ' * 28}rows   seconds   turns   longest   wait")
    works = {work.name: work.act for work in nights.works()}
    works["(the doctor looks)"] = lambda at: len(doctor.examine(at))
    is_over_budget = False
    for name, act in works.items():
        began = time.monotonic()
        with _turns() as turns, _somebody_asks(file) as waits:
            rows = act(clock.now())
        took, longest, wait = time.monotonic() - began, max(turns, default=0), max(waits, default=0)
        late = longest > BUDGET["longest"] or wait > BUDGET["wait"]
        is_over_budget |= late
        print(
            f"{name:<30}{rows:>8,}{took:>8.1f} s{len(turns):>8,}{longest * 1000:>7.0f} ms"
            f"{wait * 1000:>6.0f} ms{'  ← over the budget' if late else ''}",
            flush=True,
        )
    return int(is_over_budget)


@contextmanager
def _turns() -> Iterator[list[float]]:
    """Note how long every transaction lasts, and every write outside of one."""
    from django.db import connection, transaction

    lengths: list[float] = []
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__
    began = [0.0]

    def begin(self: Any) -> None:
        is_outermost = not connection.in_atomic_block
        enter(self)
        if is_outermost:
            began[0] = time.monotonic()

    def end(self: Any, *error: Any) -> None:
        leave(self, *error)
        if not connection.in_atomic_block:
            lengths.append(time.monotonic() - began[0])

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = begin, end  # type: ignore[method-assign]
    try:
        yield lengths
    finally:
        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter, leave  # type: ignore[method-assign]


@contextmanager
def _somebody_asks(file: Path) -> Iterator[list[float]]:
    """Ask for the write lock again and again, and note how long each time took."""
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
    try:
        yield waits
    finally:
        is_over.set()
        asker.join()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
