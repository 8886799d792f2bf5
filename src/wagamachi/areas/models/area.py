"""圏域: three tiers, several zoning systems side by side, versions with dates (R001-R005)."""

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from wagamachi.core.models import Entity


class Tier(models.TextChoices):
    """The report's three tiers (P21). The theme of each is in ``areas.themes``."""

    MUNICIPALITY = "municipality", "区市町村圏域"
    MIDDLE = "middle", "中圏域"
    SMALL = "small", "小地域"


class Origin(models.TextChoices):
    """Who drew the area (R002)."""

    RESIDENTS = "residents", "住民提案"
    GOVERNMENT = "government", "行政設定"


class ZoningSystem(Entity):
    """One way of dividing the municipality: 小学校区, 中学校区, 包括圏域, 民児協地区, …

    Exactly one system per tier is ``is_base``: the one intakes are routed by.
    """

    code = models.SlugField("記号", max_length=30, unique=True)
    name = models.CharField("名称", max_length=40)
    kind = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="種類",
        limit_choices_to={"code_list_id": "KENIKI_TAIKEI"},
        null=True,
        blank=True,
    )
    tier = models.CharField("階層", max_length=12, choices=Tier.choices)
    is_base = models.BooleanField("相談の担当を決める区分け", default=False)
    source = models.CharField("出典", max_length=200, blank=True)

    class Meta:
        verbose_name = "区分け"
        verbose_name_plural = "区分け"
        ordering = ["tier", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tier"], condition=Q(is_base=True), name="one_base_zoning_per_tier"
            )
        ]


class AreaQuerySet(models.QuerySet["Area"]):
    def live(self, on: date) -> "AreaQuerySet":
        """Keep areas in force on ``on``; ``ends_on`` is exclusive."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)

    def base(self) -> "AreaQuerySet":
        return self.filter(zoning__is_base=True)


class Area(Entity):
    """One area. Its shape and towns live in dated ``AreaVersion`` rows."""

    zoning = models.ForeignKey(
        ZoningSystem, models.PROTECT, related_name="areas", verbose_name="区分け"
    )
    tier = models.CharField("階層", max_length=12, choices=Tier.choices)
    code = models.CharField("番号", max_length=30, blank=True)
    name = models.CharField("名称", max_length=60)
    kana = models.CharField("ふりがな", max_length=80, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        verbose_name="上の圏域",
        null=True,
        blank=True,
    )
    is_unknown = models.BooleanField("圏域不明", default=False)
    origin = models.CharField(
        "設定のしかた", max_length=12, choices=Origin.choices, default=Origin.GOVERNMENT
    )
    proposed_by = models.CharField("提案した人・集まり", max_length=120, blank=True)
    basis_codes = models.JSONField("よりどころ（地理・社会文化・経済）", default=list, blank=True)
    landmarks = models.TextField("目じるし（人・店・道・施設）", blank=True)
    size_note = models.CharField("広さのめやす", max_length=80, blank=True)
    theme_note = models.TextField("この圏域のテーマ（独自のことば）", blank=True)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日（この日から外れる）", null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "圏域"
        verbose_name_plural = "圏域"
        ordering = ["tier", "code", "name"]
        constraints = [
            models.CheckConstraint(
                name="area_period", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="resident_area_names_residents",
                condition=~Q(origin=Origin.RESIDENTS) | ~Q(proposed_by=""),
                violation_error_message="住民提案の圏域には、提案した人・集まりを書いてください。",
            ),
            models.UniqueConstraint(
                fields=["is_unknown"], condition=Q(is_unknown=True), name="one_unknown_area"
            ),
        ]


class Town(Entity):
    """町丁目, the smallest piece an address resolves to; ``longitude``/``latitude`` in degrees."""

    code = models.CharField("町丁目コード", max_length=20, blank=True)
    name = models.CharField("町丁目名", max_length=60)
    kana = models.CharField("ふりがな", max_length=80, blank=True)
    key = models.CharField("照合用の名前", max_length=60, unique=True, editable=False)
    longitude = models.FloatField("経度", null=True, blank=True)
    latitude = models.FloatField("緯度", null=True, blank=True)

    class Meta:
        verbose_name = "町丁目"
        verbose_name_plural = "町丁目"
        ordering = ["name"]


class AreaVersionQuerySet(models.QuerySet["AreaVersion"]):
    def live(self, on: date) -> "AreaVersionQuerySet":
        """Keep versions in force on ``on`` whose area is too; ``ends_on`` is exclusive."""
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gt=on),
            Q(area__ends_on=None) | Q(area__ends_on__gt=on),
            starts_on__lte=on,
            area__starts_on__lte=on,
        )


class AreaVersion(Entity):
    """What an area covered between two dates, and who agreed to it (R002).

    ``shape`` is WKB in longitude/latitude (JGD2011, EPSG:6668), or null when the area is only a
    list of towns. ``agreed_by`` names the forum; ``agreed_ref`` may point at its record.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="versions", verbose_name="圏域")
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日（この日から外れる）", null=True, blank=True)
    shape = models.BinaryField("形", null=True, blank=True)
    towns = models.ManyToManyField(Town, through="AreaTown", related_name="area_versions")
    agreed_by = models.CharField("合意した場", max_length=120, blank=True)
    agreed_ref = models.CharField("合意の記録", max_length=80, blank=True)
    note = models.TextField("変えた理由", blank=True)

    objects = AreaVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "圏域の版"
        verbose_name_plural = "圏域の版"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="area_version_period",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
            models.UniqueConstraint(
                fields=["area"], condition=Q(ends_on=None), name="one_current_area_version"
            ),
        ]
        # The stamp that tells whether shapes have changed reads this index only.
        indexes = [models.Index(fields=["-created_at", "-id"], name="area_version_newest")]


