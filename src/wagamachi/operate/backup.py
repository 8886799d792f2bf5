"""Backup and restore of the embedded database; for PostgreSQL, the command that does it."""

import contextlib
import os
import shlex
import shutil
import sqlite3
import sys
import time
from pathlib import Path

from . import installation
from .installation import Problem

# Rooms that every version had; another program made with Django does not have them all.
OURS = frozenset({"core", "accounts", "access", "areas", "records", "casework"})
BESIDE = ("", "-wal", "-shm")  # a SQLite database is up to three files


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
    _remove(draft)
    try:
        _copy(source, draft)
        prove_whole(draft)
        os.replace(draft, target)
        _sync(target.parent)
    except (sqlite3.Error, OSError) as error:
        raise Problem(f"控えを書けませんでした: {error}") from error
    finally:
        _remove(draft)
    return (
        f"控えをとりました: {target}（{target.stat().st_size:,} バイト、検査ずみ）\n"
        f"{installation.home() / 'secret.key'} も、別の安全な場所にしまってください。"
    )


def restore(source: Path) -> str:
    """Put a backup in the place of the database, keeping the present one, sound or not, beside it.

    Raises Problem when the file is not whole, is no Wagamachi database, comes from a newer
    version, there is no room, or a server is running; the database in use is then as it was.
    """
    if not installation.uses_default_sqlite():
        raise Problem(
            "PostgreSQL の控えは、新しいデータベースに pg_restore で戻し、doctor で確かめてから"
            "切りかえてください（docs/operating.md の Restore）。"
        )
    if not source.is_file():
        raise Problem(f"{source} がありません。")
    prove_whole(source)
    with installation.hold("serve"):
        current = installation.sqlite_path()
        arriving = current.with_name("restoring.sqlite3")
        _remove(arriving)
        try:
            _require_room(current.parent, source)
            _copy(source, arriving)
            prove_whole(arriving)
            installation.forget_prepared()
            kept = _change_places(arriving, current)
        except (sqlite3.Error, OSError) as error:
            raise Problem(
                f"戻せませんでした: {error}\nいままでのデータは、そのままです。"
                f"{current.parent} の空きと、書きこめるかどうかを確かめて、もう一度ためしてください。"
            ) from error
        finally:
            _remove(arriving)
    lines = [f"{source} を戻しました。"]
    lines += [f"いままでのデータは {kept} に残してあります。"] if kept else []
    return "\n".join([*lines, "続けて `wagamachi setup` を動かしてください。"])


def prove_whole(path: Path) -> None:
    """Raise Problem unless ``path`` is a sound Wagamachi database that this version can read."""
    try:
        with contextlib.closing(_opened(path)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
            is_django = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'"
            ).fetchone()
            applied = (
                set(connection.execute("SELECT app, name FROM django_migrations"))
                if is_django
                else set()
            )
    except sqlite3.DatabaseError as error:
        raise Problem(f"{path} はわがまちの控えとして読めません: {error}") from error
    if verdict != "ok" or orphan is not None:
        raise Problem(f"{path} は壊れています。ほかの控えを使ってください。（{verdict}）")
    if not {app for app, _ in applied} >= OURS:
        raise Problem(
            f"{path} はわがまちの控えとして読めません: 別のプログラムのデータのようです。"
        )
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
    """Copy with VACUUM INTO: one consistent moment, even while others write; on the disk when done."""
    target.touch(mode=0o600, exist_ok=False)
    with contextlib.closing(_opened(source)) as connection:
        connection.execute("VACUUM INTO ?", [str(target)])
    with target.open("rb+") as written:
        os.fsync(written.fileno())


def _require_room(folder: Path, source: Path) -> None:
    """Raise Problem unless a copy of the backup fits beside the database, which is kept."""
    needed, free = source.stat().st_size, shutil.disk_usage(folder).free
    if free < needed:
        raise Problem(
            f"{folder} の空きが足りません（いる: {needed:,} バイト、空き: {free:,} バイト）。"
            "空きをつくって、もう一度ためしてください。いままでのデータは、そのままです。"
        )


def _change_places(arriving: Path, current: Path) -> Path | None:
    """Rename the present database out of the way and the new one into its place, or neither.

    It is renamed, never read: a damaged one is what a restore is for. What SQLite keeps beside it
    goes along, for a stale log would be written into the new database.
    """
    kept = _free_name(current)
    moved: list[tuple[Path, Path]] = []
    try:
        for suffix in BESIDE:
            old = current.with_name(current.name + suffix)
            if old.exists():
                moved.append((old, old.rename(kept.with_name(kept.name + suffix))))
        os.replace(arriving, current)
        _sync(current.parent)
    except OSError:
        for old, new in reversed(moved):
            os.replace(new, old)
        raise
    return kept if moved else None


def _free_name(current: Path) -> Path:
    """Return a name with the time that nothing has yet: renaming would replace it."""
    while True:
        kept = current.with_name(time.strftime("before-restore-%Y%m%d-%H%M%S.sqlite3"))
        if not kept.exists():
            return kept
        time.sleep(0.1)


def _sync(folder: Path) -> None:
    """Let the new names of a folder outlast a power cut; Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(draft: Path) -> None:
    for suffix in (*BESIDE, "-journal"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)
