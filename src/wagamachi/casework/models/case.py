"""ケース: the household is the unit of work (R020)."""

from datetime import date

from django.db import models
from django.db.models import Q

from wagamachi.core.codes import THEMES
from wagamachi.core.models import Entity, where_set

from ..enums import (
    Achievement,
    Aftercare,
    CaseState,
    Closeness,
    HandoffKind,
    Level,
    ParticipationKind,
)
from .held import Guarded, Held, Located

OPEN_STATES = (CaseState.OPENED, CaseState.ACTIVE, CaseState.STANDING_BY)
ENDED_STATES = (CaseState.CLOSED, CaseState.MERGED)


class CaseCounter(models.Model):
    """The last case number given in a fiscal year."""

    fiscal_year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Case(Entity, Located, Held, Guarded):
    """One household with everything that weighs on it.

    ``label`` is what colleagues call it (a name, or 「12階のBさん」). While open it has a holder and a
    next action; closed it has an evaluation and a reason. The database insists on both.
    """

    number = models.CharField("ケース番号", max_length=20, unique=True)
    state = models.CharField(
        "状態", max_length=12, choices=CaseState.choices, default=CaseState.OPENED
    )
    label = models.CharField("呼び名", max_length=60)
    kana = models.CharField("ふりがな", max_length=80, blank=True)
    household_type = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="世帯のかたち",
        null=True,
        blank=True,
        limit_choices_to={"code_list_id": "SETAI"},
    )
    summary = models.TextField("あらまし", blank=True)
    unrestricted_because = models.CharField(
        "特別な取り扱いをやめた理由", max_length=200, blank=True
    )
    tags = models.ManyToManyField(
        "core.Code",
        related_name="+",
        verbose_name="課題タグ",
        blank=True,
        limit_choices_to={"code_list_id__in": THEMES},
    )
    social_background = models.TextField("地域の側にある背景（社会的な要因）", blank=True)
    areas = models.ManyToManyField("areas.Area", related_name="cases", verbose_name="重なる圏域")
    second_user = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="+",
        verbose_name="副担当",
        null=True,
        blank=True,
        db_index=False,
    )
    is_escalated = models.BooleanField("段階を上げた", default=False)
    companion_team = models.ForeignKey(
        "organizations.Team",
        models.PROTECT,
        related_name="+",
        verbose_name="伴走するチーム",
        null=True,
        blank=True,
        db_index=False,
    )
    companion_user = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="+",
        verbose_name="伴走担当",
        null=True,
        blank=True,
        db_index=False,
    )
    contact_every_days = models.PositiveSmallIntegerField(
        "連絡をとる間隔（日）", null=True, blank=True
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="merged_from",
        verbose_name="まとめた先",
        null=True,
        blank=True,
        db_index=False,
    )
    opened_at = models.DateTimeField("引き受けた日時")
    last_record_at = models.DateTimeField("最後の記録", null=True, blank=True)
    closed_at = models.DateTimeField("終えた日時", null=True, blank=True)
    close_reason = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="終える理由",
        null=True,
        blank=True,
        limit_choices_to={"code_list_id": "SHUKETSU"},
    )
    closing_evaluation = models.ForeignKey(
        "casework.Evaluation",
        models.PROTECT,
        related_name="+",
        verbose_name="終結の評価",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "ケース"
        verbose_name_plural = "ケース"
        constraints = [
            models.CheckConstraint(
                name="i1_i2_open_case_has_next_action",
                condition=Q(state__in=ENDED_STATES) | Q(next_action_on__isnull=False),
            ),
            models.CheckConstraint(
                name="i5_escalated_case_has_companion",
                condition=Q(is_escalated=False) | Q(companion_team__isnull=False),
            ),
            models.CheckConstraint(
                name="companion_person_has_team",
                condition=Q(companion_user__isnull=True) | Q(companion_team__isnull=False),
            ),
            models.CheckConstraint(
                name="standing_by_has_contact_cycle",
                condition=~Q(state=CaseState.STANDING_BY)
                | Q(contact_every_days__isnull=False, contact_every_days__gte=1),
            ),
            models.CheckConstraint(
                name="merged_case_says_where",
                condition=Q(state=CaseState.MERGED, merged_into__isnull=False)
                | (~Q(state=CaseState.MERGED) & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="i7_closed_case_has_evaluation_and_reason",
                condition=Q(
                    state=CaseState.CLOSED,
                    closed_at__isnull=False,
                    close_reason__isnull=False,
                    closing_evaluation__isnull=False,
                )
                | (~Q(state=CaseState.CLOSED) & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=[
                    "holder_team",
                    "state",
                    "next_action_on",
                    "id",
                    "holder_user",
                    "urgent_rank",
                ]
            ),
            models.Index(fields=["holder_user", "state", "next_action_on", "id"]),
            models.Index(fields=["holder_team", "-opened_at", "-id"]),
            models.Index(fields=["-opened_at"]),
            models.Index(fields=["companion_user", "state"]),
            models.Index(fields=["area", "state"]),
            models.Index(fields=["address_key"]),
            models.Index(fields=["building_key"]),
            *where_set("case", "second_user", "companion_team", "companion_user", "merged_into"),
        ]


class CaseMember(Entity):
    """One person of the household, with the themes that are theirs. Leaving keeps the history."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="members", verbose_name="ケース")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="memberships", verbose_name="人"
    )
    relation = models.CharField("続柄・関係", max_length=30)
    is_key = models.BooleanField("中心になる人", default=False)
    joined_on = models.DateField("加わった日")
    left_on = models.DateField("離れた日", null=True, blank=True)
    note = models.TextField("本人のことば・強み", blank=True)

    class Meta:
        verbose_name = "世帯の人"
        verbose_name_plural = "世帯の人"
        ordering = ["-is_key", "joined_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(left_on=None), name="member_once_per_case"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_key=True, left_on=None), name="one_key_member"
            ),
        ]


class MemberTheme(models.Model):
    """A theme that weighs on one member, from when until when."""

    member = models.ForeignKey(CaseMember, models.CASCADE, related_name="themes")
    theme = models.ForeignKey("core.Code", models.PROTECT, related_name="+", verbose_name="課題")
    since_on = models.DateField("いつから")
    until_on = models.DateField("いつまで", null=True, blank=True)

    class Meta:
        verbose_name = "課題"
        verbose_name_plural = "課題"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "theme"], condition=Q(until_on=None), name="member_theme_once"
            )
        ]
        indexes = [models.Index(fields=["theme", "since_on"])]


class Supporter(Entity):
    """Somebody who stands by the household or one of its members, formal or not (R020)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="supporters", verbose_name="ケース")
    member = models.ForeignKey(
        CaseMember,
        models.PROTECT,
        related_name="supporters",
        verbose_name="だれを",
        null=True,
        blank=True,
        db_index=False,
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="+",
        verbose_name="機関",
        null=True,
        blank=True,
    )
    name = models.CharField("支える人・機関", max_length=80)
    closeness = models.CharField("つながり方", max_length=10, choices=Closeness.choices)
    role = models.CharField("していること", max_length=120)
    since_on = models.DateField("いつから")
    until_on = models.DateField("いつまで", null=True, blank=True)

    class Meta:
        verbose_name = "支える人・機関"
        verbose_name_plural = "支える人・機関"
        ordering = ["closeness", "name"]
        indexes = where_set("supporter", "member")


class Evaluation(Entity):
    """評価: how far it got, what changed, what remains (R030)."""

    case = models.ForeignKey(
        Case, models.CASCADE, related_name="evaluations", verbose_name="ケース"
    )
    evaluated_at = models.DateTimeField("評価した日時")
    evaluated_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="評価した人"
    )
    achievement = models.PositiveSmallIntegerField("目標の達成", choices=Achievement.choices)
    changes = models.ManyToManyField(
        "core.Code",
        related_name="+",
        verbose_name="見られた変化",
        limit_choices_to={"code_list_id": "HENKA"},
    )
    wish = models.TextField("本人の思い", blank=True)
    remaining = models.TextField("残っている課題")
    next_step = models.TextField("次の対応")
    aftercare = models.CharField("終えたあと", max_length=15, choices=Aftercare.choices)

    class Meta:
        verbose_name = "評価"
        verbose_name_plural = "評価"
        ordering = ["-evaluated_at"]
        indexes = [models.Index(fields=["case", "-evaluated_at"])]


class Participation(Entity):
    """関与: the only door into a case for anybody outside the holding team.

    It says who (a team, or one person as one of ``user_team``), as what, since when and why it is
    lawful: a consent, or a legal basis that somebody else approved. Seeing no more than holder and
    status needs no basis, since it tells nothing of the person (I4). When the consent is withdrawn or
    the approval refused, the participation ends in the same transaction.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="participations")
    kind = models.CharField("立場", max_length=20, choices=ParticipationKind.choices)
    level = models.PositiveSmallIntegerField("見える範囲", choices=Level.choices)
    team = models.ForeignKey(
        "organizations.Team", models.PROTECT, related_name="participations", null=True, blank=True
    )
    user = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="participations",
        null=True,
        blank=True,
        db_index=False,
    )
    user_team = models.ForeignKey(
        "organizations.Team",
        models.PROTECT,
        related_name="+",
        verbose_name="どのチームの人として",
        null=True,
        blank=True,
        db_index=False,
    )
    consent = models.ForeignKey(
        "people.Consent", models.PROTECT, related_name="participations", null=True, blank=True
    )
    legal_basis = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="法的根拠",
        null=True,
        blank=True,
        limit_choices_to={"code_list_id": "KYOYU_KONKYO"},
    )
    handoff = models.ForeignKey(
        "casework.Handoff", models.PROTECT, related_name="participations", null=True, blank=True
    )
    approval = models.ForeignKey(
        "casework.Approval", models.PROTECT, related_name="participations", null=True, blank=True
    )
    since_at = models.DateTimeField("いつから")
    until_at = models.DateTimeField("いつまで", null=True, blank=True)
    ended_because = models.CharField("終わった理由", max_length=120, blank=True)

    class Meta:
        verbose_name = "関与"
        verbose_name_plural = "関与"
        constraints = [
            models.CheckConstraint(
                name="participation_is_one_team_or_person",
                condition=Q(team__isnull=False, user__isnull=True)
                | Q(team__isnull=True, user__isnull=False),
            ),
            models.CheckConstraint(
                name="named_person_is_of_a_team",
                condition=Q(user__isnull=True)
                | Q(user_team__isnull=False)
                | Q(level__lte=Level.STATUS),
            ),
            models.CheckConstraint(
                name="participation_is_lawful",
                condition=Q(level__lte=Level.STATUS)
                | Q(consent__isnull=False)
                | Q(legal_basis__isnull=False, approval__isnull=False)
                | Q(legal_basis__isnull=False, until_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind=ParticipationKind.COMPANION, until_at=None),
                name="one_companion_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "case"], condition=Q(until_at=None), name="live_by_team"),
            models.Index(fields=["user", "case"], condition=Q(until_at=None), name="live_by_user"),
            models.Index(fields=["case", "since_at"]),
            *where_set("participation", "user", "user_team"),
        ]

    @property
    def closes_on(self) -> date | None:
        """Return the first day it opens nothing more; who climbed walks beside the case to its end."""
        beside, handoff = self.kind == ParticipationKind.COMPANION, self.handoff
        if beside and handoff is not None and handoff.kind == HandoffKind.ESCALATE:
            return None
        return self.approval.until_on if self.approval else None
