"""What the database knows of its own tables, by which it chooses the way to the rows."""

from django.db import connection

from . import nights

SQLITE_LOOKS_AT = 20_000  # rows of each index: with fewer it chooses badly; under a second of work


def refresh_statistics() -> None:
    """Let the database count anew, a table at a time. SQLite never does so by itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SQLITE_LOOKS_AT}")
        for table in connection.introspection.table_names(cursor):
            with nights.turn():
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
