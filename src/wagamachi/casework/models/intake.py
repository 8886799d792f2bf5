"""相談の受けとめ: one small form behind every door (R015, R022)."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity, where_set

from ..enums import IntakeAsk, IntakeState
from .held import Guarded, Held, Located


class Intake(Entity, Located, Held, Guarded):
    """A worry as it came in; what is done with it is a case.

    Until somebody received it, whoever took it in may correct what they mistyped; what it said before is
    kept (``IntakeAddition``). Afterwards what was heard is never edited, only added to.

    Required are only: who noticed, how things look, roughly where. ``window_kind`` is the kind of the
    receiving organisation at that moment, kept for the statistics by 受付窓口種別.
    """

    state = models.CharField(
        "状態", max_length=10, choices=IntakeState.choices, default=IntakeState.WAITING
    )
    received_at = models.DateTimeField("受けた日時")
    received_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="受けた人"
    )
    received_team = models.ForeignKey(
        "organizations.Team",
        models.PROTECT,
        related_name="+",
        verbose_name="受けた窓口",
        null=True,
        blank=True,
    )
    window_kind = models.ForeignKey(
        "core.Code", models.PROTECT, related_name="+", verbose_name="受付窓口種別"
    )
    noticed_by = models.CharField("だれが気づきましたか", max_length=80)
    situation = models.TextField("どんな様子ですか")
    # What was heard stays in ``place``; this is what it turned out to be (R001).
    place_known = models.CharField("わかった場所", max_length=160, blank=True)
    route = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="相談経路",
        null=True,
        blank=True,
    )
    method = models.ForeignKey(
        "core.Code", models.PROTECT, related_name="+", verbose_name="手段", null=True, blank=True
    )
    subject = models.CharField("ご本人の名前か呼び名", max_length=60, blank=True)
    subject_kana = models.CharField("ふりがな", max_length=80, blank=True)
    phone = models.CharField("連絡先の電話", max_length=20, blank=True)
    name_key = models.CharField(max_length=80, blank=True, editable=False)
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    urgency = models.JSONField("急ぎのしるし", default=list, blank=True)
    themes = models.ManyToManyField("core.Code", related_name="+", verbose_name="課題", blank=True)
    areas = models.ManyToManyField("areas.Area", related_name="intakes", verbose_name="重なる圏域")
    case = models.ForeignKey(
        "casework.Case",
        models.PROTECT,
        related_name="intakes",
        verbose_name="ケース",
        null=True,
        blank=True,
    )
    ask = models.CharField(
        "なにを求めるか", max_length=10, choices=IntakeAsk.choices, default=IntakeAsk.WORRY
    )
    raised_from = models.ForeignKey(
        "records.ActivityRecord",
        models.PROTECT,
        related_name="+",
        verbose_name="もとになった記録",
        null=True,
        blank=True,
        db_index=False,
    )
    tried = models.TextField("試したこと", blank=True)
    asked = models.TextField("求めること", blank=True)
    weighing_at = models.DateTimeField("検討をはじめた日時", null=True, blank=True)
    responded_at = models.DateTimeField("はじめて応じた日時", null=True, blank=True)
    answer = models.TextField("お答えした内容", blank=True)
    answered_at = models.DateTimeField("終えた日時", null=True, blank=True)

    class Meta:
        verbose_name = "相談"
        verbose_name_plural = "相談"
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="i1_i2_waiting_intake_has_next_action",
                condition=~Q(state=IntakeState.WAITING) | Q(next_action_on__isnull=False),
            ),
            models.CheckConstraint(
                name="taken_intake_is_on_a_case",
                condition=Q(state=IntakeState.TAKEN, case__isnull=False)
                | (~Q(state=IntakeState.TAKEN) & Q(case__isnull=True)),
            ),
            models.CheckConstraint(
                name="i7_answered_intake_says_how",
                condition=~Q(state=IntakeState.ANSWERED)
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="raised_intake_says_what_was_tried",
                condition=~Q(ask=IntakeAsk.RAISE) | (~Q(tried="") & ~Q(asked="")),
            ),
        ]
        indexes = [
            models.Index(fields=["holder_team", "state", "urgent_rank", "received_at"]),
            models.Index(fields=["received_team", "-received_at"]),
            models.Index(fields=["received_team", "urgent_rank", "-received_at"]),
            models.Index(fields=["received_by", "-received_at"]),
            models.Index(fields=["state", "-received_at"]),
            models.Index(fields=["ask", "-received_at"]),
            models.Index(fields=["-received_at"]),
            models.Index(fields=["address_key"]),
            models.Index(fields=["building_key"]),
            models.Index(fields=["phone_key"]),
            models.Index(fields=["name_key"]),
            *where_set("intake", "raised_from"),
        ]
