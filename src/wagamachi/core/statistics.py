"""What the database knows of its own tables, by which it chooses the way to the rows."""

from django.db import connection

SQLITE_LOOKS_AT = 20_000  # rows of each index: with fewer it chooses badly; under a second of work


def refresh_statistics() -> None:
    """Let the database count anew. PostgreSQL does so by itself too, SQLite only when it is told."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SQLITE_LOOKS_AT}")
        cursor.execute("ANALYZE")
