"""外に出してよいか: one asking about the texts of one row, and the answer of a second person."""

from django.db import models
from django.db.models import F, Q

from wagamachi.core.models import Entity

from ..enums import ReleaseState

DECIDED = (ReleaseState.LET_OUT, ReleaseState.SENT_BACK)


class Release(Entity):
    """One asking. It holds no text: what was looked at is the row itself, which a change asks about anew.

    ``team`` looks it through; ``ended_at`` says since when another asking, or none, stands in its place;
    ``also_by`` wrote words of it that nobody had let out when it was asked about anew;
    ``passed_count`` is None where nobody counted, before it was kept.
    """

    target_kind = models.CharField(max_length=30)
    target_id = models.UUIDField()
    state = models.CharField(
        "状態", max_length=10, choices=ReleaseState.choices, default=ReleaseState.WAITING
    )
    team = models.ForeignKey(
        "organizations.Team", models.PROTECT, related_name="+", verbose_name="確かめるチーム"
    )
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )
    also_by = models.ManyToManyField(
        "accounts.User", related_name="+", verbose_name="ほかに書いた人", blank=True
    )
    asked_at = models.DateTimeField("確かめてほしいと言った日時")
    passed_count = models.PositiveIntegerField(
        "書いた人が確かめたところの数", null=True, blank=True
    )
    decided_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="+",
        verbose_name="確かめた人",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField("確かめた日時", null=True, blank=True)
    remark = models.TextField("直してほしいところ", blank=True)
    ended_at = models.DateTimeField("おわった日時", null=True, blank=True)

    class Meta:
        verbose_name = "外に出す文"
        verbose_name_plural = "外に出す文"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_kind", "target_id"],
                condition=Q(ended_at=None),
                name="one_release_at_a_time",
            ),
            models.CheckConstraint(
                name="release_is_decided_by_a_second_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="decided_release_says_who_and_when",
                condition=Q(state=ReleaseState.WAITING, decided_by=None, decided_at=None)
                | Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sent_back_release_says_why",
                condition=~Q(state=ReleaseState.SENT_BACK) | ~Q(remark=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "state", "asked_at"],
                condition=Q(ended_at=None),
                name="asked_of_team",
            ),
            models.Index(
                fields=["written_by", "state"], condition=Q(ended_at=None), name="asked_by_me"
            ),
            models.Index(fields=["target_kind", "target_id"]),
        ]
