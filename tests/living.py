"""The living city for tests: わがまち市 as ``wagamachi demo`` builds it, once for all who visit it.

A city takes about a minute of one core. It is built by the product's own command, known by the source
it was built from and the day, and copied to whoever needs it. ``WAGAMACHI_TEST_HOME`` names the folder of
a city that is already built, for a quick look at one walk.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import date
from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from wagamachi import cli
from wagamachi.core import codes

from . import carrying, moulds

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".pytest_cache" / "cities"
FILE = "wagamachi.sqlite3"
REQUESTS = int(os.environ.get("WAGAMACHI_TEST_REQUESTS", "60"))  # of the inspector, as each login
SEED = int(os.environ.get("WAGAMACHI_TEST_SEED", "20261123"))
SETTINGS = "wagamachi.config.settings"


def begin() -> None:
    """Let the city be built while other tests run: who visits it waits for the rest only."""
    if "WAGAMACHI_TEST_HOME" not in os.environ:
        what = "_city_on_the_server" if "WAGAMACHI_DATABASE_URL" in os.environ else "home"
        call = f"import django; django.setup(); from tests import living; living.{what}()"
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        env["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        subprocess.Popen([sys.executable, "-c", call], cwd=ROOT, env=env)


def home() -> Path:
    """Return the folder of a built city; whoever comes first builds it, the others wait."""
    if given := os.environ.get("WAGAMACHI_TEST_HOME"):
        return Path(given)
    built = FOLDER / _said()
    with _one_at_a_time():
        if not _is_ready(built):
            for old in FOLDER.glob("*-*"):
                shutil.rmtree(old)
            _order(built, "demo", "--build-only")
    return built


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_ready(built: Path) -> bool:
    """Say whether the building came to its end: who is stopped half-way leaves a folder too."""
    said = built / "demo.json"
    return said.exists() and json.loads(said.read_text(encoding="utf-8"))["state"] == "ready"


def _said() -> str:
    said = sha256()
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix in (".py", ".json", ".txt") and "__pycache__" not in path.parts:
            said.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return f"{date.today():%m%d}-{said.hexdigest()[:20]}"


def _order(where: Path, *words: str, **more: str) -> None:
    """Give an order of the product, as an operator would, to the home ``where``."""
    env = {k: v for k, v in os.environ.items() if k != "WAGAMACHI_DATABASE_URL"} | more
    env |= {"WAGAMACHI_HOME": str(where), "DJANGO_SETTINGS_MODULE": SETTINGS}
    env["PYTHONPATH"] = str(ROOT / "src")
    command = [sys.executable, "-m", "wagamachi", *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}"[-4000:]
        raise AssertionError(f"the city could not be built:\n{said}")


@contextmanager
def visited(tmp: Path) -> Iterator[None]:
    """Point the connection at a copy of the city that is this worker's alone."""
    before = connection.settings_dict["NAME"]
    name = _copied_file(tmp) if connection.vendor == "sqlite" else _copied_database()
    _use(name)
    if "WAGAMACHI_TEST_HOME" in os.environ:  # may be older than the source
        call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        _use(before)


@contextmanager
def founded(tmp: Path, *, office: str, username: str, name: str) -> Iterator[str]:
    """Point the connection at a new municipality, as ``wagamachi setup`` and ``wagamachi admin`` leave it.

    Yields the one-time password of its administrator.
    """
    before, new = connection.settings_dict["NAME"], f"wagamachi_{tmp.name}"
    if connection.vendor == "sqlite":
        new = str(tmp / FILE)
        if (kept := moulds.mould()) is not None and kept.exists():
            shutil.copyfile(kept, new)
    else:
        _on_server(f'DROP DATABASE IF EXISTS "{new}"')
        _on_server(f'CREATE DATABASE "{new}"')
    _use(new)
    try:
        call_command("migrate", verbosity=0)
        said = StringIO()
        command = ["admin", "--office", office, "--username", username, "--name", name]
        with redirect_stdout(said):
            assert cli.main([*command, "--email", "office@example.org"]) == 0
        yield said.getvalue().split()[-1]
    finally:
        _use(before)


def _use(name: str) -> None:
    codes.forget()
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = name


def _copied_file(tmp: Path) -> str:
    built = home()
    for path in built.glob(f"{FILE}*"):
        shutil.copyfile(path, tmp / path.name)
    return str(tmp / FILE)


def _copied_database() -> str:
    """Copy the city on the server."""
    city = _city_on_the_server()
    copy = f"{city}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with _one_at_a_time():
        _on_server(f'DROP DATABASE IF EXISTS "{copy}"')
        _on_server(f'CREATE DATABASE "{copy}" TEMPLATE "{city}"')
    return copy


def _city_on_the_server() -> str:
    """Return the database of a built city; whoever comes first carries it over, the others wait."""
    name, file = "wagamachi_city", home() / FILE
    with _one_at_a_time():
        if not _exists(name):
            connection.close()
            _on_server(f'CREATE DATABASE "{name}_draft"')
            url = f"{os.environ['WAGAMACHI_DATABASE_URL'].rpartition('/')[0]}/{name}_draft"
            home_of_draft = FOLDER / f"server-{os.getpid()}"
            _order(home_of_draft, "setup", WAGAMACHI_DATABASE_URL=url)
            shutil.rmtree(home_of_draft)
            carrying.carry(file, url)
            _on_server(f'ALTER DATABASE "{name}_draft" RENAME TO "{name}"')
    return name


def _exists(name: str) -> bool:
    return bool(_on_server("SELECT 1 FROM pg_database WHERE datname = %s", name))


def _on_server(sql: str, *values: str) -> list[tuple[object, ...]]:
    import psycopg

    with psycopg.connect(os.environ["WAGAMACHI_DATABASE_URL"], autocommit=True) as server:
        cursor = server.execute(sql, values)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []
