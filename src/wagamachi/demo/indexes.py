"""Loads go faster without the indexes nobody reads meanwhile: dropped before, made again after.

Unique ones stay: they guard the rows. If the load fails, the indexes are made again all the same.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_indexes(tables: Iterable[str]) -> Iterator[None]:
    """Drop the plain indexes of ``tables`` for the time of the block."""
    known = dict(_plain_indexes(sorted(tables)))
    with connection.cursor() as cursor:
        for name in known:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in known.values():
                cursor.execute(statement)


def _plain_indexes(tables: list[str]) -> Iterator[tuple[str, str]]:
    """Yield name and CREATE statement of each index that is not unique."""
    sources = {
        "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''",
        "postgresql": (
            "SELECT tablename, indexname, indexdef FROM pg_indexes "
            "WHERE schemaname = current_schema()"
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(sources[connection.vendor])
        for table, name, statement in cursor.fetchall():
            if table in tables and not statement.upper().startswith("CREATE UNIQUE"):
                yield name, statement
