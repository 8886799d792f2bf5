"""What the database knows of its own tables, by which it chooses the way to the rows."""

from django.db import connection
from django.db.backends.utils import CursorWrapper

from . import nights

SQLITE_LOOKS_AT = (
    20_000  # rows of each index: with fewer it chooses badly; a few hundredths of a second
)


def refresh_statistics() -> int:
    """Let the database count anew, a little in each turn; return how many tables or indexes.

    SQLite never does so by itself, and a big table with all its indexes would hold up the others.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SQLITE_LOOKS_AT}")
        names = _names(cursor)
        for name in names:
            with nights.turn():
                cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")
    return len(names)


def _names(cursor: CursorWrapper) -> list[str]:
    """Return what can be counted by itself: on SQLite each index, and tables that have none."""
    if connection.vendor != "sqlite":
        return connection.introspection.table_names(cursor)
    cursor.execute(
        "SELECT coalesce(one.name, every.name) FROM sqlite_master every LEFT JOIN sqlite_master one"
        " ON one.type = 'index' AND one.tbl_name = every.name"
        " WHERE every.type = 'table' AND every.name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    )
    return [name for (name,) in cursor.fetchall()]
