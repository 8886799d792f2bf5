"""気になるしるし: what the detectors found, kept so that every list and page can show it (R012-R014)."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity, where_set

from ..enums import FlagKind


class CaseFlag(Entity):
    """One thing that is wrong with an open case, from when until when.

    ``facts`` holds the numbers and ids its sentence is made of, never text about a person. It may be
    silenced for a while, only with a reason; when the day has come it speaks again.
    """

    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="flags", verbose_name="ケース"
    )
    kind = models.CharField("しるし", max_length=15, choices=FlagKind.choices)
    since_at = models.DateTimeField("見つけた日時")
    cleared_at = models.DateTimeField("消えた日時", null=True, blank=True)
    facts = models.JSONField("もとになった数", default=dict, blank=True)
    quiet_until = models.DateField("この日まで知らせない", null=True, blank=True)
    quiet_reason = models.CharField("知らせない理由", max_length=200, blank=True)
    quiet_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    class Meta:
        verbose_name = "しるし"
        verbose_name_plural = "しるし"
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(cleared_at=None), name="one_flag_of_a_kind"
            ),
            models.CheckConstraint(
                name="quiet_flag_says_why",
                condition=Q(quiet_until__isnull=True)
                | (~Q(quiet_reason="") & Q(quiet_by__isnull=False)),
            ),
        ]
        indexes = [
            # With the day it was cleared, though it is always empty here: only an index that holds
            # every column asked for saves SQLite from opening the rows, cleared ones among them.
            models.Index(
                fields=["kind", "case", "quiet_until", "cleared_at"],
                condition=Q(cleared_at=None),
                name="flag_standing",
            ),
            *where_set("caseflag", "quiet_by"),
        ]
