"""Writing a row from a form: only what changed, many-to-many columns included, with its audit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from wagamachi.core import refs
from wagamachi.core.models import Entity

from .. import audit
from ..actor import Actor
from ..changes import Stale, change


def change_row(
    *,
    actor: Actor,
    row: Entity,
    version: int | None,
    at: datetime,
    many: Mapping[str, Sequence[models.Model]] | None = None,
    **values: Any,
) -> None:
    """Set those of ``values`` (columns) and ``many`` that differ, if still at ``version``.

    The audit events name what changed, never what it holds. Raises Stale with both versions; then
    nothing is saved. A row that already is as typed is left alone. ``row`` is refreshed in place.
    """
    with transaction.atomic():
        before = type(row)._default_manager.get(pk=row.pk)
        changed = {n: value for n, value in values.items() if getattr(before, n) != value}
        moved = {n: rows for n, rows in (many or {}).items() if _ids(before, n) != _pks(rows)}
        if not changed and not moved:
            row.refresh_from_db()
            return
        try:
            change(row, actor=actor, at=at, version=version, **changed)
        except Stale as error:
            raise Stale(_differences(row, changed | moved), first=error.first) from error
        for name, rows in moved.items():
            getattr(before, name).set(rows)
        if moved:
            data = {"fields": sorted(moved)}
            audit.record(
                actor=actor,
                kind=audit.EventKind.CHANGED,
                ref=refs.ref_of(row),
                at=at,
                data=data,
            )


def record_created(*, actor: Actor, row: models.Model, at: datetime, **data: Any) -> None:
    """Append the event of a new row; call it in the transaction that made it."""
    audit.record(actor=actor, kind=audit.EventKind.CREATED, ref=refs.ref_of(row), at=at, data=data)


def _ids(row: models.Model, name: str) -> set[Any]:
    return set(getattr(row, name).values_list("pk", flat=True))


def _pks(rows: Sequence[models.Model]) -> set[Any]:
    return {row.pk for row in rows}


def _differences(row: models.Model, typed: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (label, what is there now, what was typed) for each column."""
    found = []
    for name, value in typed.items():
        now = getattr(row, name)
        now = list(now.all()) if isinstance(now, models.Manager) else now
        column: Any = row._meta.get_field(name.removesuffix("_id"))
        label = str(column.verbose_name)
        found.append((label, _shown(now), _shown(value)))
    return found


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(sorted(_shown(one) for one in value)) or "（なし）"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, models.Model):
        return str(getattr(value, "name", value))
    return "（なし）" if value in (None, "") else str(value)
