"""制度の狭間: what was looked at, and why it could not be used (R023)."""

from django.db import models

from wagamachi.core.codes import THEMES
from wagamachi.core.models import Entity


class Gap(Entity):
    """One need of a case that no scheme covered. Only ``public_note`` leaves the case."""

    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="gaps", verbose_name="ケース"
    )
    scheme = models.CharField("検討した制度・サービス", max_length=120)
    reason = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="使えなかった理由",
        limit_choices_to={"code_list_id": "HAZAMA"},
    )
    theme = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="課題",
        limit_choices_to={"code_list_id__in": THEMES},
    )
    note = models.TextField("くわしく（ケースの中だけ）", blank=True)
    public_note = models.CharField(
        "台帳にのせる一文（だれのことかわからないように）", max_length=200, blank=True
    )
    handoff = models.OneToOneField(
        "casework.Handoff",
        models.PROTECT,
        related_name="gap",
        verbose_name="もとになった、戻ってきたつなぎ",
        null=True,
        blank=True,
    )
    found_on = models.DateField("わかった日")
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )

    class Meta:
        verbose_name = "制度の狭間"
        verbose_name_plural = "制度の狭間"
        ordering = ["-found_on", "-id"]
        indexes = [
            models.Index(fields=["case", "-found_on"]),
            models.Index(fields=["-found_on", "-id"]),
        ]
