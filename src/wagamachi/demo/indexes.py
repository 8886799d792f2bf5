"""Loads go faster without the indexes nobody reads meanwhile: dropped before, made again after.

Unique ones stay: they guard the rows. Foreign keys rest too where the engine would look them up in
the missing indexes (SQLite). If the load fails, the indexes are made again all the same.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_indexes(tables: Iterable[str]) -> Iterator[None]:
    """Drop the plain indexes of ``tables`` for the time of the block."""
    known = dict(_plain_indexes(sorted(tables)))
    _run(f'DROP INDEX "{name}"' for name in known)
    try:
        with connection.constraint_checks_disabled():
            yield
    finally:
        _run(known.values())


def _run(statements: Iterable[str]) -> None:
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        connection.check_constraints()  # it changes no table that has checks to come
    with connection.cursor() as cursor:
        for statement in statements:
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
