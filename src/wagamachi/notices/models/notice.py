"""お知らせ: somebody ought to know that something happened. It says what kind of thing, never more."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity

from ..enums import ABOUT, About, NoticeKind


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user_id: UUID | None) -> "NoticeQuerySet":
        return self.filter(user=user_id)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def reachable(self) -> "NoticeQuerySet":
        """Keep those to accounts in use that have an address of any sort."""
        has_address = ~Q(user__email="") | Q(user__notice_preference__address__gt="")
        return self.filter(has_address, user__is_active=True)

    def to_mail(self, at: datetime) -> "NoticeQuerySet":
        """Keep those whose e-mail is due at ``at`` and neither sent nor made needless by reading."""
        return self.unread().filter(mailed_at=None, mail_at__lte=at)


class Notice(Entity):
    """One お知らせ to one person, pointing at the row it is about.

    ``mail_at`` is when it is to be mailed at the earliest (null: never), ``mailed_at`` when it was.
    Of one kind about one row a person has at most one that is unread.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="だれに"
    )
    kind = models.CharField("なにがあったか", max_length=20, choices=NoticeKind.choices)
    target_kind = models.CharField(max_length=30)
    target_id = models.UUIDField()
    at = models.DateTimeField("いつ")
    read_at = models.DateTimeField("読んだ日時", null=True, blank=True)
    mail_at = models.DateTimeField("メールする日時", null=True, blank=True)
    mailed_at = models.DateTimeField("メールした日時", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "お知らせ"
        verbose_name_plural = "お知らせ"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "target_kind", "target_id"],
                condition=Q(read_at=None),
                name="told_once_until_read",
            )
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"]),
            models.Index(fields=["user", "read_at"], name="notices_unread"),
            models.Index(
                fields=["mail_at"],
                condition=Q(read_at=None, mailed_at=None, mail_at__isnull=False),
                name="notices_to_mail",
            ),
            models.Index(fields=["at"]),
        ]

    @property
    def about(self) -> About:
        """What this kind says."""
        return ABOUT[NoticeKind(self.kind)]
