"""``wagamachi demo``: the fictional city, built once, then served.

``demo.json`` in the home directory says how far the building came. A database that this file does
not speak of may hold real work, so it is never touched.
"""

import json
import os
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from . import installation
from .installation import Problem
from .serving import serve

SEED = 20261123


def demo(*, host: str, port: int, fresh: bool, scale: int) -> None:
    """Build the city if it is not there, then serve it and print the address and the logins."""
    os.environ["WAGAMACHI_DEMO"] = "1"
    _make_ready(fresh=fresh, scale=scale)
    city = _read()
    serve(host=host, port=port, on_ready=lambda: print(_welcome(city, host, port), flush=True))


def _make_ready(*, fresh: bool, scale: int) -> None:
    state = _read().get("state")
    if state == "ready" and not fresh:
        if not installation.is_prepared():
            installation.run("setup")
        return
    if state == "building":
        print("前回は街づくりの途中で止まったので、はじめからつくり直します。", flush=True)
    installation.run("demo", "--build-only", "--scale", str(scale))


def build(*, scale: int, progress: Callable[[str], None]) -> None:
    """Replace the demo's database by a newly built city; raise Problem if it may hold real work."""
    os.environ["WAGAMACHI_DEMO"] = "1"
    with installation.hold("serve"):
        _build(scale, progress)


def _build(scale: int, progress: Callable[[str], None]) -> None:
    started = time.monotonic()
    is_ours = bool(_read())
    if uses_file := installation.uses_default_sqlite():
        _remove_file(is_ours=is_ours)
    _write({"state": "building"})
    import django

    django.setup()
    if not uses_file:
        _empty_server(is_ours=is_ours)
    from .prepare import prepare

    prepare(progress=progress)
    # The city is the only module of the product that this package calls by name.
    from wagamachi.demo.build import build_city
    from wagamachi.demo.cast import LOGINS, PASSWORD

    build_city(seed=SEED, scale=scale, progress=progress)
    logins = [[login.username, login.title] for login in LOGINS]
    _write({"state": "ready", "scale": scale, "logins": logins, "password": PASSWORD})
    progress(f"できました（{time.monotonic() - started:.0f}秒）")


def _remove_file(*, is_ours: bool) -> None:
    """Delete the database file, unless somebody has worked in it and it is not a demo's."""
    import sqlite3

    path = installation.sqlite_path()
    if path.exists() and not is_ours:
        with sqlite3.connect(path) as connection:
            has_people = (
                connection.execute(
                    "SELECT 1 FROM sqlite_master WHERE name = 'accounts_user'"
                ).fetchone()
                and connection.execute("SELECT 1 FROM accounts_user LIMIT 1").fetchone()
            )
        connection.close()
        if has_people:
            raise _not_ours(str(path))
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _empty_server(*, is_ours: bool) -> None:
    """Empty the schema of a PostgreSQL demo, unless it holds tables that are not a demo's."""
    from django.db import connection

    if not connection.introspection.table_names():
        return
    if not is_ours:
        raise _not_ours(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _not_ours(where: str) -> Problem:
    return Problem(
        f"{where} には、架空の市ではないデータが入っています。消さないように止めました。\n"
        "WAGAMACHI_HOME に別のフォルダーを指定して、もう一度ためしてください。"
    )


def _database() -> str:
    return sha256(installation.database_said().encode()).hexdigest()


def _read() -> dict[str, Any]:
    """Return what is known about the city in the database in use, or an empty dict."""
    path = installation.home() / "demo.json"
    if not path.exists():
        return {}
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return known if known.get("database") == _database() else {}


def _write(city: dict[str, Any]) -> None:
    """Replace the note in one step, so that a power cut leaves the old one or the new one."""
    installation.home().mkdir(parents=True, exist_ok=True)
    path = installation.home() / "demo.json"
    draft = path.with_suffix(".draft")
    text = json.dumps(city | {"database": _database()}, ensure_ascii=False, indent=1)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _welcome(city: dict[str, Any], host: str, port: int) -> str:
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host
    names = [
        f"    {username:<12} {title}" for username, title in (tuple(row) for row in city["logins"])
    ]
    return "\n".join(
        [
            "",
            f"  わがまち市（架空のデモデータ）が開きました:  http://{shown}:{port}/",
            "",
            f"  ログイン名（合言葉はどれも {city['password']}）",
            *names,
            "",
            "  止めるには Ctrl+C",
            "",
        ]
    )
