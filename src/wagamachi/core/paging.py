"""Lists that stay fast however long they grow: keyset pages, one query each.

A page remembers the row it ends with instead of counting rows before it. The cursor is encrypted,
because the columns a list is sorted by (a reading, a date of birth) may be personal data and
personal data is never in a URL.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import QueryDict

M = TypeVar("M", bound=Model)
T = TypeVar("T")

AFTER, BEFORE = "after", "before"
FEW = 10  # of rows that are tall cards on a phone: a page of them is no longer than six screens


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page. The URLs are query strings such as ``?q=…&after=…``, or None at either end."""

    items: list[T]
    next_url: str | None
    previous_url: str | None
    size: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def first_of(rows: "QuerySet[M]", most: int) -> tuple[list[M], int]:
    """Return the first ``most`` rows, and how many there are; two queries, one when there are none."""
    first = list(rows[:most])
    return first, rows.count() if first else 0


@dataclass(frozen=True, slots=True)
class _Column:
    """One sort column: the lookup path, its direction, and the field that reads its values."""

    path: str
    descending: bool
    field: "Field[Any, Any]"

    def value(self, row: Any) -> Any:
        for name in self.path.split("__"):
            row = getattr(row, name)
        return row

    def order(self, backward: bool) -> str:
        return f"-{self.path}" if self.descending != backward else self.path


def paginate(
    queryset: "QuerySet[M]",
    params: Mapping[str, str],
    by: Sequence[str] = ("-created_at", "-id"),
    size: int = 25,
) -> Page[M]:
    """Return the page that ``params`` (usually ``request.GET``) asks for, in one query.

    ``by`` lists sort columns without nulls, ``-`` for descending; together they must be unique, so
    the last one is normally the primary key. Other parameters are kept in the page's URLs. A broken
    or outdated cursor gives the first page.
    """
    columns = [_column(queryset, name) for name in by]
    backward = BEFORE in params and AFTER not in params
    cursor = _read(columns, params.get(BEFORE if backward else AFTER, ""))
    backward = backward and cursor is not None
    rows = queryset.order_by(*(c.order(backward) for c in columns))
    if cursor is not None:
        rows = rows.filter(_beyond(columns, cursor, backward))
    found = list(rows[: size + 1])
    more = len(found) > size
    items = found[:size]
    if backward:
        items.reverse()
    has_next, has_previous = (True, more) if backward else (more, cursor is not None)
    return Page(
        items=items,
        next_url=_url(params, AFTER, columns, items[-1:]) if has_next else None,
        previous_url=_url(params, BEFORE, columns, items[:1]) if has_previous else None,
        size=size,
    )


def _column(queryset: "QuerySet[Any]", name: str) -> _Column:
    path = name.removeprefix("-")
    annotation = queryset.query.annotations.get(path)
    if annotation is not None:
        return _Column(path, name != path, annotation.output_field)
    model: Any = queryset.model
    field: Any = None
    for part in path.split("__"):
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            raise ValueError(f"{queryset.model._meta.label} cannot be sorted by {name!r}") from None
        model = field.related_model
    return _Column(path, name != path, field)


def _beyond(columns: Sequence[_Column], cursor: Sequence[Any], backward: bool) -> Q:
    """Return the rows strictly past the cursor in the order of the columns.

    The outer bound on the first column repeats what the rest implies, so that an index on it serves
    as the starting point on both engines.
    """
    condition = Q()
    for column, value in reversed(list(zip(columns, cursor, strict=True))):
        lookup = "lt" if column.descending != backward else "gt"
        past = Q((f"{column.path}__{lookup}", value))
        condition = past | (Q((column.path, value)) & condition) if condition else past
    first = columns[0]
    bound = "lte" if first.descending != backward else "gte"
    return Q((f"{first.path}__{bound}", cursor[0])) & condition


def _url(
    params: Mapping[str, str], name: str, columns: Sequence[_Column], row: Sequence[Any]
) -> str:
    """Return the query string; without a row to point at (all gone meanwhile), the first page's."""
    query = params.copy() if isinstance(params, QueryDict) else QueryDict(mutable=True)
    if not isinstance(params, QueryDict):
        query.update(dict(params))
    query.pop(AFTER, None)
    query.pop(BEFORE, None)
    if row:
        query[name] = _write(columns, row[0])
    return f"?{query.urlencode()}"


def _write(columns: Sequence[_Column], row: Any) -> str:
    values = [_plain(column.value(row)) for column in columns]
    body = json.dumps([[c.order(False) for c in columns], values], ensure_ascii=False)
    return _box(settings.SECRET_KEY).encrypt(body.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, int | float | str) else str(value)


def _read(columns: Sequence[_Column], text: str) -> list[Any] | None:
    """Return the values in the cursor, or None for anything this list did not write itself."""
    if not text:
        return None
    try:
        body = _box(settings.SECRET_KEY).decrypt((text + "=" * (-len(text) % 4)).encode())
        order, values = json.loads(body)
        if order != [c.order(False) for c in columns]:
            return None
        return [c.field.to_python(v) for c, v in zip(columns, values, strict=True)]
    except (InvalidToken, ValueError, TypeError, ValidationError):
        return None


@lru_cache(maxsize=2)
def _box(secret: str) -> Fernet:
    key = hashlib.sha256(f"wagamachi.paging:{secret}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
