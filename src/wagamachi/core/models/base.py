"""The columns every row with a page of its own has."""

from uuid import UUID

from django.db import models

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
