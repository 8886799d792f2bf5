"""Plain edits of a row: compare-and-set on its version, audited, with both versions on a conflict."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F, Q

from wagamachi.core import wareki
from wagamachi.core.errors import Conflict
from wagamachi.core.refs import Ref, ref_of

from . import audit
from .actor import Actor
from .models import AuditEvent

M = TypeVar("M", bound=models.Model)
NOTHING = "（なし）"
SOMEBODY = "ほかの人が"
WRITES = (audit.EventKind.CHANGED, audit.EventKind.CREATED, audit.EventKind.MOVED)


class Stale(Conflict):
    """The row was changed after the form was opened. ``differences`` shows both versions.

    Each difference is (field label, what is there now, what was typed); ``first`` is who was first.
    """

    def __init__(self, differences: list[tuple[str, str, str]], *, first: str) -> None:
        super().__init__(
            f"この画面を開いたあとで、{first}内容を書きかえました。"
            "下に、いまの内容とあなたが書いた内容をならべました。直してから、もう一度保存してください。"
        )
        self.differences = differences
        self.first = first


def change(
    obj: M,
    *,
    actor: Actor,
    at: datetime,
    version: int | None,
    ref: Ref | None = None,
    **fields: Any,
) -> M:
    """Set ``fields`` on ``obj`` if its version is still ``version`` and write the audit event.

    ``version`` None skips the check, for changes that nobody typed into a form. Raises Stale.
    """
    rows = type(obj)._default_manager.filter(pk=obj.pk)
    if version is not None:
        rows = rows.filter(version=version)
    with transaction.atomic():
        if not rows.update(version=F("version") + 1, **fields):
            obj.refresh_from_db()
            raise Stale(differences(obj, fields), first=who_wrote(ref or ref_of(obj), reader=actor))
        audit.record(
            actor=actor,
            kind=audit.EventKind.CHANGED,
            ref=ref or ref_of(obj),
            at=at,
            data={"fields": sorted(fields)},
        )
    obj.refresh_from_db()
    return obj


def who_wrote(*refs: Ref, reader: Actor) -> str:
    """Return who changed any of ``refs`` last, as the beginning of a sentence for ``reader``."""
    rows = reduce(or_, (Q(target_kind=ref.kind, target_id=ref.id) for ref in refs))
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


def differences(obj: models.Model, fields: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (label, what is there now, what was typed) of each field that differs, in words."""
    found = []
    for name, typed in fields.items():
        field: Any = obj._meta.get_field(name.removesuffix("_id"))
        now, came = getattr(obj, field.attname), getattr(typed, "pk", typed)
        if now != came:
            found.append((str(field.verbose_name), shown(field, now), shown(field, came)))
    return found


def shown(field: Any, value: Any, words: Mapping[Any, str] | None = None) -> str:
    """Return a column's value as people read it; ``words`` replaces the field's own choices."""
    if isinstance(value, list | tuple):
        return "、".join(shown(field, one, words) for one in value) or NOTHING
    if value in (None, ""):
        return NOTHING
    if field.is_relation:
        related = field.related_model._default_manager.filter(pk=value).first()
        return str(getattr(related, "name", related))
    if isinstance(value, datetime):
        return wareki.format_datetime(value)
    if isinstance(value, date):
        return wareki.format_wareki(value)
    return (words or dict(getattr(field, "flatchoices", ()))).get(value, str(value))
