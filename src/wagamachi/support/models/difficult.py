"""困難事例: cases that one agency cannot carry alone, from when until when (R028)."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity


class DifficultMark(Entity):
    """The mark on a case; ``criteria`` lists values of ``enums.Criterion``. One live mark a case."""

    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="difficult_marks", verbose_name="ケース"
    )
    criteria = models.JSONField("あてはまること", default=list)
    reason = models.TextField("そう考える理由")
    since_at = models.DateTimeField("いつから")
    marked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="しるしをつけた人"
    )
    until_at = models.DateTimeField("いつまで", null=True, blank=True)
    lifted_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="+",
        verbose_name="しるしをはずした人",
        null=True,
        blank=True,
    )
    lifted_reason = models.TextField("はずした理由", blank=True)

    class Meta:
        verbose_name = "困難事例"
        verbose_name_plural = "困難事例"
        ordering = ["-since_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(until_at=None),
                name="one_difficult_mark_at_a_time",
                violation_error_message="このケースには、もう困難事例のしるしがついています。",
            ),
            models.CheckConstraint(
                name="difficult_mark_says_why", condition=~Q(criteria=[]) & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="lifted_mark_says_why",
                condition=Q(until_at__isnull=True)
                | (Q(lifted_by__isnull=False) & ~Q(lifted_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["since_at"], condition=Q(until_at=None), name="difficult_live"),
        ]
