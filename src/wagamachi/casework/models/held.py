"""Responsibility: what is open always has a holder and a next action (I1, I2)."""

from django.db import models

from ..enums import Restriction, UrgentRank


class Located(models.Model):
    """Where a worry is. ``area`` is never empty: 圏域不明 stands in until somebody knows (R001)."""

    place = models.CharField("どこのこと", max_length=160)
    address_key = models.CharField(max_length=120, blank=True, editable=False)
    building_key = models.CharField(max_length=120, blank=True, editable=False)
    town = models.ForeignKey(
        "areas.Town", models.PROTECT, related_name="+", verbose_name="町丁目", null=True, blank=True
    )
    longitude = models.FloatField("経度", null=True, blank=True)
    latitude = models.FloatField("緯度", null=True, blank=True)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name="圏域")

    class Meta:
        abstract = True


class Held(models.Model):
    """Who must act next and by when. The team is never empty, whatever happens.

    ``holder_user`` is the named person; null means the worry lies in the team's inbox, where every
    member sees it. ``urgent_rank`` puts what cannot wait first until somebody has acted: on an intake
    until it is taken on or answered, on a case until the holding team's next record.
    """

    holder_team = models.ForeignKey(
        "organizations.Team", models.PROTECT, related_name="+", verbose_name="担当チーム"
    )
    holder_user = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="+",
        verbose_name="主担当",
        null=True,
        blank=True,
    )
    next_action_on = models.DateField("次にすることの期日", null=True, blank=True)
    next_action = models.CharField("次にすること", max_length=120, blank=True)
    urgent_rank = models.PositiveSmallIntegerField(
        "急ぎの順", choices=UrgentRank.choices, default=UrgentRank.CALM, editable=False
    )

    class Meta:
        abstract = True

    @property
    def cannot_wait(self) -> bool:
        return self.urgent_rank < UrgentRank.CALM


class Guarded(models.Model):
    """Who must not read it: neighbours when the person asks so (R016), most people by law (R017)."""

    keeps_from_neighbours = models.BooleanField("近隣・担当委員に知らせない", default=False)
    restriction = models.CharField(
        "特別な取り扱い", max_length=20, choices=Restriction.choices, blank=True
    )

    class Meta:
        abstract = True
