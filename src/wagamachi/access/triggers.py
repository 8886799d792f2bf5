"""The database itself refuses to change or delete what is only ever added (audit, moves).

On SQLite an ordinary ``AlterField`` rebuilds a table and drops its triggers without a word, so
they are installed again after every migrate; the system check and the doctor ask ``missing``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core import checks
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .models import AuditEvent, StateTransition

TABLES = (AuditEvent._meta.db_table, StateTransition._meta.db_table)
MESSAGE = "この記録は書きかえも削除もできません"
_FUNCTION = "wagamachi_append_only"
EVENTS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def install(using: BaseDatabaseWrapper = connection) -> None:
    """Put the triggers on every append-only table that exists, replacing what is there."""
    tables = _existing(using)
    with transaction.atomic(using=using.alias), using.cursor() as cursor:
        if using.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql "
                f"AS $$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
            )
        for table in tables:
            for event in EVENTS[using.vendor]:
                cursor.execute(_drop(using, table, event))
                cursor.execute(_create(using, table, event))


def remove(using: BaseDatabaseWrapper = connection) -> None:
    """Take the triggers off; only ``suspended`` and a database administrator do this."""
    with using.cursor() as cursor:
        for table in _existing(using):
            for event in EVENTS[using.vendor]:
                cursor.execute(_drop(using, table, event))


def missing(using: BaseDatabaseWrapper = connection) -> list[str]:
    """Return the names of triggers that are gone, changed or switched off."""
    intact = _intact(using)
    return [
        _name(table, event)
        for table in _existing(using)
        for event in EVENTS[using.vendor]
        if _name(table, event) not in intact
    ]


@contextmanager
def suspended(using: BaseDatabaseWrapper = connection) -> Iterator[None]:
    """Let tests empty the tables between them; afterwards the triggers are back."""
    remove(using)
    try:
        yield
    finally:
        install(using)


def check(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn about missing triggers. Not an error: ``migrate``, which brings them back, must run."""
    return [
        checks.Warning(
            f"書きかえを防ぐしくみ（{name}）がありません。",
            hint="wagamachi manage migrate を実行すると、もとに戻ります。",
            id="access.W001",
        )
        for alias in databases or ()
        for name in missing(connections[alias])
    ]


def _existing(using: BaseDatabaseWrapper) -> list[str]:
    known = set(using.introspection.table_names())
    return [table for table in TABLES if table in known]


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"


def _create(using: BaseDatabaseWrapper, table: str, event: str) -> str:
    head = f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table}"
    if using.vendor == "sqlite":
        return f"{head} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    return f"{head} FOR EACH {each} EXECUTE FUNCTION {_FUNCTION}()"


def _drop(using: BaseDatabaseWrapper, table: str, event: str) -> str:
    on_table = f" ON {table}" if using.vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {_name(table, event)}{on_table}"


def _intact(using: BaseDatabaseWrapper) -> set[str]:
    with using.cursor() as cursor:
        if using.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            return {
                _name(table, event)
                for table in TABLES
                for event in EVENTS["sqlite"]
                if found.get(_name(table, event)) == _create(using, table, event)
            }
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE p.proname = %s AND t.tgenabled IN ('O', 'A')",
            [_FUNCTION],
        )
        return {name for (name,) in cursor.fetchall()}
