"""The secret address under which a person's calendar reads their days."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity


class CalendarFeed(Entity):
    """One secret address. Only the SHA-256 of its secret is kept; a person has at most one in use.

    It lives as long as the password and every post it was made with: ``password_mark`` tells whether
    the password is still the same one, ``posts`` are the places (``marks.places_of``) of that day.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="calendar_feeds",
        verbose_name="利用者",
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    password_mark = models.CharField(max_length=64, default="", editable=False)
    posts = models.JSONField(default=list, editable=False)
    made_at = models.DateTimeField("作った日時")
    revoked_at = models.DateTimeField("止めた日時", null=True, blank=True)
    last_read_on = models.DateField("最後に読まれた日", null=True, blank=True)

    class Meta:
        verbose_name = "カレンダーの住所"
        verbose_name_plural = "カレンダーの住所"
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="one_calendar_feed_in_use"
            )
        ]
