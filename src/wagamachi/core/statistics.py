"""What the database knows of its own tables, by which it chooses the way to the rows."""

from django.db import connection
from django.db.backends.utils import CursorWrapper

from . import nights

# Rows of each index: with fewer SQLite chooses badly; it takes a few hundredths of a second.
SQLITE_LOOKS_AT = 20_000


def refresh_statistics() -> int:
    """Let the database count anew, a little in each turn; return how many tables or indexes.

    SQLite never does so by itself, and a big table with all its indexes would hold up the others. So
    it counts index by index; a table that has none (those behind the search) it would read from end
    to end, and there is nothing to choose about it.
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
    """Return what is counted by itself: on SQLite each index."""
    if connection.vendor != "sqlite":
        return connection.introspection.table_names(cursor)
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
    return [name for (name,) in cursor.fetchall()]
