"""役割: who does what for the household, by when (R110). Gaps and overlaps are read off it."""

from django.db import models
from django.db.models import Q

from wagamachi.core.codes import THEMES
from wagamachi.core.models import Entity, where_set


class RoleTask(Entity):
    """One task of one agency, neighbour or the family itself, about one theme.

    The doer is an organisation of the register or, for anybody else, ``name``.
    """

    case = models.ForeignKey(
        "casework.Case", models.CASCADE, related_name="roles", verbose_name="ケース"
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="+",
        verbose_name="機関",
        null=True,
        blank=True,
    )
    name = models.CharField("機関のほかの人・場", max_length=80, blank=True)
    member = models.ForeignKey(
        "casework.CaseMember",
        models.PROTECT,
        related_name="+",
        verbose_name="だれのこと",
        null=True,
        blank=True,
        db_index=False,
    )
    theme = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="課題",
        null=True,
        blank=True,
        db_index=False,
        limit_choices_to={"code_list_id__in": THEMES},
    )
    task = models.CharField("すること", max_length=120)
    since_on = models.DateField("いつから")
    due_on = models.DateField("いつまでに", null=True, blank=True)
    done_on = models.DateField("終えた日", null=True, blank=True)

    class Meta:
        verbose_name = "役割"
        verbose_name_plural = "役割"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="role_has_one_doer",
                condition=Q(organization__isnull=False, name="")
                | (Q(organization__isnull=True) & ~Q(name="")),
            )
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(done_on=None), name="role_standing"),
            *where_set("roletask", "member", "theme"),
        ]
