"""Writes very many rows quickly: executemany on SQLite, COPY on PostgreSQL, streamed in batches.

A ``Sheet`` takes tuples for the columns it was made for; every other column gets its default. It
checks nothing but what the database checks, so only generated facts go through it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import NOT_PROVIDED

BATCH = 4000
Convert = Callable[[Any], Any]


class Sheet:
    """Rows of one table, written batch by batch; ``columns`` are attribute names of the model."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        fields = {f.attname: f for f in model._meta.concrete_fields}
        defaults = {
            name: _default(f)
            for name, f in fields.items()
            if name not in columns
            and not (f.primary_key and f.get_internal_type() == "BigAutoField")
        }
        self._names = [fields[name].column for name in (*columns, *defaults)]
        self._given = len(columns)
        self._tail = tuple(defaults.values())
        self._table = model._meta.db_table
        converters = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
        kinds = [fields[name].get_internal_type() for name in (*columns, *defaults)]
        self._convert = [(n, converters[k]) for n, k in enumerate(kinds) if k in converters]
        self._tail = tuple(self._converted([None] * self._given + list(self._tail))[self._given :])
        self._convert = [(n, c) for n, c in self._convert if n < self._given]
        self._rows: list[Sequence[Any]] = []
        self.count = 0

    def add(self, *values: Any) -> None:
        """Take one row: the values of the columns named at the start, in their order."""
        self._rows.append((*self._converted(list(values)), *self._tail))
        self.count += 1

    def flush(self) -> None:
        """Write what has been taken so far, in the caller's transaction."""
        for start in range(0, len(self._rows), BATCH):
            self._write(self._rows[start : start + BATCH])
        self._rows.clear()

    def _converted(self, row: list[Any]) -> list[Any]:
        for n, convert in self._convert:
            if row[n] is not None:
                row[n] = convert(row[n])
        return row

    def _write(self, rows: Sequence[Sequence[Any]]) -> None:
        names = ", ".join(f'"{name}"' for name in self._names)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self._table}" ({names}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            marks = ", ".join(["%s"] * len(self._names))
            cursor.executemany(f'INSERT INTO "{self._table}" ({names}) VALUES ({marks})', rows)


class Book:
    """Sheets that are flushed together, parents before children."""

    def __init__(self) -> None:
        self._sheets: dict[str, Sheet] = {}

    def sheet(self, model: type[models.Model], *columns: str) -> Sheet:
        """Add a sheet; it is flushed after those that were added before it."""
        return self._sheets.setdefault(model._meta.label, Sheet(model, *columns))

    def flush(self) -> None:
        for sheet in self._sheets.values():
            sheet.flush()

    def counts(self) -> dict[str, int]:
        """Return how many rows of each model were written."""
        return {label: sheet.count for label, sheet in self._sheets.items()}


def through(model: type[models.Model], name: str) -> type[models.Model]:
    """Return the table between a model and its many-to-many field ``name``."""
    field = model._meta.get_field(name)
    found: type[models.Model] = field.remote_field.through  # type: ignore[union-attr]
    return found


def link_columns(model: type[models.Model], name: str) -> tuple[str, str]:
    """Return the two column names of a many-to-many table: this side's and the other's."""
    field = model._meta.get_field(name)
    return f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"  # type: ignore[union-attr]


def _default(field: Any) -> Any:
    if field.default is not NOT_PROVIDED:
        return field.get_default()
    if field.null:
        return None
    if field.get_internal_type() in ("CharField", "TextField"):
        return ""
    raise ValueError(f"{field.model._meta.label}.{field.attname} needs a value")


def _utc_text(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)


def _hex(value: UUID | str) -> str:
    return value.hex if isinstance(value, UUID) else UUID(value).hex


_SQLITE: dict[str, Convert] = {
    "UUIDField": _hex,
    "ForeignKey": lambda v: v.hex if isinstance(v, UUID) else v,
    "OneToOneField": lambda v: v.hex if isinstance(v, UUID) else v,
    "DateTimeField": _utc_text,
    "DateField": date.isoformat,
    "JSONField": _json,
    "DecimalField": lambda v: str(Decimal(v)),
}
_POSTGRESQL: dict[str, Convert] = {"JSONField": _json, "DecimalField": Decimal}


def add_all(sheet: Sheet, rows: Iterable[Sequence[Any]]) -> None:
    """Take many rows at once."""
    for row in rows:
        sheet.add(*row)
