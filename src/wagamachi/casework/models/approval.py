"""承認: what is told without consent rests on a second person's word, never on one alone (R102)."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from wagamachi.core import clock
from wagamachi.core.models import Entity

from ..enums import ApprovalState, Level


def open_at(at: datetime, prefix: str = "") -> Q:
    """Match the approvals that let their receiver in at an instant: no night's work is needed to close."""
    on = clock.today(at)

    def these(**said: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in said.items()})

    goes_on = these(until_on__isnull=True) | these(until_on__gt=on)
    emergency = these(state=ApprovalState.WAITING, is_emergency=True, due_at__gt=at)
    return (these(state=ApprovalState.APPROVED) | emergency) & goes_on


class Approval(Entity):
    """One question to an approver: may this be told to that receiver, on this legal basis, for so long?

    In an emergency the receiver sees it at once and somebody must approve by ``due_at``, else it closes
    by itself. Otherwise nothing leaves the house before the yes, and at ``due_at`` the question lapses.
    ``team`` is the team that held the case and asked; its organisation's leads answer.
    """

    handoff = models.ForeignKey("casework.Handoff", models.CASCADE, related_name="approvals")
    team = models.ForeignKey(
        "organizations.Team", models.PROTECT, related_name="+", verbose_name="承認を頼んだチーム"
    )
    state = models.CharField(
        "状態", max_length=10, choices=ApprovalState.choices, default=ApprovalState.WAITING
    )
    legal_basis = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="法的根拠",
        limit_choices_to={"code_list_id": "KYOYU_KONKYO"},
    )
    reason = models.TextField("同意によらない理由")
    level = models.PositiveSmallIntegerField("見える範囲", choices=Level.choices)
    is_emergency = models.BooleanField("緊急", default=False)
    until_on = models.DateField("見てよい期間（この日から見えなくなる）", null=True, blank=True)
    asked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="承認を頼んだ人"
    )
    asked_at = models.DateTimeField("頼んだ日時")
    due_at = models.DateTimeField("承認の期限")
    decided_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="+",
        verbose_name="決めた人",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField("決めた日時", null=True, blank=True)
    note = models.TextField("承認する人のことば", blank=True)

    class Meta:
        verbose_name = "承認"
        verbose_name_plural = "承認"
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="approval_takes_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="approval_is_somebodys_word",
                condition=~Q(state__in=[ApprovalState.APPROVED, ApprovalState.REFUSED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(name="approval_says_why", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["handoff"],
                condition=Q(state__in=[ApprovalState.WAITING, ApprovalState.APPROVED]),
                name="one_approval_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "state", "due_at"]),
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["handoff", "-asked_at"]),
        ]

    @property
    def case_id(self) -> UUID | None:
        return self.handoff.case_id

    @property
    def is_over(self) -> bool:
        """Say whether nobody sees anything by it any more: refused, or not decided in time."""
        return self.state in (ApprovalState.REFUSED, ApprovalState.LAPSED)
