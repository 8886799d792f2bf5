"""Rows that are only ever added: the audit chain and the moves of every state machine."""

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One link of the hash chain. Triggers refuse UPDATE and DELETE."""

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20)
    target_kind = models.CharField(max_length=30, blank=True)
    target_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "監査記録"
        verbose_name_plural = "監査記録"
        indexes = [
            models.Index(fields=["target_kind", "target_id", "-seq"]),
            models.Index(fields=["user", "-seq"]),
            models.Index(fields=["at"]),
        ]


class StateTransition(models.Model):
    """One executed move: what changed, by whom, when and why. Triggers refuse UPDATE and DELETE."""

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    target_kind = models.CharField(max_length=30)
    target_id = models.UUIDField()
    action = models.CharField(max_length=30)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "状態の移り変わり"
        verbose_name_plural = "状態の移り変わり"
        indexes = [models.Index(fields=["target_kind", "target_id", "-seq"])]
