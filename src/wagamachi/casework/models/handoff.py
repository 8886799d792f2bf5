"""Hand-offs: asking others to act, without letting go before they do (R010, R011, R024, R026, I3)."""

from django.db import models
from django.db.models import F, Q

from wagamachi.core.models import Entity, where_set

from ..enums import HandoffKind, HandoffState, Level

# The receiver still has to say yes or no.
UNANSWERED = (HandoffState.SENT, HandoffState.RECEIVED, HandoffState.WEIGHING)
# The other side has it and has not said yes or no, if only to the sender on the telephone.
ASKED = (*UNANSWERED, HandoffState.ARRANGING)
# Somebody still has to say yes or no; the first of all may be the approver (R102).
WAITING = (HandoffState.UNAPPROVED, *ASKED)
# The receiver is, or may yet be, acting.
LIVE = (*WAITING, HandoffState.ACCEPTED)
# Accepting one of these changes the holder of the case.
MOVING = (HandoffKind.TRANSFER, HandoffKind.ESCALATE, HandoffKind.PULL)
# To these only the one who was asked says yes; nobody writes it down for them.
PERSONAL = (*MOVING, HandoffKind.COMPANION)


class Handoff(Entity):
    """One request to one receiver, with a purpose and a deadline.

    The receiver is a team that answers here, a resource of the directory, or somebody outside named
    in words; the sender writes the answer of the latter two down. Whoever is asked to walk beside a
    case is asked by name (``to_user``). Only a backup request may come without a case.
    ``snapshot`` freezes holder, teams and lawful basis at the moment of asking.
    """

    case = models.ForeignKey(
        "casework.Case",
        models.CASCADE,
        related_name="handoffs",
        verbose_name="ケース",
        null=True,
        blank=True,
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
    to_user = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="+",
        verbose_name="頼んだ人",
        null=True,
        blank=True,
        db_index=False,
    )
    to_resource = models.ForeignKey(
        "directory.Resource",
        models.PROTECT,
        related_name="+",
        verbose_name="つなぎ先の資源",
        null=True,
        blank=True,
    )
    to_external = models.CharField("つなぎ先（ことばで）", max_length=120, blank=True)
    purpose = models.CharField("なんのために", max_length=120)
    tried = models.TextField("試したこと", blank=True)
    backup_kind = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="バックアップの種別",
        null=True,
        blank=True,
        db_index=False,
        limit_choices_to={"code_list_id": "BACKUP"},
    )
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
    received_at = models.DateTimeField("受け取った日時", null=True, blank=True)
    reminded_on = models.DateField("期日を知らせた日", null=True, blank=True)
    question = models.TextField("聞きたいこと", blank=True)
    explanation = models.TextField("聞かれたことへの答え", blank=True)
    is_partial = models.BooleanField("一部だけ引き受けた", default=False)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_for = models.CharField("返事をくれた人（外の機関）", max_length=80, blank=True)
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
                condition=Q(to_team__isnull=False, to_resource__isnull=True, to_external="")
                | Q(to_team__isnull=True, to_resource__isnull=False, to_external="")
                | (Q(to_team__isnull=True, to_resource__isnull=True) & ~Q(to_external="")),
            ),
            models.CheckConstraint(
                name="handoff_is_lawful",
                condition=Q(consent__isnull=False)
                | Q(legal_basis__isnull=False)
                | Q(
                    kind__in=[HandoffKind.BACKUP, HandoffKind.COMPANION],
                    level__lte=Level.STATUS,
                )
                | (
                    Q(kind=HandoffKind.PULL)
                    & ~Q(state__in=[HandoffState.ACCEPTED, HandoffState.FINISHED])
                ),
            ),
            models.CheckConstraint(
                name="only_backup_comes_without_case",
                condition=Q(case__isnull=False) | Q(kind=HandoffKind.BACKUP),
            ),
            models.CheckConstraint(
                name="backup_says_what_kind",
                condition=~Q(kind=HandoffKind.BACKUP) | Q(backup_kind__isnull=False),
            ),
            models.CheckConstraint(
                name="escalation_says_what_was_tried",
                condition=~Q(kind=HandoffKind.ESCALATE) | ~Q(tried=""),
            ),
            models.CheckConstraint(
                name="holder_moves_only_to_a_team",
                condition=~Q(kind__in=MOVING) | Q(to_team__isnull=False),
            ),
            models.CheckConstraint(
                name="handoff_is_answered_after_it_is_sent",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("sent_at")),
            ),
            models.CheckConstraint(
                name="i3_declined_handoff_says_why",
                condition=~Q(state=HandoffState.DECLINED)
                | Q(decline_reason__isnull=False)
                | (Q(kind=HandoffKind.COMPANION) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="companion_is_asked_by_name",
                condition=Q(
                    kind=HandoffKind.COMPANION, to_team__isnull=False, to_user__isnull=False
                )
                | (~Q(kind=HandoffKind.COMPANION) & Q(to_user__isnull=True)),
            ),
            models.CheckConstraint(
                name="finished_handoff_has_result",
                condition=~Q(state=HandoffState.FINISHED) | Q(result__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "to_team"],
                condition=Q(kind=HandoffKind.REFER, state__in=LIVE),
                name="one_live_handoff_per_team",
                violation_error_message="この機関には、もうつないでいます。",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind__in=MOVING, state__in=WAITING),
                name="one_move_at_a_time",
                violation_error_message="担当を移す話が、もう進んでいます。",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind=HandoffKind.COMPANION, state__in=WAITING),
                name="one_companion_asked_at_a_time",
                violation_error_message="伴走を、もうお願いしています。",
            ),
        ]
        indexes = [
            models.Index(fields=["to_team", "state", "due_on"]),
            models.Index(fields=["from_team", "state", "due_on"]),
            models.Index(fields=["case", "-sent_at"]),
            models.Index(fields=["-sent_at"]),
            models.Index(fields=["kind", "-sent_at"]),
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["state", "answered_at"]),
            *where_set("handoff", "to_user", "backup_kind"),
        ]

    @property
    def receiver(self) -> str:
        """Return whom it was asked of, as one name."""
        if self.to_team is not None:
            team = f"{self.to_team.organization.name} {self.to_team.name}"
            return f"{team} {self.to_user.name}" if self.to_user is not None else team
        return self.to_resource.name if self.to_resource is not None else self.to_external

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_personal(self) -> bool:
        return self.kind in PERSONAL

    @property
    def moves_holder(self) -> bool:
        return self.kind in MOVING

    @property
    def has_become_holder(self) -> bool:
        """Say whether who was to be told of the case holds it now: no period ends that."""
        told = self.from_team_id if self.kind == HandoffKind.PULL else self.to_team_id
        return self.case is not None and self.case.holder_team_id == told
