"""The other side of the crash test: a server that is killed, and people who keep on saving.

Run as a module it prepares the town (``seed``) or looks the database over (``inspect``), in a
process of its own, because only there the settings of the installation hold.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
CSRF = "a" * 32
CALM = 0.01  # seconds between two saves of one person
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


# --- the installation -----------------------------------------------------------------------------


def run(env: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def here(env: dict[str, str], *arguments: str) -> Any:
    """Run this module in the installation and return what it says."""
    said = run(env, sys.executable, "-m", "tests.operate.crash", *arguments)
    return json.loads(said.splitlines()[-1])


class Server:
    """The web part of ``wagamachi serve``, in a process group of its own."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.env, self.log = env, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        code = f"from wagamachi.operate.serving import _web; print(*_web('127.0.0.1', {self.port}))"
        command = run(self.env, sys.executable, "-c", code).split()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 180
        while not self._answers():
            assert time.monotonic() < until, self.log.read_text(encoding="utf-8")[-4000:]
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")[-4000:]
            time.sleep(0.05)

    def kill(self) -> None:
        """End every process of the server as a power cut would: nothing is told, nothing is closed."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        try:
            talk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            talk.request("GET", "/healthz")
            return talk.getresponse().status == 200
        except OSError:
            return False
        except http.client.HTTPException:
            return False


# --- the people -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Save:
    """One thing somebody wants kept: what is sent, and under which id it can be found."""

    kind: str
    id: str
    method: str
    path: str
    body: str
    type: str = JSON
    good: tuple[int, ...] = (200, 201)


@dataclass
class Person:
    """Somebody who saves one thing after another and remembers what was answered."""

    session: str
    town: dict[str, Any]
    port: int
    kept: list[Save] = field(default_factory=list)
    doubtful: list[Save] = field(default_factory=list)
    refused: list[tuple[Save, int]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)  # ids of intakes nobody claimed yet

    def work(self, is_over: threading.Event) -> None:
        """Save until the line breaks; whatever then has no answer is doubtful."""
        while not is_over.is_set():
            save = self.next()
            status = self.send(save)
            if status is None:
                self.doubtful.append(save)
                return
            self.note(save, status)
            time.sleep(CALM)

    def note(self, save: Save, status: int) -> None:
        if status not in save.good:
            self.refused.append((save, status))
            return
        self.kept.append(save)
        if save.kind == "intake":
            self.waiting.append(save.id)

    def next(self) -> Save:
        """Return the next save: one of each kind first, for a slow machine comes to little more."""
        seldom = {"intake", "claim", "record"} - {save.kind for save in self.kept}
        kind = random.choice(sorted(seldom) or ["intake", "record", "record", "claim"])
        if kind == "claim" and self.waiting:
            return self.claim(self.waiting.pop(0))
        return self.record() if kind == "record" else self.intake()

    def intake(self) -> Save:
        pk, said = str(uuid4()), self.town["intake"] | {"situation": f"ようす {uuid4()}"}
        return Save("intake", pk, "PUT", f"/cases/intakes/{pk}/", json.dumps(said))

    def record(self) -> Save:
        pk, case = str(uuid4()), random.choice(self.town["cases"])
        said = self.town["record"] | {"content": f"話した {uuid4()}"}
        return Save("record", pk, "PUT", f"/cases/{case}/records/{pk}/", json.dumps(said))

    def claim(self, pk: str) -> Save:
        path = f"/cases/intakes/{pk}/claim/"
        return Save("claim", pk, "POST", path, self.town["claim"], FORM, good=(302,))

    def send(self, save: Save) -> int | None:
        """Return the status, or None when no whole answer came."""
        headers = {
            "Content-Type": save.type,
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
        }
        try:
            talk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            talk.request(save.method, save.path, save.body.encode(), headers)
            answer = talk.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return None


def a_day_with_a_crash(server: Server, people: Iterable[Person], crash: Callable[[], None]) -> None:
    """Everybody saves; at ``crash`` the server dies; it comes back, and what is doubtful is resent."""
    is_over = threading.Event()
    threads = [threading.Thread(target=person.work, args=(is_over,)) for person in people]
    for thread in threads:
        thread.start()
    crash()
    server.kill()
    is_over.set()
    for thread in threads:
        thread.join(timeout=40)
        assert not thread.is_alive(), "somebody still waits for an answer of a dead server"
    server.start()


# --- inside the installation ----------------------------------------------------------------------


def seed() -> dict[str, Any]:
    """Make the town, four people who are logged in, and cases to write about."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tests.casework.scenes import town_of
    from tests.cast import build_cast
    from tests.factories import make_case
    from wagamachi.core import clock

    cast, at = build_cast(), clock.now()
    sessions = []
    for user in (cast.csw, cast.colleague, cast.csw, cast.lead):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        sessions.append(session.session_key)
    town_of("曙町一丁目", cast.town.east)
    team, today = cast.town.east_team, clock.today(at).isoformat()
    cases = [make_case(team, cast.csw, at, area=cast.town.east) for _ in range(4)]
    record = {
        "occurred_at_on": "2026-01-05",
        "occurred_at_time": "10:00",
        "minutes": 30,
        "method": "SHUDAN-01",
        "function": "individual",
        "counterpart": "本人",
        "area": str(cast.town.east.pk),
        "team": str(team.pk),
        "result": "また会う",
        "next_action": "電話する",
        "next_action_on": today,
    }
    return {
        "sessions": sessions,
        "cases": [str(case.pk) for case in cases],
        "intake": {"noticed_by": "となりの人", "place": "曙町1丁目", "subject": "Bさん"},
        "record": record,
        "claim": f"next_action=call&next_action_on={today}",
    }


