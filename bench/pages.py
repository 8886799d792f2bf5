"""How long the daily pages take as a city grows: 1 000 → 10 000 → 100 000 cases.

Run ``python bench/pages.py [sizes…]``. It builds the fictional city in a database of its own (a temporary
SQLite file, or the empty one ``WAGAMACHI_DATABASE_URL`` names), adds cases up to each size and asks for
each page through the whole stack. Budget: 150 ms median with 100 000 cases on SQLite.
"""

import os
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
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from wagamachi.accounts.models import User  # noqa: E402
from wagamachi.casework.models import Case  # noqa: E402
from wagamachi.core.ids import uuid7  # noqa: E402
from wagamachi.demo.build import build_city  # noqa: E402
from wagamachi.demo.bulk import load_cases  # noqa: E402

SIZES = [1_000, 10_000, 100_000]
TRIES = 15
BUDGET_MS = 150
settings.DEBUG = False
settings.ALLOWED_HOSTS = ["testserver"]

HEARD = {
    "noticed_by": "管理人",
    "situation": "郵便がたまっている。声をかけても返事がない。",
    "place": "駅前の団地のあたり",
}


def browser(username: str) -> Client:
    """Return a browser in which somebody of the fictional city is logged in."""
    client = Client()
    client.force_login(
        User.objects.get(username=username),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def pages() -> dict[str, Callable[[], int]]:
    """Return each page as something to call; each gives the HTTP status."""
    client, lead, core, manager = (browser(who) for who in ("csw", "lead", "core", "manager"))
    csw = User.objects.get(username="csw")
    cases = Case.objects.filter(holder_user=csw, state="active").order_by("-last_record_at")
    case = cases.values_list("pk", flat=True).first()

    def search() -> int:
        return client.post("/search/", {"q": "認知症"}).status_code

    def intake() -> int:
        return client.post("/cases/intakes/new/", HEARD | {"token": str(uuid7())}).status_code

    return {
        "今日": lambda: client.get("/").status_code,
        "今日（責任者）": lambda: lead.get("/").status_code,
        "今日（中心機関）": lambda: core.get("/").status_code,
        "今日（管理職）": lambda: manager.get("/").status_code,
        "とどこおり": lambda: lead.get("/stuck/").status_code,
        "受けとめる": lambda: client.get("/cases/inbox/").status_code,
        "ケース（わたし）": lambda: client.get("/cases/").status_code,
        "ケース（チーム）": lambda: client.get("/cases/?whose=team").status_code,
        "ケース（見られるもの）": lambda: client.get("/cases/?whose=all").status_code,
        "ケース（終わった）": lambda: client.get("/cases/?whose=all&state=closed").status_code,
        "ケース（更新なし）": lambda: client.get("/cases/?whose=team&flag=stale").status_code,
        "ケースの画面": lambda: client.get(f"/cases/{case}/").status_code,
        "世帯と関係": lambda: client.get(f"/cases/{case}/household/").status_code,
        "さがす": search,
        "受けた相談のその後": lambda: client.get("/cases/intakes/").status_code,
        "相談を受ける（保存）": intake,
        "活動の記録": lambda: client.get("/records/").status_code,
        "地域": lambda: client.get("/areas/").status_code,
        "資源": lambda: client.get("/directory/").status_code,
    }


def measure(call: Callable[[], int]) -> float:
    """Return the median of TRIES calls in milliseconds; a page that fails stops the bench."""
    status = call()
    if status not in (200, 302):
        raise SystemExit(f"the page answered {status}")
    times = []
    for _ in range(TRIES):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def main(sizes: list[int]) -> int:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    build_city(progress=print)
    curve: dict[str, list[float]] = {}
    for size in sizes:
        missing = size - Case.objects.count()
        if missing > 0:
            load_cases(missing, progress=print)
        for name, call in pages().items():
            curve.setdefault(name, []).append(measure(call))
    print(f"\n{connection.vendor}, median of {TRIES}, milliseconds; budget {BUDGET_MS}")
    print("cases\t" + "\t".join(f"{size:,}" for size in sizes))
    for name, row in curve.items():
        over = "  ← over the budget" if row[-1] > BUDGET_MS else ""
        print("\t".join(f"{ms:.0f}" for ms in row) + f"\t{name}{over}")
    return 0


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or SIZES))
