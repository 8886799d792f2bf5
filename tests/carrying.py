"""Carry a city from the file it was built in over to PostgreSQL, row by row as it stands.

To build it a second time would take a minute of one core and prove nothing the tests do not: what the
services do there is what the walks do. PostgreSQL reads SQLite's texts of numbers, dates, instants, keys
and JSON as they are.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from wagamachi.core.search.engine import Row
from wagamachi.core.search.postgresql import COLUMN, TABLE, vector
from wagamachi.core.search.sqlite import TABLE as WORDS

# What migrating writes by itself, and what is a document's words in the other engine's shape.
LEFT = ("django_migrations", TABLE)


def carry(file: Path, url: str) -> None:
    """Fill the migrated database at ``url`` with what stands in ``file``; its triggers keep still."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as city, psycopg.connect(url) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("SET TimeZone = 'UTC'")
        tables = dict(_tables(server))
        names = sql.SQL(", ").join(map(sql.Identifier, [*tables, TABLE]))
        server.execute(sql.SQL("TRUNCATE {}").format(names))
        for table, columns in tables.items():
            _copy(city, server, table, columns)
        _carry_words(city, server)
        for table in [*tables, TABLE]:
            _go_on_counting(server, table)
        server.commit()
        server.autocommit = True
        server.execute("ANALYZE")


def _tables(server: psycopg.Connection) -> Iterator[tuple[str, list[str]]]:
    found = server.execute(
        "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns "
        "WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY table_name"
    )
    return ((table, columns) for table, columns in found if table not in LEFT)


def _copy(
    city: sqlite3.Connection, server: psycopg.Connection, table: str, columns: list[str]
) -> None:
    quoted = ", ".join(f'"{column}"' for column in columns)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with server.cursor() as cursor, cursor.copy(into) as copy:
        for row in city.execute(f'SELECT {quoted} FROM "{table}"'):
            copy.write_row(row)


def _carry_words(city: sqlite3.Connection, server: psycopg.Connection) -> None:
    """Carry what is searched: SQLite keeps a document's words beside it, PostgreSQL in it."""
    columns = ("id", "kind", "object_id", "at", COLUMN)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(TABLE), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    rows = city.execute(
        f"SELECT d.id, kind, object_id, at, words, scopes FROM {TABLE} d JOIN {WORDS} s ON s.rowid = d.id"
    )
    with server.cursor() as cursor, cursor.copy(into) as copy:
        for key, kind, about, at, words, scopes in rows:
            document = Row(key, kind, UUID(about), at, words.split(" "), scopes.split(" "))
            copy.write_row((key, kind, about, at, vector(document)))


def _go_on_counting(server: psycopg.Connection, table: str) -> None:
    """Let the next key follow the highest that was carried, where the database counts them itself."""
    counted = server.execute(
        "SELECT column_name, pg_get_serial_sequence(table_name, column_name) "
        "FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s "
        "AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL",
        [table],
    )
    for column, sequence in counted.fetchall():
        server.execute(
            sql.SQL("SELECT setval({}, COALESCE((SELECT max({}) FROM {}), 0) + 1, false)").format(
                sql.Literal(sequence), sql.Identifier(column), sql.Identifier(table)
            )
        )
