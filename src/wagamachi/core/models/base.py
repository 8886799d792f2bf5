"""The columns every row with a page of its own has."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from ..ids import uuid7


class Entity(models.Model):
    """A row with a UUIDv7 key, its birth, and a version that stale forms are checked against."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(
        primary_key=True, default=uuid7, editable=False
    )
    created_at = models.DateTimeField("登録日時", auto_now_add=True)
    version = models.PositiveIntegerField("版", default=1, editable=False)

    class Meta:
        abstract = True


def where_set(model: str, *names: str) -> list[models.Index]:
    """Return an index for each link of ``model`` that hardly any row has, of the rows that have it.

    Such a field is ``db_index=False``: of a whole index SQLite learns that one value (none) is in nearly
    every row, takes every other value for as common, and reads the table from end to end instead.
    """
    return [
        models.Index(
            fields=[name], condition=Q((f"{name}__isnull", False)), name=f"{model}_{name}_set"
        )
        for name in names
    ]
