"""アウトリーチ: going out to homes, buildings and gatherings, and what was found there (R025)."""

from django.db import models

from wagamachi.core.models import Entity

from ..enums import Way


class Outreach(Entity):
    """What one outing adds to its activity record: where to, how many were met, what was found.

    Day, area, place, minutes and who went stand in the record and nowhere else. It has the id of
    its record, so that one click makes one of each.
    """

    record = models.OneToOneField(
        "records.ActivityRecord",
        models.PROTECT,
        related_name="outreach",
        verbose_name="活動記録",
    )
    way = models.CharField("どこへ", max_length=10, choices=Way.choices)
    headcount = models.PositiveSmallIntegerField("会えた人数")
    intakes = models.ManyToManyField(
        "casework.Intake", through="OutreachConcern", related_name="+", verbose_name="新しい相談"
    )

    class Meta:
        verbose_name = "アウトリーチ"
        verbose_name_plural = "アウトリーチ"


class OutreachConcern(models.Model):
    """A new worry met on the way; it became an intake at once."""

    outreach = models.ForeignKey(Outreach, models.CASCADE, related_name="concerns")
    intake = models.OneToOneField("casework.Intake", models.CASCADE, related_name="found_by")

    class Meta:
        verbose_name = "アウトリーチで出会った相談"
        verbose_name_plural = "アウトリーチで出会った相談"
