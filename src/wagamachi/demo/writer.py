"""Writes very many rows quickly: executemany on SQLite, COPY on PostgreSQL, streamed in batches.

A ``Sheet`` takes tuples for the columns it was made for; every other column gets its default. It
checks nothing but what the database checks, so only generated facts go through it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
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
            if name not in columns and f.get_internal_type() != "BigAutoField"
        }
        converters = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
        kinds = [fields[name].get_internal_type() for name in (*columns, *defaults)]
        self.columns = columns
        self.converters = [converters.get(kind) for kind in kinds]
        self._names = [fields[name].column for name in (*columns, *defaults)]
        self.table = model._meta.db_table
        self._convert = [
            (n, c) for n, c in enumerate(self.converters) if c is not None and n < len(columns)
        ]
        self._tail = tuple(
            value if value is None or convert is None else convert(value)
            for value, convert in zip(
                defaults.values(), self.converters[len(columns) :], strict=True
            )
        )
        self._rows: list[Sequence[Any]] = []
        self._ready: list[Sequence[Any]] = []
        self.count = 0

    def add(self, *values: Any) -> None:
        """Take one row: the values of the columns named at the start, in their order."""
        self._rows.append(values)

    def add_ready(self, row: Sequence[Any]) -> None:
        """Take one row whose values ``convert`` has already made fit for the database."""
        self._ready.append(row)

    def take(self) -> list[Sequence[Any]]:
        """Give back, as they were added, the rows not yet written; they will not be written."""
        rows, self._rows = self._rows, []
        return rows

    def convert(self, values: Sequence[Any]) -> list[Any]:
        """Return the values as the database wants them."""
        row = list(values)
        for n, convert in self._convert:
            if row[n] is not None:
                row[n] = convert(row[n])
        return row

    def flush(self) -> None:
        """Write what has been taken so far, in the caller's transaction."""
        for start in range(0, len(self._rows), BATCH):
            self._write([self.convert(row) for row in self._rows[start : start + BATCH]])
        for start in range(0, len(self._ready), BATCH):
            self._write(self._ready[start : start + BATCH])
        self.count += len(self._rows) + len(self._ready)
        self._rows.clear()
        self._ready.clear()

    def _write(self, rows: Sequence[Sequence[Any]]) -> None:
        names = ", ".join(f'"{name}"' for name in self._names)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self.table}" ({names}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row((*row, *self._tail))
                return
            marks = ", ".join(["%s"] * len(self._names))
            cursor.executemany(
                f'INSERT INTO "{self.table}" ({names}) VALUES ({marks})',
                [(*row, *self._tail) for row in rows],
            )


class Book:
    """Sheets that are flushed together, parents before children."""

    def __init__(self) -> None:
        self._sheets: dict[str, Sheet] = {}

    def sheet(self, model: type[models.Model], *columns: str) -> Sheet:
        """Add a sheet; it is flushed after those that were added before it."""
        return self._sheets.setdefault(model._meta.label, Sheet(model, *columns))

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self._sheets.values())

    def flush(self) -> None:
        for sheet in self:
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


def _hex(value: Any) -> Any:
    """Keys are UUIDs, or codes and numbers that stay as they are."""
    return value.hex if isinstance(value, UUID) else value


_SQLITE: dict[str, Convert] = {
    "UUIDField": _hex,
    "ForeignKey": _hex,
    "OneToOneField": _hex,
    "DateTimeField": _utc_text,
    "DateField": date.isoformat,
    "JSONField": _json,
    "DecimalField": lambda v: str(Decimal(v)),
}
_POSTGRESQL: dict[str, Convert] = {"JSONField": _json, "DecimalField": Decimal}
