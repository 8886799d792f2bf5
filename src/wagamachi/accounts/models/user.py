"""A person who logs in. What they may do comes from their assignments, never from here."""

from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.db import models

from wagamachi.core.ids import uuid7


class User(AbstractUser):
    """An account. ``name`` is the name colleagues know, ``kana`` its reading in hiragana."""

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(
        primary_key=True, default=uuid7, editable=False
    )
    name = models.CharField("氏名", max_length=60)
    kana = models.CharField("ふりがな", max_length=80, blank=True)
    must_change_password = models.BooleanField("パスワードを変えるまで使えない", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    first_name = None  # type: ignore[assignment]  # Japanese names are one field with a reading
    last_name = None  # type: ignore[assignment]

    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = "利用者"
        verbose_name_plural = "利用者"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
