"""Is the database itself whole: its file, its tables, and the rules it keeps for us?

What was cut off or only half restored may still show pages. So the doctor asks the database.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from .doctor import Weight, register

_AT_MOST = 20
_NAMED = re.compile(r'CONSTRAINT "([^"]+)"')


@register(
    "database_file",
    "データベースのファイルは、壊れていない",
    weight=Weight.NOW,
    todo="いますぐサーバーの担当者に伝え、控えから戻してもらってください。",
)
def _file(at: datetime) -> Iterable[str]:
    """SQLite reads every page; PostgreSQL keeps its own, but says which indexes it gave up."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA integrity_check({_AT_MOST})")
            said = [text for (text,) in cursor.fetchall() if text != "ok"]
            if said:
                yield f"ファイルが壊れています（{len(said)}か所）。控えから戻してください"
            return
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        for (name,) in cursor.fetchall():
            yield f"索引 {name} が使えません。REINDEX してください"


@register(
    "database_links",
    "行は、みなある行を指している",
    weight=Weight.NOW,
    todo="サーバーの担当者に、控えと見くらべてもらってください。",
)
def _links(at: datetime) -> Iterable[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute('SELECT DISTINCT "table", parent FROM pragma_foreign_key_check')
            for table, parent in cursor.fetchall():
                yield f"表 {table} に、{parent} のない行を指すものがあります"
            return
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE NOT convalidated"
        )
        for table, name in cursor.fetchall():
            yield f"表 {table} の決まり {name} が、確かめられていません"


@register(
    "database_tables",
    "表とその決まりは、みなある",
    weight=Weight.NOW,
    todo="いますぐサーバーの担当者に伝え、控えから戻してもらってください。",
)
def _tables(at: datetime) -> Iterable[str]:
    with connection.cursor() as cursor:
        known = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if not model._meta.managed or model._meta.proxy:
                continue
            if table not in known:
                yield f"表 {table} がありません。控えから戻してください"
                continue
            for rule in _missing_rules(cursor, model):
                yield f"表 {table} の決まり {rule} がありません。控えから戻してください"


def _missing_rules(cursor: CursorWrapper, model: type[Model]) -> Iterator[str]:
    """Yield the constraints and foreign keys that the model declares and its table lacks."""
    found, linked = _kept_rules(cursor, model._meta.db_table)
    for constraint in model._meta.constraints:
        if constraint.name not in found:
            yield str(constraint.name)
    links = (f for f in model._meta.local_fields if getattr(f, "db_constraint", False))
    yield from (str(field.column) for field in links if field.column not in linked)


def _kept_rules(cursor: CursorWrapper, table: str) -> tuple[set[str], set[str]]:
    """Return the names of a table's rules, and its columns that point to another table.

    Django reads SQLite's own text of a table with a parser: two seconds, nine tenths of a whole round.
    """
    if connection.vendor != "sqlite":
        rules = connection.introspection.get_constraints(cursor, table)
        return set(rules), {rule["columns"][0] for rule in rules.values() if rule["foreign_key"]}
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = %s", [table])
    rows = cursor.fetchall()
    named = {name for _, text in rows for name in _NAMED.findall(text or "")}
    cursor.execute('SELECT "from" FROM pragma_foreign_key_list(%s)', [table])
    return named | {name for name, _ in rows}, {column for (column,) in cursor.fetchall()}


@register(
    "migrations",
    "データベースは、この版の形をしている",
    weight=Weight.NOW,
    todo="サーバーの担当者に「wagamachi setup」を動かしてもらってください。",
)
def _migrations(at: datetime) -> Iterable[str]:
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"{migration.app_label} の {migration.name} が、まだです。`wagamachi setup` で入ります"
