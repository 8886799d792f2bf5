"""機関 and their teams: anybody who can take a worry in or be handed one (R111, R140)."""

import unicodedata
from datetime import date

from django.db import models
from django.db.models import F, Q

from wagamachi.core.models import Entity
from wagamachi.core.text import fold


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def live(self, on: date) -> "OrganizationQuerySet":
        """Keep those that exist on ``on``; ``closes_on`` is exclusive."""
        return self.filter(Q(closes_on=None) | Q(closes_on__gt=on), opens_on__lte=on)

    def intake_points(self, on: date) -> "OrganizationQuerySet":
        """Keep those that take any worry in on ``on`` (R015)."""
        return self.live(on).filter(is_intake_point=True)

    def matching(self, text: str) -> "OrganizationQuerySet":
        """Keep those whose name or reading holds every word of ``text``, kana and width alike."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(name__icontains=unicodedata.normalize("NFKC", word))
                | Q(kana__icontains=fold(word))
            )
        return found


class Organization(Entity):
    """An organisation of any sector. ``kind`` is a code of the list TSUNAGISAKI (つなぎ先)."""

    name = models.CharField("名称", max_length=80)
    kana = models.CharField("ふりがな", max_length=120, blank=True)
    kind = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="種別",
        limit_choices_to={"code_list_id": "TSUNAGISAKI"},
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        verbose_name="法人・本部",
        null=True,
        blank=True,
    )
    is_intake_point = models.BooleanField("相談を受ける窓口", default=False)
    is_core_body = models.BooleanField("中心的な役割を果たす機関", default=False)
    speciality = models.TextField("専門領域", blank=True)
    scope_note = models.TextField("守備範囲", blank=True)
    contact = models.CharField("連絡窓口", max_length=120, blank=True)
    phone = models.CharField("電話", max_length=20, blank=True)
    address = models.CharField("所在地", max_length=120, blank=True)
    longitude = models.FloatField("経度", null=True, blank=True)
    latitude = models.FloatField("緯度", null=True, blank=True)
    opens_on = models.DateField("開始日")
    closes_on = models.DateField("終了日（この日から外れる）", null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "機関"
        verbose_name_plural = "機関"
        ordering = ["kana", "name"]
        constraints = [
            models.CheckConstraint(
                name="organization_period",
                condition=Q(closes_on=None) | Q(closes_on__gt=F("opens_on")),
            )
        ]


class TeamQuerySet(models.QuerySet["Team"]):
    def live(self, on: date) -> "TeamQuerySet":
        """Keep teams that work on ``on``, in an organisation that exists on that day."""
        return self.filter(
            Q(closes_on=None) | Q(closes_on__gt=on),
            Q(organization__closes_on=None) | Q(organization__closes_on__gt=on),
            organization__opens_on__lte=on,
        )


class Team(Entity):
    """The people of one organisation who share an inbox; every organisation has at least one.

    A base team holds what arrives from its ``areas``; ``is_fallback`` marks the one team that
    takes a worry whose area nobody knows, so that none is ever without a holder.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="teams", verbose_name="機関"
    )
    name = models.CharField("名称", max_length=80)
    areas = models.ManyToManyField(
        "areas.Area", related_name="teams", verbose_name="受け持つ圏域", blank=True
    )
    is_base = models.BooleanField("圏域の相談を受けとめるチーム", default=False)
    is_fallback = models.BooleanField("圏域がわからない相談を受けとめるチーム", default=False)
    closes_on = models.DateField("終了日（この日から外れる）", null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "チーム"
        verbose_name_plural = "チーム"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_fallback"], condition=Q(is_fallback=True), name="one_fallback_team"
            )
        ]
