"""調整会議: those concerned sit down over one case; a near one ends たらいまわし (R013, R028)."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity


class CaseMeeting(Entity):
    """One meeting about one case: planned for a time, then held with an outcome, or called off.

    What was called before times were asked for has none.
    """

    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="meetings", verbose_name="ケース"
    )
    meets_on = models.DateField("開く日")
    from_time = models.TimeField("はじまり", null=True, blank=True)
    until_time = models.TimeField("おわり", null=True, blank=True)
    place = models.CharField("場所", max_length=80, blank=True)
    purpose = models.CharField("話し合うこと", max_length=200)
    called_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="呼びかけた人"
    )
    called_at = models.DateTimeField("呼びかけた日時")
    organizations = models.ManyToManyField(
        "organizations.Organization", related_name="+", verbose_name="集まる機関", blank=True
    )
    others = models.CharField("ほかに集まる人", max_length=200, blank=True)
    person_present = models.BooleanField("本人の同席", null=True, blank=True)
    outcome = models.TextField("決まったこと", blank=True)
    held_at = models.DateTimeField("記録した日時", null=True, blank=True)
    cancelled_because = models.CharField("取りやめた理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "調整会議"
        verbose_name_plural = "調整会議"
        ordering = ["-meets_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="held_meeting_has_outcome", condition=Q(held_at__isnull=True) | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(from_time=None, until_time=None)
                | Q(
                    from_time__isnull=False,
                    until_time__isnull=False,
                    until_time__gt=models.F("from_time"),
                ),
            ),
        ]
        indexes = [models.Index(fields=["case", "meets_on"])]

    @property
    def hours(self) -> str:
        """Return from when until when, 「10:00〜11:30」; nothing where no time was asked for."""
        if self.from_time is None or self.until_time is None:
            return ""
        return f"{self.from_time:%H:%M}〜{self.until_time:%H:%M}"
