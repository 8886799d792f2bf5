"""Two versions of one row in words: what is kept, and what somebody has just written."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import Enum
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

from wagamachi.core import wareki
from wagamachi.core.errors import Conflict
from wagamachi.core.refs import Ref

from .actor import Actor
from .audit import EventKind
from .models import AuditEvent

Difference = tuple[str, str, str]
Many = Mapping[str, Collection[Any]]
Words = Mapping[str, Mapping[Any, str]]

NOTHING = "（なし）"
SOMEBODY = "ほかの人が"
WRITES = (EventKind.CHANGED, EventKind.CREATED, EventKind.MOVED)


class Stale(Conflict):
    """The row was changed after the form was opened. ``differences`` shows both versions.

    Each difference is (field label, what is there now, what was typed); ``first`` is who was first.
    """

    def __init__(self, differences: list[Difference], *, first: str) -> None:
        super().__init__(
            f"この画面を開いたあとで、{first}内容を書きかえました。"
            "下に、いまの内容とあなたが書いた内容をならべました。直してから、もう一度保存してください。"
        )
        self.differences = differences
        self.first = first


class KeptOtherwise(Conflict):
    """This id is kept already and says something else. ``differences`` shows both versions.

    Each difference is (label, what is kept, what came now).
    """

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__(
            "この画面で前に書いた内容は、もう保存されています。いまの内容とちがうところがあるので、"
            "こちらはまだ保存していません。下の2つを見くらべて、べつの1件として残すときは、"
            "もう一度押してください。"
        )
        self.differences = differences


def differing(
    row: models.Model, said: Mapping[str, Any], many: Many | None = None
) -> dict[str, Any]:
    """Return those columns of ``said`` and sets of ``many`` in which ``row`` says something else.

    Columns come back under their own name with the value to write (a foreign key as its key), sets
    as the list of keys.
    """
    found: dict[str, Any] = {}
    for name, value in said.items():
        column: Any = _column(row, name)
        came = getattr(value, "pk", value)
        if _plain(column, getattr(row, column.attname)) != _plain(column, came):
            found[column.attname] = came
    for name, rows in (many or {}).items():
        keys = {str(getattr(one, "pk", one)) for one in rows}
        if keys != set(map(str, kept_keys(row, name))):
            found[name] = sorted(keys)
    return found


def kept_keys(row: models.Model, name: str) -> list[Any]:
    """Return the keys of a many-to-many column."""
    return list(getattr(row, name).values_list("pk", flat=True))


def in_words(
    row: models.Model, came: Mapping[str, Any], words: Words | None = None
) -> list[Difference]:
    """Return (label, what is there now, what came) for what ``differing`` found.

    What the house works out of it (a search key, a rank) nobody typed: it is left out.
    """
    typed = {name: v for name, v in came.items() if _column(row, name).editable}
    return [_told(row, name, value, (words or {}).get(name)) for name, value in typed.items()]


def differences(row: models.Model, said: Mapping[str, Any]) -> list[Difference]:
    """Return (label, what is there now, what was typed) of each column that differs."""
    return in_words(row, differing(row, said))


def other_parts(
    model: type[models.Model], name: str, kept: Collection[Any], came: Collection[Any]
) -> list[Difference]:
    """Return the difference between two sets of keys of ``name``, a column of the rows of parts."""
    if set(map(str, kept)) == set(map(str, came)):
        return []
    column: Any = model._meta.get_field(name)
    label = str(column.verbose_name)
    return [(label, _shown(column, list(kept), None), _shown(column, list(came), None))]


def who_wrote(*refs: Ref, reader: Actor, data: Mapping[str, Any] | None = None) -> str:
    """Return who changed any of ``refs`` last, as the beginning of a sentence for ``reader``.

    What has no page is known by the ``data`` its events carry.
    """
    if refs:
        rows = reduce(or_, (Q(target_kind=ref.kind, target_id=ref.id) for ref in refs))
    else:
        rows = Q(target_kind="", **{f"data__{key}": value for key, value in (data or {}).items()})
    last = (
        AuditEvent.objects.filter(rows, kind__in=WRITES)
        .select_related("user")
        .order_by("-seq")
        .first()
    )
    if last is None or last.user is None:
        return SOMEBODY
    when = wareki.format_datetime(last.at)
    if last.user_id == reader.user_id:
        return f"あなたが{when}に、べつの画面で"
    return f"{last.user.get_full_name()}さんが{when}に、"


def _column(row: models.Model, name: str) -> Any:
    try:
        return row._meta.get_field(name)
    except FieldDoesNotExist:
        return row._meta.get_field(name.removesuffix("_id"))


def _plain(column: Any, value: Any) -> Any:
    """Return what counts: browsers end lines in two ways, lists come in any order."""
    value = value.value if isinstance(value, Enum) else value
    if isinstance(value, list | tuple | set):
        return sorted(map(str, value))
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").strip()
    target = column.target_field if column.is_relation else column
    return target.to_python(value) if value not in ("", None) else value


def _told(row: models.Model, name: str, came: Any, words: Mapping[Any, str] | None) -> Difference:
    column = _column(row, name)
    kept = kept_keys(row, name) if column.many_to_many else getattr(row, column.attname)
    return str(column.verbose_name), _shown(column, kept, words), _shown(column, came, words)


def _shown(column: Any, value: Any, words: Mapping[Any, str] | None) -> str:
    """Return a column's value as people read it; ``words`` replaces the column's own choices."""
    if column.is_relation:
        keys = value if isinstance(value, list) else [value] if value else []
        rows = column.related_model._default_manager.filter(pk__in=keys)
        return "、".join(sorted(str(getattr(one, "name", one)) for one in rows)) or NOTHING
    if isinstance(value, list | tuple):
        return "、".join(_shown(column, one, words) for one in value) or NOTHING
    if isinstance(value, dict):
        told = [f"{(words or {}).get(key, key)}: {one}" for key, one in value.items()]
        return "、".join(told) or NOTHING
    if value in (None, ""):
        return NOTHING
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return wareki.format_datetime(value)
    if isinstance(value, date):
        return wareki.format_wareki(value)
    choices = words or dict(getattr(column, "flatchoices", ()))
    return str(choices.get(value, value))
