"""アセスメント: how somebody lives and wants to live, written down on a day by one person."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity

from ..enums import Handbook, Insurance, Pension

# The columns of a sheet that describe one side of life each, in the order of the paper form.
DOMAINS = (
    "health",
    "disability",
    "living",
    "money",
    "work",
    "family",
    "ties",
    "readiness",
)

# What is ticked or counted rather than told, in the order of the paper form.
FACTS = ("insurance", "pensions", "handbooks", "handbook_note", "income", "income_note")
# The labels of what several may be ticked of.
TICKED = {"pensions": Pension, "handbooks": Handbook}


class Assessment(Entity):
    """One sheet. It is never rewritten: a new one starts from its text, and both stay (R031).

    Only the worry itself is needed; no side of life (高齢・障害・児童 …) has to be filled in.
    """

    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="assessments", verbose_name="ケース"
    )
    previous = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="next",
        verbose_name="もとにした前のシート",
        null=True,
        blank=True,
    )
    member = models.ForeignKey(
        "casework.CaseMember",
        models.PROTECT,
        related_name="+",
        verbose_name="だれについて",
        null=True,
        blank=True,
    )
    assessed_on = models.DateField("聞きとった日")
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )
    written_at = models.DateTimeField("書いた日時")
    complaint = models.TextField("主訴（困っていること）")
    words = models.TextField("本人の言葉", blank=True)
    wish = models.TextField("本人の望む暮らし", blank=True)
    strengths = models.TextField("強み（できること・好きなこと・頼れる人）", blank=True)
    insurance = models.CharField(
        "健康保険", max_length=15, choices=Insurance.choices, blank=True, default=""
    )
    pensions = models.JSONField("年金", default=list, blank=True)
    handbooks = models.JSONField("手帳", default=list, blank=True)
    handbook_note = models.CharField("手帳の等級など", max_length=60, blank=True, default="")
    income = models.PositiveIntegerField("収入（月・円）", null=True, blank=True)
    income_note = models.CharField("何の収入か", max_length=120, blank=True, default="")
    health = models.TextField("健康・医療", blank=True)
    disability = models.TextField("障害・認知", blank=True)
    living = models.TextField("暮らし・住まい", blank=True)
    money = models.TextField("家計・お金", blank=True)
    work = models.TextField("仕事・学び", blank=True)
    family = models.TextField("家族", blank=True)
    ties = models.TextField("人づきあい・地域", blank=True)
    readiness = models.TextField("支援を受けることへの気持ち", blank=True)
    view = models.TextField("見立て", blank=True)
    urgent = models.TextField("急いですること", blank=True)

    class Meta:
        verbose_name = "アセスメント"
        verbose_name_plural = "アセスメント"
        ordering = ["-assessed_on", "-written_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="assessment_says_the_worry",
                condition=~Q(complaint=""),
                violation_error_message="主訴（困っていること）を書いてください。",
            )
        ]
        indexes = [models.Index(fields=["case", "-assessed_on", "-written_at"])]
