"""世帯数 as the municipality counts them: what figures about areas are held against (R018)."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity

from .area import Area, Town


class HouseholdCount(Entity):
    """How many households there were on a day, in one 町丁目 or in one area, and who says so."""

    area = models.ForeignKey(
        Area, models.CASCADE, related_name="+", verbose_name="圏域", null=True, blank=True
    )
    town = models.ForeignKey(
        Town, models.CASCADE, related_name="+", verbose_name="町丁目", null=True, blank=True
    )
    households = models.PositiveIntegerField("世帯数")
    counted_on = models.DateField("いつの数か")
    source = models.CharField("出典", max_length=120)

    class Meta:
        verbose_name = "世帯数"
        verbose_name_plural = "世帯数"
        constraints = [
            models.CheckConstraint(
                name="households_of_an_area_or_a_town",
                condition=Q(area=None, town__isnull=False) | Q(area__isnull=False, town=None),
            ),
            models.UniqueConstraint(fields=["area", "counted_on"], name="households_of_area_once"),
            models.UniqueConstraint(fields=["town", "counted_on"], name="households_of_town_once"),
        ]
