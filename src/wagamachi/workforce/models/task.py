"""委員の仕事: what a 民生委員 is asked to do besides cases, and to whom it was handed on (R172).

No resident and no case is ever named here.
"""

from django.db import models
from django.db.models import F, Q

from wagamachi.core.models import Entity

from ..enums import ASKED, AT_REST, Asker, Bearer, OfferEnd, TaskKind, TaskState

MOST_MINUTES = 10_000  # in a month: more than anybody has


def _none_receives() -> Q:
    return Q(to_team=None, to_user=None)


def _one_receives() -> Q:
    return Q(to_team=None, to_user__isnull=False) | Q(to_team__isnull=False, to_user=None)


class CommissionerTask(Entity):
    """One piece of work. Until somebody else has taken it, and whenever it comes back, it lies with
    its ``commissioner``: never with nobody."""

    title = models.CharField("仕事", max_length=80)
    kind = models.CharField("種類", max_length=10, choices=TaskKind.choices)
    asker = models.CharField("だれからの依頼か", max_length=14, choices=Asker.choices)
    asked_on = models.DateField("頼まれた日")
    bearer = models.CharField("担い手の性格", max_length=10, choices=Bearer.choices)
    commissioner = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="commissioner_tasks", verbose_name="委員"
    )
    team = models.ForeignKey(
        "organizations.Team",
        models.PROTECT,
        related_name="commissioner_tasks",
        verbose_name="班・民児協",
    )
    area = models.ForeignKey(
        "areas.Area",
        models.PROTECT,
        related_name="+",
        verbose_name="圏域",
        null=True,
        blank=True,
    )
    due_on = models.DateField("いつまでに", null=True, blank=True)
    minutes_per_month = models.PositiveIntegerField("月にかかる時間の見こみ（分）")
    note = models.TextField("くわしく", blank=True)
    against = models.ForeignKey(
        "workforce.ReliefDecision",
        models.PROTECT,
        related_name="tasks_against",
        verbose_name="やめると決めた判断",
        null=True,
        blank=True,
    )
    despite = models.CharField("それでも書くわけ", max_length=200, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=TaskState.choices, default=TaskState.MINE
    )
    to_team = models.ForeignKey(
        "organizations.Team",
        models.PROTECT,
        related_name="tasks_asked",
        verbose_name="頼んだチーム",
        null=True,
        blank=True,
    )
    to_user = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="tasks_asked",
        verbose_name="頼んだ人",
        null=True,
        blank=True,
    )
    entered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )

    class Meta:
        verbose_name = "委員の仕事"
        verbose_name_plural = "委員の仕事"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="task_asked_of_one",
                condition=~Q(state__in=ASKED) | _one_receives(),
            ),
            models.CheckConstraint(
                name="task_at_rest_asks_nobody",
                condition=~Q(state__in=(*AT_REST, TaskState.WITHDRAWN)) | _none_receives(),
            ),
            models.CheckConstraint(
                name="task_public_not_on_residents",
                condition=~Q(bearer=Bearer.PUBLIC) | Q(to_user=None),
                violation_error_message="公的責任の仕事を、住民や委員に頼むことはできません。",
            ),
            models.CheckConstraint(
                name="task_against_a_decision_says_why",
                condition=Q(against=None, despite="") | Q(against__isnull=False) & ~Q(despite=""),
            ),
            models.CheckConstraint(
                name="task_minutes", condition=Q(minutes_per_month__lte=MOST_MINUTES)
            ),
        ]
        indexes = [
            models.Index(fields=["commissioner", "state"]),
            models.Index(fields=["to_team", "state"]),
            models.Index(fields=["to_user", "state"]),
            models.Index(fields=["-created_at", "-id"]),
        ]

    @property
    def receiver(self) -> str:
        """Return who is asked; empty when nobody is."""
        if self.to_user is not None:
            return self.to_user.name
        if self.to_team is not None:
            return f"{self.to_team.organization.name} {self.to_team.name}"
        return ""

    @property
    def holder(self) -> str:
        """Return in whose hands it is: the 委員 until somebody else has taken it."""
        return self.receiver if self.state == TaskState.TAKEN else self.commissioner.name


class TaskOffer(models.Model):
    """One time a task was asked of somebody: who, when, and how it ended."""

    task = models.ForeignKey(CommissionerTask, models.CASCADE, related_name="offers")
    page_id = models.UUIDField("頼んだ画面の番号", null=True, unique=True, editable=False)
    to_team = models.ForeignKey(
        "organizations.Team", models.PROTECT, related_name="+", verbose_name="頼むチーム",
        null=True, blank=True,
    )  # fmt: skip
    to_user = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="頼む人",
        null=True, blank=True,
    )  # fmt: skip
    note = models.CharField("ことづけ", max_length=200, blank=True)
    offered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=10, choices=OfferEnd.choices, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("わけ", max_length=200, blank=True)

    class Meta:
        verbose_name = "委員の仕事を頼んだこと"
        verbose_name_plural = "委員の仕事を頼んだこと"
        ordering = ["offered_at", "id"]
        constraints = [
            models.CheckConstraint(name="task_offer_to_one", condition=_one_receives()),
            models.CheckConstraint(
                name="task_offer_ends_somehow",
                condition=Q(ended_at=None, ended_as="")
                | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
            ),
            models.CheckConstraint(
                name="task_offer_in_order",
                condition=Q(taken_at=None) | Q(ended_at=None) | Q(ended_at__gte=F("taken_at")),
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(ended_at=None), name="task_one_offer_at_a_time"
            ),
        ]
