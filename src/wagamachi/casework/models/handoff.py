"""つなぎ: asking somebody else to act, without letting go (R024, I3)."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity

from ..enums import HandoffKind, HandoffState, Level


class Handoff(Entity):
    """One request to one receiver, with a purpose and a deadline.

    The receiver is a team that answers here, or a resource outside the system whose answer the sender
    writes down. ``snapshot`` freezes holder, teams and lawful basis at the moment of asking.
    """

    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="handoffs", verbose_name="ケース"
    )
    kind = models.CharField(
        "種類", max_length=10, choices=HandoffKind.choices, default=HandoffKind.REFER
    )
    state = models.CharField("状態", max_length=10, choices=HandoffState.choices)
    from_team = models.ForeignKey(
        "organizations.Team", models.PROTECT, related_name="+", verbose_name="つなぐ側"
    )
    from_user = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="つないだ人"
    )
    to_team = models.ForeignKey(
        "organizations.Team",
        models.PROTECT,
        related_name="+",
        verbose_name="つなぎ先",
        null=True,
        blank=True,
    )
    to_resource = models.ForeignKey(
        "directory.Resource",
        models.PROTECT,
        related_name="+",
        verbose_name="つなぎ先の資源",
        null=True,
        blank=True,
    )
    purpose = models.CharField("なんのために", max_length=120)
    request = models.TextField("お願いしたいこと")
    shared_summary = models.TextField("先方に見せる内容")
    level = models.PositiveSmallIntegerField(
        "引き受けたあとに見える範囲", choices=Level.choices, default=Level.SUMMARY
    )
    consent = models.ForeignKey(
        "people.Consent", models.PROTECT, related_name="+", null=True, blank=True
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
    basis_reason = models.TextField("同意によらない理由", blank=True)
    snapshot = models.JSONField("つないだときの控え", default=dict)
    sent_at = models.DateTimeField("つないだ日時")
    due_on = models.DateField("返事の期日")
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True
    )
    answer = models.TextField("返事", blank=True)
    decline_reason = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="戻す理由",
        null=True,
        blank=True,
        limit_choices_to={"code_list_id": "HAZAMA"},
    )
    result = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="結果",
        null=True,
        blank=True,
        limit_choices_to={"code_list_id": "TSUNAGI_KEKKA"},
    )
    result_note = models.TextField("結果の説明", blank=True)
    finished_at = models.DateTimeField("結果を確かめた日時", null=True, blank=True)
    follow_up_on = models.DateField("そのあとを確かめる日", null=True, blank=True)

    class Meta:
        verbose_name = "つなぎ"
        verbose_name_plural = "つなぎ"
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="i3_handoff_has_one_receiver",
                condition=Q(to_team__isnull=False, to_resource__isnull=True)
                | Q(to_team__isnull=True, to_resource__isnull=False),
            ),
            models.CheckConstraint(
                name="handoff_is_lawful",
                condition=Q(consent__isnull=False) | Q(legal_basis__isnull=False),
            ),
            models.CheckConstraint(
                name="i3_declined_handoff_says_why",
                condition=~Q(state=HandoffState.DECLINED) | Q(decline_reason__isnull=False),
            ),
            models.CheckConstraint(
                name="finished_handoff_has_result",
                condition=~Q(state=HandoffState.FINISHED) | Q(result__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "to_team"],
                condition=Q(state__in=[HandoffState.SENT, HandoffState.ACCEPTED]),
                name="one_live_handoff_per_team",
                violation_error_message="この機関には、もうつないでいます。",
            ),
        ]
        indexes = [
            models.Index(fields=["to_team", "state", "due_on"]),
            models.Index(fields=["from_team", "state", "due_on"]),
            models.Index(fields=["case", "-sent_at"]),
            models.Index(fields=["-sent_at"]),
        ]
