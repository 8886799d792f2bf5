"""Backup and restore of the embedded database; for PostgreSQL, the command that does it."""

import os
import shlex
import sqlite3
import time
from pathlib import Path

from . import installation
from .installation import Problem


def backup(target: Path) -> str:
    """Write a consistent copy while people work, prove that it is whole, and say where it is.

    For PostgreSQL return the ``pg_dump`` command to run instead (without the password).
    """
    if not installation.uses_default_sqlite():
        return "PostgreSQL では次のコマンドで控えをとってください:\n" + pg_dump(target)
    source = installation.sqlite_path()
    if not source.exists():
        raise Problem(f"{source} がありません。WAGAMACHI_HOME を確かめてください。")
    if target.exists():
        raise Problem(f"{target} はもうあります。別の名前にしてください。")
    draft = target.with_name(target.name + ".draft")
    draft.unlink(missing_ok=True)
    try:
        _copy(source, draft)
        prove_whole(draft)
        os.replace(draft, target)
    except (sqlite3.Error, OSError) as error:
        raise Problem(f"控えを書けませんでした: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return (
        f"控えをとりました: {target}（{target.stat().st_size:,} バイト、検査ずみ）\n"
        f"{installation.home() / 'secret.key'} も、別の安全な場所にしまってください。"
    )


def restore(source: Path) -> str:
    """Put a backup in the place of the database, keeping the present one beside it.

    Raises Problem when the file is not whole, is no Wagamachi database, comes from a newer
    version, or a server is running; the database in use is then as it was.
    """
    if not installation.uses_default_sqlite():
        raise Problem("PostgreSQL の控えは pg_restore で戻してください（docs/operating.md）。")
    if not source.is_file():
        raise Problem(f"{source} がありません。")
    prove_whole(source)
    with installation.hold("serve"):
        current = installation.sqlite_path()
        arriving = current.with_name("restoring.sqlite3")
        arriving.unlink(missing_ok=True)
        current.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, arriving)
        prove_whole(arriving)
        kept = _set_aside(current)
        os.replace(arriving, current)
        installation.forget_prepared()
    lines = [f"{source} を戻しました。"]
    lines += [f"いままでのデータは {kept} に残してあります。"] if kept else []
    return "\n".join([*lines, "続けて `wagamachi setup` を動かしてください。"])


def prove_whole(path: Path) -> None:
    """Raise Problem unless ``path`` is a sound Wagamachi database that this version can read."""
    try:
        with _opened(path) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
            applied = set(connection.execute("SELECT app, name FROM django_migrations"))
        connection.close()
    except sqlite3.DatabaseError as error:
        raise Problem(f"{path} はわがまちの控えとして読めません: {error}") from error
    if verdict != "ok" or orphan is not None:
        raise Problem(f"{path} は壊れています。ほかの控えを使ってください。（{verdict}）")
    ours = {folder.parent.name for folder in installation.PACKAGE.glob("*/migrations")}
    unknown = sorted(
        f"{app}.{name}"
        for app, name in applied
        if app in ours and not (installation.PACKAGE / app / "migrations" / f"{name}.py").exists()
    )
    if unknown:
        raise Problem(
            f"{path} はもっと新しい版のデータです（{unknown[0]}）。先に版を上げてください。"
        )


def pg_dump(target: Path) -> str:
    """Return the ``pg_dump`` command for the database in use; the password is never part of it."""
    import dj_database_url

    found = dj_database_url.parse(installation.database_url())
    options = {
        "--host": found.get("HOST"),
        "--port": str(found.get("PORT") or ""),
        "--username": found.get("USER"),
        "--dbname": found.get("NAME"),
    }
    given = [f"{name}={shlex.quote(str(value))}" for name, value in options.items() if value]
    return " ".join(["pg_dump", "--format=custom", f"--file={shlex.quote(str(target))}", *given])


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path.resolve().as_posix()}?mode=ro", uri=True)


def _copy(source: Path, target: Path) -> None:
    """Copy with VACUUM INTO: one consistent moment, even while others write."""
    target.touch(mode=0o600, exist_ok=False)
    with _opened(source) as connection:
        connection.execute("VACUUM INTO ?", [str(target)])
    connection.close()


def _set_aside(current: Path) -> Path | None:
    """Keep the present database, its unwritten log included, under a name with the time."""
    if not current.exists():
        return None
    kept = current.with_name(time.strftime("before-restore-%Y%m%d-%H%M%S.sqlite3"))
    _copy(current, kept)
    for suffix in ("", "-wal", "-shm"):
        current.with_name(current.name + suffix).unlink(missing_ok=True)
    return kept
