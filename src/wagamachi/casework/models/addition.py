"""あとから直したこと・書きたしたこと: what changed in a worry after it was written down, and by whom."""

from django.db import models
from django.db.models import Q

from wagamachi.core.models import Entity

from .intake import Intake


class IntakeAddition(Entity):
    """One thing that whoever took the worry in corrected or added; both versions stay readable.

    ``field`` is the column of the intake that was corrected from ``before`` to ``text``; empty for
    something added.
    """

    intake = models.ForeignKey(
        Intake, models.CASCADE, related_name="additions", verbose_name="相談"
    )
    field = models.CharField("直したところ", max_length=20, blank=True)
    before = models.TextField("前に書いてあったこと", blank=True)
    text = models.TextField("書きたしたこと", blank=True)
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="書いた人"
    )
    written_at = models.DateTimeField("書いた日時")

    class Meta:
        verbose_name = "相談への書きたし"
        verbose_name_plural = "相談への書きたし"
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="addition_says_something", condition=~Q(field="") | ~Q(text="")
            )
        ]
        indexes = [models.Index(fields=["intake", "written_at"])]

    @property
    def label(self) -> str:
        """Return what was corrected, as it is called on the form; empty for something added."""
        return str(Intake._meta.get_field(self.field).verbose_name) if self.field else ""  # type: ignore[union-attr]
