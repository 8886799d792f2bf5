"""まとめ: two cases that turn out to be one household become one, and can be parted again."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity


class CaseMerge(Entity):
    """One case put into another. ``moved`` remembers which rows went over, so that it can be undone.

    ``moved`` maps a table's name to the ids of its rows.
    """

    kept = models.ForeignKey(
        "casework.Case", models.PROTECT, related_name="took_in", verbose_name="残したケース"
    )
    merged = models.ForeignKey(
        "casework.Case", models.PROTECT, related_name="put_into", verbose_name="まとめたケース"
    )
    merged_at = models.DateTimeField("まとめた日時")
    merged_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField("理由", max_length=200)
    moved = models.JSONField("移したもの", default=dict)
    undone_at = models.DateTimeField("もどした日時", null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "まとめ"
        verbose_name_plural = "まとめ"
        ordering = ["-merged_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="merged_once_at_a_time"
            ),
            models.CheckConstraint(
                name="case_is_not_merged_into_itself", condition=~Q(kept=models.F("merged"))
            ),
        ]