class AreaTown(models.Model):
    """A town, or some 番地 of it, belonging to one version of an area."""

    version = models.ForeignKey(AreaVersion, models.CASCADE, related_name="area_towns")
    town = models.ForeignKey(Town, models.PROTECT, related_name="area_towns")
    lots = models.CharField(
        "番地の範囲", max_length=120, blank=True, help_text="空なら町丁目の全部"
    )

    class Meta:
        verbose_name = "圏域に入る町丁目"
        verbose_name_plural = "圏域に入る町丁目"
        constraints = [
            models.UniqueConstraint(fields=["version", "town"], name="area_town_once"),
        ]


class AreaOverlap(models.Model):
    """How much of ``area`` lies in ``other`` (share 0-1), of another zoning or its own.

    Measured over ground when both have a shape, else over the 町丁目 they hold in common.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="overlaps")
    other = models.ForeignKey(Area, models.CASCADE, related_name="overlapped_by")
    share = models.FloatField("重なる割合")

    class Meta:
        verbose_name = "圏域の重なり"
        verbose_name_plural = "圏域の重なり"
        constraints = [
            models.UniqueConstraint(fields=["area", "other"], name="area_overlap_once"),
            models.CheckConstraint(
                name="area_overlap_share", condition=Q(share__gt=0) & Q(share__lte=1)
            ),
        ]


class MunicipalityProfile(models.Model):
    """How this municipality uses the tiers (R005). One row per database.

    ``tiers_in_use`` lists Tier values; a small town may leave out MIDDLE or SMALL. ``night_phone`` is
    whom to ring when no office is open, as ``night_name`` calls it.
    """

    name = models.CharField("区市町村名", max_length=40)
    code = models.CharField("全国地方公共団体コード", max_length=6, blank=True)
    tiers_in_use = models.JSONField("使う階層", default=list)
    tier_labels = models.JSONField("階層の呼び方", default=dict, blank=True)
    functions_off = models.JSONField("使わない機能", default=list, blank=True)
    night_phone = models.CharField("夜間・休日の電話番号", max_length=20, blank=True)
    night_name = models.CharField("その電話に出るところ", max_length=60, blank=True)
    is_fictional = models.BooleanField("架空のデモデータ", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        verbose_name = "区市町村の設定"
        verbose_name_plural = "区市町村の設定"
        constraints = [
            models.CheckConstraint(name="profile_singleton", condition=Q(singleton=True))
        ]


def unknown_area_id() -> UUID:
    """Return the id of 圏域不明, the area a record gets until somebody knows better (R001)."""
    return Area.objects.values_list("pk", flat=True).get(is_unknown=True)
