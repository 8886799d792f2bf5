"""アウトリーチ: going out to homes, buildings and gatherings, and what was found there (R025)."""

from django.db import models
from django.db.models import Q

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


class OutreachTask(Entity):
    """Somebody asked a team to go out to an area, and why; open until they went or said why not."""

    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="+", verbose_name="出かける圏域"
    )
    reason = models.CharField("出かけるわけ", max_length=300)
    team = models.ForeignKey(
        "organizations.Team", models.PROTECT, related_name="+", verbose_name="頼むチーム"
    )
    due_on = models.DateField("いつまでに")
    asked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="頼んだ人"
    )
    asked_at = models.DateTimeField("頼んだ日時")
    done_at = models.DateTimeField("終えた日時", null=True, blank=True)
    outcome = models.CharField("どうだったか", max_length=300, blank=True)
    outreach = models.ForeignKey(
        Outreach,
        models.PROTECT,
        related_name="tasks",
        verbose_name="出かけた記録",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "頼まれたアウトリーチ"
        verbose_name_plural = "頼まれたアウトリーチ"
        constraints = [
            models.CheckConstraint(
                name="ended_outreach_task_says_how",
                condition=Q(done_at=None) | ~Q(outcome="") | Q(outreach__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["team", "due_on"], condition=Q(done_at=None), name="outreach_task_open"
            )
        ]
