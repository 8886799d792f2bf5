"""Assignments (配置): who does what for whom, where, from when until when (R006, R140, R143)."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wagamachi.core.models import Entity

from ..matrix import roles_with
from ..perms import Perm
from ..roles import Role


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def live(self, on: date) -> "AssignmentQuerySet":
        """Keep those in force on ``on``; ``ends_on`` is exclusive."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)

    def able(self, perm: Perm, on: date) -> "AssignmentQuerySet":
        """Keep those that on ``on`` let a person who works here do ``perm`` for the team."""
        return self.live(on).filter(role__in=roles_with(perm), user__is_active=True)

    def of(self, user_id: UUID) -> "AssignmentQuerySet":
        return self.filter(user_id=user_id)


class Assignment(Entity):
    """One post of one person. A person may hold several at once, each with its share of time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name="利用者"
    )
    role = models.CharField("役割", max_length=20, choices=Role.choices)
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="assignments",
        verbose_name="機関",
    )
    team = models.ForeignKey(
        "organizations.Team",
        models.PROTECT,
        related_name="assignments",
        verbose_name="チーム",
        null=True,
        blank=True,
    )
    areas = models.ManyToManyField(
        "areas.Area", related_name="assignments", verbose_name="担当圏域", blank=True
    )
    fte = models.DecimalField(
        "常勤換算", max_digits=3, decimal_places=2, default=1, help_text="1.00 が常勤1人分"
    )
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日（この日から外れる）", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "配置"
        verbose_name_plural = "配置"
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="assignment_period",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="終了日は開始日より後にしてください。",
            ),
            models.CheckConstraint(name="assignment_fte", condition=Q(fte__gte=0) & Q(fte__lte=1)),
        ]
        indexes = [models.Index(fields=["user", "starts_on"])]


class RoleLabel(models.Model):
    """What this municipality calls a role; statistics still add up by ``role`` (R006).

    Without a label it has its usual name, as a role without a row has.
    """

    role = models.CharField("役割", max_length=20, choices=Role.choices, primary_key=True)
    label = models.CharField("この区市町村での呼び方", max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "役割の呼び方"
        verbose_name_plural = "役割の呼び方"
