"""モニタリング: how each goal stands between two dates, in the person's voice too (R030)."""

from django.db import models

from wagamachi.core.models import Entity

from ..enums import Standing
from .plan import PlanGoal, SupportPlan


class PlanReview(Entity):
    """One look at an agreed plan; it sets the day of the next one."""

    plan = models.ForeignKey(
        SupportPlan, models.CASCADE, related_name="reviews", verbose_name="計画"
    )
    reviewed_on = models.DateField("見直した日")
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )
    written_at = models.DateTimeField("書いた日時")
    changes = models.TextField("見られた変化")
    voice = models.TextField("本人の声", blank=True)
    next_review_on = models.DateField("次に見直す日")

    class Meta:
        verbose_name = "モニタリング"
        verbose_name_plural = "モニタリング"
        ordering = ["-reviewed_on", "-written_at", "-id"]
        indexes = [models.Index(fields=["plan", "-reviewed_on"])]


class GoalReview(models.Model):
    """How one goal stands at one review."""

    review = models.ForeignKey(PlanReview, models.CASCADE, related_name="goals")
    goal = models.ForeignKey(PlanGoal, models.CASCADE, related_name="reviews")
    standing = models.CharField("進みぐあい", max_length=10, choices=Standing.choices)
    note = models.CharField("ひとこと", max_length=200, blank=True)

    class Meta:
        verbose_name = "目標の進みぐあい"
        verbose_name_plural = "目標の進みぐあい"
        ordering = ["goal__position", "goal_id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "goal"], name="goal_once_per_review")
        ]
