"""軽減の判断: what was decided to take off the 民生委員, by which body, and from when (R172)."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity

from ..enums import TaskKind, Verdict


class ReliefDecision(Entity):
    """A decision about a kind of work, or about one piece of it.

    ``count_before`` and ``minutes_before`` (a month) are what lay with 委員 when it was decided, so
    that what has changed since can be seen. A later decision about the same thing replaces it.
    """

    kind = models.CharField("仕事の種類", max_length=10, choices=TaskKind.choices, blank=True)
    task = models.ForeignKey(
        "workforce.CommissionerTask",
        models.PROTECT,
        related_name="decisions",
        verbose_name="仕事",
        null=True,
        blank=True,
    )
    verdict = models.CharField("判断", max_length=6, choices=Verdict.choices)
    reason = models.TextField("わけ")
    body = models.CharField("どこで決めたか", max_length=80)
    decided_on = models.DateField("決めた日")
    from_on = models.DateField("いつから")
    count_before = models.PositiveIntegerField("決めたときの件数")
    minutes_before = models.PositiveIntegerField("決めたときの時間（分／月）")
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )

    class Meta:
        verbose_name = "軽減の判断"
        verbose_name_plural = "軽減の判断"
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="relief_about_one_thing",
                condition=Q(task=None) & ~Q(kind="") | Q(task__isnull=False, kind=""),
            )
        ]
        indexes = [models.Index(fields=["-decided_on", "-id"])]

    @property
    def about(self) -> str:
        """Return what it is about."""
        if self.task is not None:
            return self.task.title
        return f"{self.get_kind_display()}（この種類ぜんぶ）"
