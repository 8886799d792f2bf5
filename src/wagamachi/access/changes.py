"""Plain edits of a row: compare-and-set on its version, audited, with both versions on a conflict."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F

from wagamachi.core.errors import Conflict
from wagamachi.core.refs import Ref, ref_of

from . import audit
from .actor import Actor

M = TypeVar("M", bound=models.Model)


class Stale(Conflict):
    """The row was changed after the form was opened. ``differences`` shows both versions.

    Each difference is (field label, what is there now, what was typed).
    """

    def __init__(self, differences: list[tuple[str, str, str]]) -> None:
        super().__init__(
            "この画面を開いたあとで、ほかの人が内容を書きかえました。"
            "下に、いまの内容とあなたが書いた内容をならべました。直してから、もう一度保存してください。"
        )
        self.differences = differences


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
            raise Stale(_differences(obj, fields))
        audit.record(
            actor=actor,
            kind=audit.EventKind.CHANGED,
            ref=ref or ref_of(obj),
            at=at,
            data={"fields": sorted(fields)},
        )
    obj.refresh_from_db()
    return obj


def _differences(obj: models.Model, fields: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = []
    for name, typed in fields.items():
        field = obj._meta.get_field(name.removesuffix("_id"))
        now = getattr(obj, field.name)
        if now != typed:
            label = str(getattr(field, "verbose_name", name))
            found.append((label, _shown(now), _shown(typed)))
    return found


def _shown(value: Any) -> str:
    return "（なし）" if value in (None, "") else str(value)
