"""Checking in: what SQLite keeps in its log (WAL) is copied into the file, here and nowhere else.

SQLite before 3.51.3 can damage a file when a connection checks in at the very moment another one
commits, and by itself every connection does so after any commit. So none does
(``wal_autocheckpoint=0``); whoever calls ``check_in`` takes the pen first, and while it copies nobody
commits. That holds for two that check in at once, too.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings

PATIENCE_SECONDS = 0.2  # whoever is writing goes first; there is a next time soon


def file_in_use() -> Path | None:
    """Return the file of the SQLite database in use; None for PostgreSQL and for one in memory."""
    database = settings.DATABASES["default"]
    name = str(database["NAME"])
    if not str(database["ENGINE"]).endswith("sqlite3") or "memory" in name:
        return None
    return Path(url2pathname(urlsplit(name).path) if name.startswith("file:") else name)


def check_in(path: Path) -> bool:
    """Copy the log into the file while nobody writes; return False when somebody does.

    Raises sqlite3.Error when the file or its disk is not well. Readers go on reading; what they still
    need of the log stays there until the next time.
    """
    with closing(_opened(path)) as pen, closing(_opened(path)) as copier:
        try:
            pen.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        try:
            copier.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        finally:
            pen.execute("ROLLBACK")
    return True


def log_of(path: Path) -> tuple[int, int]:
    """Return what tells whether anything was written: size and time of the log; (0, 0) without one."""
    try:
        found = path.with_name(f"{path.name}-wal").stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _opened(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=rw"
    opened = sqlite3.connect(uri, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)
    opened.execute("PRAGMA wal_autocheckpoint=0")
    return opened
