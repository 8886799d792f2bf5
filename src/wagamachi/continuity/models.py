"""引き継ぎと不在: who is away and who stands in, what was handed to whom, filters people keep."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wagamachi.core.models import Entity

from .enums import FilterPage, HeldAs


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def live(self, on: date) -> "AbsenceQuerySet":
        """Keep those in force on ``on``; ``ends_on`` is the day the person is back."""
        return self.standing().filter(starts_on__lte=on, ends_on__gt=on)

    def standing(self) -> "AbsenceQuerySet":
        """Keep those that were not called off."""
        return self.filter(cancelled_at=None)

    def ahead(self, on: date) -> "AbsenceQuerySet":
        """Keep those that go on on ``on`` or are still to come."""
        return self.standing().filter(ends_on__gt=on)

    def overlapping(self, starts_on: date, ends_on: date) -> "AbsenceQuerySet":
        """Keep those that share a day with the period (end exclusive)."""
        return self.standing().filter(starts_on__lt=ends_on, ends_on__gt=starts_on)


class Absence(Entity):
    """不在: one person is away from ``starts_on`` until ``ends_on``, the day they are back (R141).

    ``deputy`` stands in; without one the whole team looks after what lies there. ``note`` never says
    why somebody is away.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name="休む人"
    )
    starts_on = models.DateField("休みはじめる日")
    ends_on = models.DateField("もどる日（この日から出てくる）")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="代わりの人",
        null=True,
        blank=True,
    )
    note = models.CharField("代わりの人へのことづけ", max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="書いた人"
    )
    cancelled_at = models.DateTimeField("取りやめた日時", null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "不在"
        verbose_name_plural = "不在"
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(name="absence_period", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="nobody_deputises_for_themselves",
                condition=Q(deputy=None) | ~Q(deputy=F("user")),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "ends_on"]),
            models.Index(fields=["ends_on", "starts_on"]),
            models.Index(fields=["deputy", "ends_on"]),
        ]

    @property
    def last_on(self) -> date:
        """The last day away."""
        return self.ends_on - timedelta(days=1)


class HandedOver(Entity):
    """One thing that one person handed to another, or to the team's inbox (``to_user`` null).

    What is left to hand over is asked of the rows themselves; only what was done is written down.
    ``by`` is null when the house did it by night.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handed_over", verbose_name="前の人"
    )
    held_as = models.CharField("なにを", max_length=10, choices=HeldAs.choices)
    target_kind = models.CharField(max_length=30)
    target_id = models.UUIDField()
    case = models.ForeignKey(
        "casework.Case",
        models.PROTECT,
        related_name="+",
        verbose_name="ケース",
        null=True,
        blank=True,
    )
    team = models.ForeignKey(
        "organizations.Team",
        models.PROTECT,
        related_name="+",
        verbose_name="チーム",
        null=True,
        blank=True,
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="新しい人",
        null=True,
        blank=True,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="引き継いだ人",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("引き継いだ日時")
    met_at = models.DateTimeField("説明と顔合わせをした日時", null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="顔合わせを確かめた人",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "引き継いだもの"
        verbose_name_plural = "引き継いだもの"
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="met_by_somebody",
                condition=Q(met_at=None, met_by=None)
                | Q(met_at__isnull=False, met_by__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["user", "-at"]),
            models.Index(fields=["user", "target_kind", "target_id"]),
        ]

    @property
    def label(self) -> str:
        return HeldAs(self.held_as).label


class SavedFilter(Entity):
    """A filter of a list under a name of one's own. ``query`` holds codes and ids only."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_filters",
        verbose_name="利用者",
    )
    page = models.CharField("一覧", max_length=10, choices=FilterPage.choices)
    name = models.CharField("名前", max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        verbose_name = "残した条件"
        verbose_name_plural = "残した条件"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="one_filter_of_a_name",
                violation_error_message="この名前の条件が、もうあります。",
            )
        ]
