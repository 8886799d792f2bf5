"""しくみの提案: what cases taught, brought to those who can change a scheme (R047)."""

from django.db import models
from django.db.models import Q

from wagamachi.core.codes import THEMES
from wagamachi.core.models import Entity
from wagamachi.core.refs import Ref

from ..enums import OutcomeKind, ProposalState, Receiver, Verdict


class Proposal(Entity):
    """One change somebody asks for. It names no case and no person.

    Its evidence is counted from the register of 制度の狭間 by ``reason``, ``theme`` and ``area``, and
    ``gaps`` are those it bundles. It is read beyond its team once a second person let it out.
    ``waiting_since`` is the day it was handed in, while no answer has come.
    """

    title = models.CharField("何を変えたいか", max_length=80)
    reason = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="使えなかった理由",
        limit_choices_to={"code_list_id": "HAZAMA"},
        null=True,
        blank=True,
    )
    theme = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="課題",
        limit_choices_to={"code_list_id__in": THEMES},
        null=True,
        blank=True,
    )
    area = models.ForeignKey(
        "areas.Area",
        models.PROTECT,
        related_name="+",
        verbose_name="圏域",
        null=True,
        blank=True,
    )
    gaps = models.ManyToManyField(
        "support.Gap", related_name="proposals", verbose_name="束ねる制度の狭間", blank=True
    )
    need = models.TextField("足りないもの・困っていること")
    tried = models.TextField("これまでに試したこと", blank=True)
    ask = models.TextField("提案すること")
    state = models.CharField(
        "いま", max_length=10, choices=ProposalState.choices, default=ProposalState.DRAFT
    )
    waiting_since = models.DateField("返事を待ちはじめた日", null=True, blank=True)
    team = models.ForeignKey(
        "organizations.Team", models.PROTECT, related_name="+", verbose_name="まとめるチーム"
    )
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )

    class Meta:
        verbose_name = "しくみの提案"
        verbose_name_plural = "しくみの提案"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="proposal_waits_once_handed_in",
                condition=Q(state=ProposalState.SUBMITTED, waiting_since__isnull=False)
                | ~Q(state=ProposalState.SUBMITTED) & Q(waiting_since=None),
            )
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"]),
            models.Index(fields=["state", "waiting_since"]),
        ]


class Submission(Entity):
    """Once handed in: to whom, with which evidence, and what was answered when.

    ``evidence`` is what the register said on that day: ``years`` as pairs of label and figure, and the ids
    of the ``gaps`` whose sentences went along. It no longer changes; a sentence that is taken back is gone.
    ``called_back_because`` says why it counts as never handed in. ``body`` and ``answer`` are read beyond the
    team once a second person let them out.
    """

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="submissions", verbose_name="しくみの提案"
    )
    receiver = models.CharField("どこへ", max_length=12, choices=Receiver.choices)
    body = models.CharField("会議や部署の名前", max_length=80)
    submitted_on = models.DateField("出した日")
    evidence = models.JSONField("そのときの根拠", default=dict)
    submitted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="出した人"
    )
    verdict = models.CharField("返事", max_length=8, choices=Verdict.choices, blank=True)
    answered_on = models.DateField("返事の日", null=True, blank=True)
    answer = models.TextField("返事の中身", blank=True)
    ended_at = models.DateTimeField("終わった日時", null=True, blank=True)
    called_back_because = models.TextField("出したことを取り消すわけ", blank=True)

    class Meta:
        verbose_name = "提案の提出"
        verbose_name_plural = "提案の提出"
        ordering = ["-submitted_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(ended_at=None), name="one_body_at_a_time"
            ),
            models.CheckConstraint(
                name="answer_has_a_day",
                condition=Q(verdict="", answered_on=None)
                | ~Q(verdict="") & Q(answered_on__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="called_back_is_over_and_unanswered",
                condition=Q(called_back_because="") | Q(verdict="", ended_at__isnull=False),
            ),
        ]

    @property
    def came_of_it(self) -> str:
        """Return how it stands, in words."""
        if self.verdict:
            return Verdict(self.verdict).label
        if self.called_back_because:
            return "取り消した"
        return "取り下げた" if self.ended_at else "返事待ち"


class Outcome(Entity):
    """What an adopted proposal became: an item of a plan, a scheme, a place.

    Where it has a page of its own here, ``target_kind`` and ``target_id`` are the Ref to it. Its words are
    read beyond the team once a second person let them out.
    """

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="outcomes", verbose_name="しくみの提案"
    )
    kind = models.CharField("何になったか", max_length=10, choices=OutcomeKind.choices)
    title = models.CharField("名前", max_length=120)
    place = models.CharField("どの計画・どこの事業か", max_length=120)
    from_on = models.DateField("いつから")
    note = models.TextField("くわしく", blank=True)
    target_kind = models.CharField(max_length=30, blank=True)
    target_id = models.UUIDField(null=True, blank=True)
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )

    class Meta:
        verbose_name = "できたしくみ"
        verbose_name_plural = "できたしくみ"
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="outcome_points_at_a_row_or_nowhere",
                condition=Q(target_kind="", target_id=None)
                | ~Q(target_kind="") & Q(target_id__isnull=False),
            )
        ]

    @property
    def ref(self) -> Ref | None:
        return Ref(self.target_kind, self.target_id) if self.target_id else None


class Correction(Entity):
    """One mending, with its reason; ``before`` is pairs of the label and the words that stood there."""

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="corrections", verbose_name="しくみの提案"
    )
    about = models.CharField("直したもの", max_length=30)
    before = models.JSONField("直す前", default=list)
    reason = models.TextField("直すわけ")
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="直した人"
    )
    written_at = models.DateTimeField("直した日時")

    class Meta:
        verbose_name = "提案の書きなおし"
        verbose_name_plural = "提案の書きなおし"
        ordering = ["written_at", "id"]
