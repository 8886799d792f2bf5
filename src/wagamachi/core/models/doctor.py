"""What the nightly look-over found."""

from django.db import models

from .base import Entity


class DoctorRun(Entity):
    """One look-over. ``findings`` is a list of {name, promise, places}; empty means all is well."""

    started_at = models.DateTimeField("はじめた日時", db_index=True)
    finished_at = models.DateTimeField("終えた日時")
    check_count = models.PositiveSmallIntegerField("調べた約束の数")
    findings = models.JSONField("見つかったこと", default=list, blank=True)

    class Meta:
        verbose_name = "夜の点検"
        verbose_name_plural = "夜の点検"
        ordering = ["-started_at"]
