"""What keeping しるし true costs as a city grows: 1 000 → 10 000 → 100 000 cases.

Run ``python bench/detectors.py [sizes…]``. It builds the fictional city in a database of its own (a temporary
SQLite file, or the empty one ``WAGAMACHI_DATABASE_URL`` names) and measures looking at one case anew, the
night's look at all of them, and the lists narrowed to a しるし. It also reads the plans of the queries behind
one save: none of them may read a growing table from end to end.
Budgets with 100 000 cases: 20 ms a save, 60 s a night, 150 ms a list (medians).
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wagamachi.config.settings")
os.environ["WAGAMACHI_HOME"] = tempfile.mkdtemp(prefix="wagamachi-bench-")
os.environ["WAGAMACHI_DEBUG"] = "1"  # plain static file names; nothing else depends on it here

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from wagamachi.accounts.models import User  # noqa: E402
from wagamachi.casework.models import OPEN_STATES, Case, CaseFlag  # noqa: E402
from wagamachi.casework.queries.detectors import passed_around  # noqa: E402
from wagamachi.casework.services.flags import refresh_all, refresh_flags  # noqa: E402
from wagamachi.core import clock  # noqa: E402
from wagamachi.demo.build import build_city  # noqa: E402
from wagamachi.demo.bulk import load_cases  # noqa: E402

SIZES = [1_000, 10_000, 100_000]
TRIES = 200
PAGE_TRIES = 15
BUDGET = {"save": 20.0, "night": 60_000.0, "list": 150.0}  # milliseconds
LISTS = (
    "/cases/?whose=team&flag=any",
    "/cases/?whose=team&flag=overdue",
    "/cases/?whose=all&flag=stale",
    "/cases/?whose=organization&flag=held_alone",
    "/cases/?whose=organization&flag=passed_around",
)
GROWING = (
    "casework_case",
    "casework_caseflag",
    "casework_casemeeting",
    "casework_casemember",
    "casework_handoff",
    "casework_membertheme",
    "casework_participation",
    "casework_roletask",
    "records_activityrecord",
    "records_recordlink",
)
settings.DEBUG = False
settings.ALLOWED_HOSTS = ["testserver"]


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def grow_to(size: int) -> None:
    missing = size - Case.objects.count()
    if missing > 0:
        load_cases(missing, with_search=False, progress=print)


def saves() -> dict[str, float]:
    """Return what one save pays, over cases drawn by lot."""
    at = clock.now()
    ids = list(Case.objects.filter(state__in=OPEN_STATES).values_list("pk", flat=True))
    drawn = random.Random(1).choices(ids, k=TRIES)
    refresh_flags(case_ids=drawn[:1], at=at)

    def look(pk: object) -> None:
        with transaction.atomic():
            refresh_flags(case_ids=[pk], at=at)  # type: ignore[list-item]

    times = sorted(timed(lambda pk=pk: look(pk)) for pk in drawn)
    blocks = [
        timed(lambda c=c: passed_around(case=c, at=at))
        for c in Case.objects.filter(pk__in=drawn[:50])
    ]
    return {
        "save": statistics.median(times),
        "save p95": times[int(TRIES * 0.95)],
        "block": statistics.median(blocks),
    }


def nights() -> dict[str, float]:
    """Return the first night, which finds everything, and the next one, which finds it again."""
    at = clock.now()
    first = timed(lambda: refresh_all(at=at))
    return {"first night": first, "night": timed(lambda: refresh_all(at=at))}


def lists() -> dict[str, float]:
    client = Client()
    client.force_login(
        User.objects.get(username="lead"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    found = {}
    for url in (*LISTS, "/", "/stuck/"):
        status = client.get(url).status_code
        if status != 200:
            raise SystemExit(f"{url} answered {status}")
        found[f"list {url}"] = statistics.median(
            timed(lambda u=url: client.get(u)) for _ in range(PAGE_TRIES)
        )
    return found


def scans() -> list[str]:
    """Return the steps of one save that read a growing table from end to end."""
    case = Case.objects.filter(state__in=OPEN_STATES).exclude(building_key="").order_by("pk")[0]
    settings.DEBUG = True
    reset_queries()
    refresh_flags(case_ids=[case.pk], at=clock.now())
    asked = [query["sql"] for query in connection.queries if query["sql"].startswith("SELECT")]
    settings.DEBUG = False
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    found = []
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(explain + sql)
            steps = [str(row[-1]) for row in cursor.fetchall()]
            found += [f"{step}  ←  {sql[:120]}…" for step in steps if reads_all(step)]
    return found


def reads_all(step: str) -> bool:
    """Say whether a step of a plan goes through one of the growing tables."""
    if connection.vendor == "sqlite":
        return step.startswith("SCAN") and any(step.split()[1] == name for name in GROWING)
    return "Seq Scan" in step and any(f" {name} " in f"{step} " for name in GROWING)


def main(sizes: list[int]) -> int:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    build_city(progress=print)
    curve: dict[str, list[float]] = {}
    marked, whole = [], []
    for size in sizes:
        grow_to(size)
        for name, ms in (nights() | saves() | lists()).items():
            curve.setdefault(name, []).append(ms)
        marked.append(CaseFlag.objects.filter(cleared_at=None).count())
        whole = scans()
    print(f"\n{connection.vendor}, milliseconds (medians); budgets {BUDGET}")
    print("cases\t" + "\t".join(f"{size:,}" for size in sizes))
    print("しるし\t" + "\t".join(f"{count:,}" for count in marked))
    over = False
    for name, row in curve.items():
        late = row[-1] > BUDGET.get(name.split()[0], float("inf")) and name != "save p95"
        over |= late
        print(
            "\t".join(f"{ms:,.1f}" for ms in row)
            + f"\t{name}"
            + ("  ← over the budget" if late else "")
        )
    print("\n".join(whole) or "no query behind a save reads a growing table from end to end")
    return int(over or bool(whole))


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or SIZES))
