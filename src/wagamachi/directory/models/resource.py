"""社会資源: what a person can be linked to, formal or not, and how sure we are of it (R024).

The columns follow the service/location/schedule/cost core of HSDS, in one row.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wagamachi.core import codes
from wagamachi.core.codes import LAW, THEMES
from wagamachi.core.models import Entity
from wagamachi.core.wareki import WEEKDAYS

AT_HOME = (
    "SHIGEN-07",
    "SHIGEN-08",
)  # kinds that are one person: 専門職個人, 民生児童委員・福祉協力員


class Sector(models.TextChoices):
    """Who stands behind it (practice: フォーマル・インフォーマル・ボランタリー)."""

    FORMAL = "formal", "制度によるもの（フォーマル）"
    INFORMAL = "informal", "住民どうし・近所（インフォーマル）"
    VOLUNTARY = "voluntary", "ボランティア・市民活動"


class ResourceQuerySet(models.QuerySet["Resource"]):
    def live(self, on: date) -> "ResourceQuerySet":
        """Keep those that run on ``on``; ``ends_on`` is exclusive."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gt=on)
        )

    def public(self) -> "ResourceQuerySet":
        return self.filter(is_public=True)

    def about(self, themes: Iterable[str]) -> "ResourceQuerySet":
        """Keep those for any of the theme codes."""
        return self.filter(
            pk__in=self.model.themes.through.objects.filter(code_id__in=themes).values(
                "resource_id"
            )
        )

    def serving(self, area_ids: Sequence[UUID]) -> "ResourceQuerySet":
        """Keep those that serve any of the areas; one without areas serves the whole town."""
        places = self.model.areas.through.objects
        here = places.filter(area_id__in=area_ids).values("resource_id")
        return self.filter(Q(pk__in=here) | ~Q(pk__in=places.values("resource_id")))

    def here(self, area_ids: Sequence[UUID]) -> "ResourceQuerySet":
        """Keep those an area has: they name any of the areas, or stand in one."""
        named, standing = (
            link.through.objects.filter(area_id__in=area_ids).values("resource_id")
            for link in (self.model.areas, self.model.stands_in)
        )
        return self.filter(Q(pk__in=named) | Q(pk__in=standing))

    def on_weekday(self, weekday: int) -> "ResourceQuerySet":
        """Keep those that run on a day of the week, 0 (Monday) to 6."""
        return self.filter(weekdays__contains=str(weekday))

    def costing_at_most(self, yen: int) -> "ResourceQuerySet":
        """Keep those whose price is known and not above ``yen`` (0 is free)."""
        return self.filter(cost_yen__lte=yen)

    def unverified_since(self, day: date) -> "ResourceQuerySet":
        """Keep those nobody has confirmed on or after ``day``."""
        return self.filter(Q(verified_on=None) | Q(verified_on__lt=day))


class Resource(Entity):
    """One place, service, activity or helper. ``contact_person`` is for staff only."""

    name = models.CharField("名称", max_length=80)
    kana = models.CharField("ふりがな", max_length=120, blank=True)
    kind = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="種別",
        limit_choices_to={"code_list_id": "SHIGEN"},
    )
    sector = models.CharField("成り立ち", max_length=10, choices=Sector.choices)
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        related_name="resources",
        verbose_name="機関",
        null=True,
        blank=True,
    )
    themes = models.ManyToManyField(
        "core.Code",
        related_name="+",
        verbose_name="どんなことに",
        limit_choices_to={"code_list_id__in": [*THEMES, LAW]},
        blank=True,
    )
    description = models.TextField("内容", blank=True)
    areas = models.ManyToManyField(
        "areas.Area", related_name="resources", verbose_name="使える圏域", blank=True
    )
    # Where it stands by its own address, which nobody types: see ``services.standing``.
    town = models.ForeignKey(
        "areas.Town", models.PROTECT, related_name="+", verbose_name="町丁目", null=True,
        blank=True, editable=False,
    )  # fmt: skip
    stands_in = models.ManyToManyField(
        "areas.Area", related_name="standing", verbose_name="建っている圏域", editable=False
    )
    # Digits 0 (Monday) to 6: searchable with LIKE on both engines.
    weekdays = models.CharField("曜日", max_length=7, blank=True)
    hours = models.CharField("時間", max_length=80, blank=True)
    cost_yen = models.PositiveIntegerField("費用（円）", null=True, blank=True)
    cost_note = models.CharField("費用のメモ", max_length=80, blank=True)
    capacity = models.PositiveIntegerField("定員（人）", null=True, blank=True)
    contact = models.CharField("連絡窓口", max_length=80, blank=True)
    contact_person = models.CharField("担当の人（職員だけが見ます）", max_length=60, blank=True)
    phone = models.CharField("電話", max_length=20, blank=True)
    address = models.CharField("場所・所在地", max_length=120, blank=True)
    longitude = models.FloatField("経度", null=True, blank=True)
    latitude = models.FloatField("緯度", null=True, blank=True)
    wheelchair = models.BooleanField("車いすで使える", null=True, blank=True)
    access_note = models.CharField("使いやすさのメモ", max_length=120, blank=True)
    is_public = models.BooleanField("住民向けのページに出す", default=False)
    verified_on = models.DateField("確かめた日", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="確かめた人",
        null=True,
        blank=True,
    )
    starts_on = models.DateField("はじまる日", null=True, blank=True)
    ends_on = models.DateField("終了日（この日から外れる）", null=True, blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "社会資源"
        verbose_name_plural = "社会資源"
        ordering = ["kana", "name"]
        constraints = [
            models.CheckConstraint(
                name="resource_period",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="終了日は、はじまる日より後にしてください。",
            )
        ]
        indexes = [models.Index(fields=["kana", "name", "id"])]

    @property
    def is_at_home(self) -> bool:
        """Say whether it is one person who helps from their own home: nobody is told where."""
        return self.kind_id in codes.under("SHIGEN", *AT_HOME)

    @property
    def public_address(self) -> str:
        """Return where it is, for everybody: of people who help from their own home nothing."""
        return "" if self.is_at_home else self.address

    @property
    def weekday_labels(self) -> str:
        """Return 月・水・金, 月〜土, 毎日, or nothing when no day is fixed."""
        days = [int(digit) for digit in self.weekdays]
        if len(days) == len(WEEKDAYS):
            return "毎日"
        if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
            return f"{WEEKDAYS[days[0]]}〜{WEEKDAYS[days[-1]]}"
        return "・".join(WEEKDAYS[day] for day in days)

    @property
    def cost_label(self) -> str:
        """Return 無料, 500円 or わからない, with the note."""
        price = f"{self.cost_yen:,}円" if self.cost_yen else "無料"
        if self.cost_yen is None:
            price = "わからない"
        return f"{price}（{self.cost_note}）" if self.cost_note else price
