"""Whether twenty people can work while the house does its work of the night.

Run ``python bench/people.py HOME [PORT]`` with the home of a fictional city on SQLite. ``wagamachi serve``
serves it, all its しるし are ended, and the night begins; the people go on until it is over, for two minutes
at least. They write into that city, so give it a copy. Budget: no answer is a refusal or a failure.
"""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import uuid4

PEOPLE, THINKS, AT_LEAST, AT_MOST = 20, (0.5, 2.5), 120.0, 1800.0  # seconds
CSRF, JSON, FORM = "a" * 32, "application/json", "application/x-www-form-urlencoded"
LOOKS = ("/", "/cases/inbox/", "/cases/", "/cases/?whose=team")
WORRY = {"noticed_by": "管理人", "situation": "郵便がたまっている", "place": "駅前の団地"}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wagamachi.config.settings")


def step(desk: dict[str, Any]) -> tuple[str, ...]:
    """Return what this person does next: what it is, method, path, body and the kind of body."""
    pk, case = uuid4(), random.choice(desk["cases"])
    record = json.dumps(desk["record"] | {"content": f"ようすを聞いた {pk}"})
    steps = [
        *((path, "GET", path, "", FORM) for path in LOOKS),
        *(("a case", "GET", f"/cases/{case}/", "", FORM),) * 2,
        ("a search", "POST", "/search/", "q=%E8%AA%8D%E7%9F%A5%E7%97%87", FORM),
        ("a record", "PUT", f"/cases/{case}/records/{pk}/", record, JSON),
        ("an intake", "PUT", f"/cases/intakes/{pk}/", json.dumps(WORRY), JSON),
    ]
    return random.choice(steps)


def work(desk: dict[str, Any], port: int, is_over: threading.Event, told: list[Any]) -> None:
    """Do one thing after another with a moment's thought; an answer that never comes counts as 0."""
    headers = {"Cookie": f"sessionid={desk['session']}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
    while not is_over.wait(random.uniform(*THINKS)):
        what, method, path, body, kind = step(desk)
        began, status = time.monotonic(), 0
        try:
            talk = http.client.HTTPConnection("localhost", port, timeout=120)
            talk.request(method, path, body.encode(), headers | {"Content-Type": kind})
            answer = talk.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            pass
        told.append((what, status, time.monotonic() - began))


def desks() -> list[dict[str, Any]]:
    """Return people who are logged in, each with cases of the team and what their records say."""
    from wagamachi.access.models import Assignment
    from wagamachi.access.perms import Perm
    from wagamachi.casework.models import Case
    from wagamachi.core import clock

    on, found = clock.today(), {}
    for post in Assignment.objects.able(Perm.CASE_EDIT, on).select_related("user").order_by("pk"):
        held = Case.objects.filter(holder_team=post.team_id, state="active")
        cases = list(held.order_by("-last_record_at").values_list("pk", "area")[:40])
        if not cases or post.user_id in found or len(found) == PEOPLE:
            continue
        record = {
            "occurred_at_on": str(on - timedelta(days=1)), "occurred_at_time": "10:00", "minutes": 30,
            "method": "SHUDAN-01", "function": "individual", "counterpart": "本人", "result": "会えた",
            "area": str(cases[0][1]), "team": str(post.team_id), "next_action": "電話する",
            "next_action_on": str(on),
        }  # fmt: skip
        session = logged_in(post.user)
        found[post.user_id] = {"session": session, "cases": [c[0] for c in cases], "record": record}
    return list(found.values())


def logged_in(user: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def main(home: str, port: int = 8104) -> int:
    os.environ["WAGAMACHI_HOME"] = home
    subprocess.run([sys.executable, "-m", "wagamachi", "setup"], check=True)
    import django

    django.setup()
    from wagamachi.casework.models import Case, CaseFlag
    from wagamachi.core import clock
    from wagamachi.core.models import DoctorRun

    CaseFlag.objects.filter(cleared_at=None).update(cleared_at=clock.now())
    DoctorRun.objects.all().delete()
    told: list[tuple[str, int, float]] = []
    is_over, size = threading.Event(), Case.objects.count()
    people = [threading.Thread(target=work, args=(d, port, is_over, told)) for d in desks()]
    server = subprocess.Popen([sys.executable, "-m", "wagamachi", "serve", "--port", str(port)])
    time.sleep(10)
    began = time.monotonic()
    for person in people:
        person.start()
    while (took := time.monotonic() - began) < AT_LEAST or not DoctorRun.objects.exists():
        time.sleep(2)
        if took > AT_MOST:
            break
    is_over.set()
    for person in people:
        person.join()
    server.terminate()
    server.wait()
    print(
        f"{size:,} cases, {len(people)} people, {took:.0f} s, nights: {DoctorRun.objects.count()}"
    )
    print("answers by status:", dict(sorted(Counter(status for _, status, _ in told).items())))
    for what in sorted({what for what, _, _ in told}):
        times = sorted(took for one, _, took in told if one == what)
        print(
            f"{len(times):>6} × median {median(times):6.2f} s, slowest {times[-1]:6.2f} s  {what}"
        )
    return int(any(status >= 400 or not status for _, status, _ in told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
