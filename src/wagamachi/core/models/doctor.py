"""What the house does by itself, and what the nightly look-over found."""

from django.db import models

from .base import Entity


class DoctorRun(Entity):
    """One look-over. ``findings`` is a list of ``core.doctor.Finding``; empty means all is well."""

    started_at = models.DateTimeField("はじめた日時", db_index=True)
    finished_at = models.DateTimeField("終えた日時")
    check_count = models.PositiveSmallIntegerField("調べた約束の数")
    findings = models.JSONField("見つかったこと", default=list, blank=True)

    class Meta:
        verbose_name = "夜の点検"
        verbose_name_plural = "夜の点検"
        ordering = ["-started_at"]


class HouseWork(Entity):
    """One work of the night or the rounds, as it went the last time; a row for each name."""

    name = models.CharField("名前", max_length=80, unique=True)
    began_at = models.DateTimeField("はじめた日時")
    seconds = models.FloatField("かかった秒数")
    done_count = models.PositiveIntegerField("あつかった数", null=True, blank=True)
    done_at = models.DateTimeField("さいごまで終えた日時", null=True, blank=True)
    failed_as = models.CharField("終わらなかったわけ（種類）", max_length=80, blank=True)

    class Meta:
        verbose_name = "夜と見まわりの仕事"
        verbose_name_plural = "夜と見まわりの仕事"
        ordering = ["name"]
