"""統一活動記録: one record for every tier, agency and function (R029, R045). Written once."""

from django.db import models
from django.db.models import F, Q

from wagamachi.areas.models import Tier
from wagamachi.core.models import Entity

STEP_MINUTES = 15


class ActivityRecord(Entity):
    """What somebody did, with whom, how it went and what comes next.

    The three shares are percentages of the time and add up to 100 (①個別支援 ②地域支援
    ③しくみづくり). A mistake is corrected by a new record that the old one points to.
    """

    occurred_at = models.DateTimeField("日時")
    minutes = models.PositiveSmallIntegerField("所要時間（分）")
    method = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="手段",
        limit_choices_to={"code_list_id": "SHUDAN"},
    )
    place = models.CharField("場所", max_length=80, blank=True)
    counterpart = models.CharField("だれと", max_length=120)
    individual_share = models.PositiveSmallIntegerField("個別支援（％）", default=100)
    community_share = models.PositiveSmallIntegerField("地域支援（％）", default=0)
    system_share = models.PositiveSmallIntegerField("しくみづくり（％）", default=0)
    tier = models.CharField("対象の階層", max_length=12, choices=Tier.choices)
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="records", verbose_name="圏域"
    )
    content = models.TextField("内容")
    result = models.TextField("結果")
    next_step = models.TextField("次回・これから", blank=True)
    team = models.ForeignKey(
        "organizations.Team", models.PROTECT, related_name="records", verbose_name="チーム"
    )
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )
    staff = models.ManyToManyField(
        "accounts.User", related_name="records", verbose_name="対応した人"
    )
    corrected_by = models.OneToOneField(
        "self", models.PROTECT, related_name="corrects", null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = "活動記録"
        verbose_name_plural = "活動記録"
        ordering = ["-occurred_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="record_shares_add_up",
                condition=Q(individual_share=100 - F("community_share") - F("system_share")),
                violation_error_message="３つの機能の割合は、合わせて100％にしてください。",
            ),
            models.CheckConstraint(
                name="record_quarter_hours", condition=Q(minutes__gt=0) & Q(minutes__lte=1440)
            ),
        ]
        indexes = [
            models.Index(fields=["-occurred_at", "-id"]),
            # With what the hours of a team are added up from, so that no row needs to be opened.
            models.Index(fields=["team", "-occurred_at", "corrected_by", "minutes", "id"]),
            models.Index(fields=["written_by", "-occurred_at"]),
            models.Index(fields=["area", "-occurred_at"]),
        ]


class RecordLink(models.Model):
    """What a record is about: any Ref. ``occurred_at`` is kept here so that a course is one index scan."""

    record = models.ForeignKey(ActivityRecord, models.CASCADE, related_name="links")
    target_kind = models.CharField(max_length=30)
    target_id = models.UUIDField()
    occurred_at = models.DateTimeField()

    class Meta:
        verbose_name = "記録の対象"
        verbose_name_plural = "記録の対象"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "target_kind", "target_id"], name="record_link_once"
            )
        ]
        indexes = [models.Index(fields=["target_kind", "target_id", "-occurred_at"])]