def inspect(ids: dict[str, list[str]]) -> dict[str, Any]:
    """Return how often each id is there, and everything that is only half there."""
    from django.core.management import call_command
    from django.db import connection

    from wagamachi.access import audit
    from wagamachi.access.models import AuditEvent
    from wagamachi.casework.models import Case, Intake
    from wagamachi.core.models import SearchDocument
    from wagamachi.core.refs import kind as kind_of
    from wagamachi.records.models import ActivityRecord, RecordLink

    intakes, records = Intake.objects.all(), ActivityRecord.objects.all()
    created = list(AuditEvent.objects.filter(kind="created").values_list("target_id", flat=True))
    found = set(SearchDocument.objects.filter(kind="intake").values_list("object_id", flat=True))
    linked = set(RecordLink.objects.values_list("record_id", flat=True))
    half = [str(row.pk) for row in intakes if created.count(row.pk) != 1 or row.pk not in found]
    half += [
        str(row.pk)
        for row in records
        if created.count(row.pk) != 1 or row.pk not in linked or not row.staff.exists()
    ]
    told = AuditEvent.objects.filter(kind="created").values_list("target_kind", "target_id")
    half += [
        str(pk)
        for kind, pk in told
        if not kind_of(kind).model._default_manager.filter(pk=pk).exists()
    ]
    broken = audit.verify()
    call_command("doctor")
    integrity = "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (integrity,) = cursor.execute("PRAGMA integrity_check").fetchone()
    return {
        "intake": {pk: intakes.filter(pk=pk).count() for pk in ids["intake"]},
        "record": {pk: records.filter(pk=pk).count() for pk in ids["record"]},
        "claim": {pk: Case.objects.filter(intakes__pk=pk).count() for pk in ids["claim"]},
        "strays": sorted(
            {str(pk) for pk in intakes.values_list("pk", flat=True)} - set(ids["intake"])
            | {str(pk) for pk in records.values_list("pk", flat=True)} - set(ids["record"])
        ),
        "half": half,
        "chain": broken and broken.why,
        "integrity": integrity,
    }


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "seed":
        told: Any = seed()
    else:
        told = inspect(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
    print(json.dumps(told, ensure_ascii=False))
