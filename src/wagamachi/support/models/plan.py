"""支援計画: what the person wants, what they do themselves, and who helps by when (R028, R030, R031)."""

from django.db import models
from django.db.models import F, Q

from wagamachi.casework.enums import Achievement
from wagamachi.core.codes import THEMES
from wagamachi.core.models import Entity

from ..enums import PlanOutcome, PlanState


class SupportPlan(Entity):
    """One numbered version of the plan of a case; a re-plan points to the one before.

    Agreed, it carries the person's own words or why they could not be heard; ended, it has an
    evaluation. The database insists on both.
    """

    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="plans", verbose_name="ケース"
    )
    number = models.PositiveSmallIntegerField("第何回")
    previous = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="next",
        verbose_name="前の計画",
        null=True,
        blank=True,
    )
    state = models.CharField(
        "状態", max_length=10, choices=PlanState.choices, default=PlanState.DRAFT
    )
    words = models.TextField("本人の言葉（どうしたいか）", blank=True)
    unheard_reason = models.TextField("本人の言葉を聞けていない理由", blank=True)
    strengths = models.TextField("強み（できること・好きなこと・頼れる人）", blank=True)
    vision = models.TextField("目指す姿", blank=True)
    starts_on = models.DateField("計画の期間（はじめ）")
    ends_on = models.DateField("計画の期間（おわり）", null=True, blank=True)
    next_review_on = models.DateField("次に見直す日（モニタリング）", null=True, blank=True)
    meeting_on = models.DateField("話し合った日", null=True, blank=True)
    person_present = models.BooleanField("話し合いに本人がいた", null=True, blank=True)
    signed_on = models.DateField("署名の日（紙）", null=True, blank=True)
    signed_by = models.CharField("署名した人", max_length=80, blank=True)
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="つくった人"
    )
    written_at = models.DateTimeField("つくった日時")
    agreed_at = models.DateTimeField("合意した日時", null=True, blank=True)
    ended_at = models.DateTimeField("終えた日時", null=True, blank=True)
    outcome = models.CharField("このあと", max_length=10, choices=PlanOutcome.choices, blank=True)
    evaluation = models.OneToOneField(
        "casework.Evaluation",
        models.PROTECT,
        related_name="plan",
        verbose_name="評価",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "支援計画"
        verbose_name_plural = "支援計画"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="plan_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state=PlanState.ENDED),
                name="one_open_plan_per_case",
                violation_error_message="終えていない計画があります。",
            ),
            models.CheckConstraint(
                name="agreed_plan_has_words_or_reason",
                condition=Q(state=PlanState.DRAFT) | ~Q(words="") | ~Q(unheard_reason=""),
            ),
            models.CheckConstraint(
                name="agreed_plan_has_review_date",
                condition=Q(state=PlanState.DRAFT, agreed_at__isnull=True)
                | (
                    ~Q(state=PlanState.DRAFT)
                    & Q(
                        agreed_at__isnull=False,
                        next_review_on__isnull=False,
                        person_present__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="ended_plan_has_evaluation",
                condition=(
                    Q(state=PlanState.ENDED, ended_at__isnull=False, evaluation__isnull=False)
                    & ~Q(outcome="")
                )
                | (
                    ~Q(state=PlanState.ENDED)
                    & Q(ended_at__isnull=True, evaluation__isnull=True, outcome="")
                ),
            ),
            models.CheckConstraint(
                name="plan_period", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="signed_plan_says_who",
                condition=Q(signed_on__isnull=True) | ~Q(signed_by=""),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_review_on"]),
            models.Index(fields=["agreed_at"]),
            models.Index(fields=["ended_at"]),
        ]


class PlanGoal(Entity):
    """One goal, said as something somebody does; the helper is an organisation or a name."""

    plan = models.ForeignKey(SupportPlan, models.CASCADE, related_name="goals", verbose_name="計画")
    position = models.PositiveSmallIntegerField("並び")
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="copies",
        verbose_name="前の計画の目標",
        null=True,
        blank=True,
    )
    theme = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="課題",
        limit_choices_to={"code_list_id__in": THEMES},
    )
    member = models.ForeignKey(
        "casework.CaseMember",
        models.PROTECT,
        related_name="+",
        verbose_name="だれの",
        null=True,
        blank=True,
    )
    goal = models.CharField("目標（行動で書く）", max_length=200)
    own_part = models.TextField("本人がすること", blank=True)
    support = models.TextField("支援（まわりがすること）", blank=True)
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="+",
        verbose_name="支える機関",
        null=True,
        blank=True,
    )
    helper = models.CharField("機関のほかに支える人", max_length=80, blank=True)
    due_on = models.DateField("いつまでに", null=True, blank=True)
    achievement = models.PositiveSmallIntegerField(
        "達成", choices=Achievement.choices, null=True, blank=True
    )
    achieved_note = models.CharField("どこまで進んだか", max_length=200, blank=True)

    class Meta:
        verbose_name = "目標"
        verbose_name_plural = "目標"
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="goal_says_who_does_what",
                condition=~Q(own_part="") | ~Q(support=""),
                violation_error_message="本人がすることか、支援のどちらかを書いてください。",
            ),
            models.CheckConstraint(
                name="goal_support_has_a_doer",
                condition=Q(support="") | Q(organization__isnull=False) | ~Q(helper=""),
            ),
        ]
        indexes = [models.Index(fields=["theme", "achievement"])]
