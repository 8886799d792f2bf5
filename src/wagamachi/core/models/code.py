"""Code lists are data, with versions and dates; a municipality renames or adds (DESIGN: mechanism 4)."""

from datetime import date

from django.db import models
from django.db.models import Q


class CodeList(models.Model):
    """One list. ``provenance`` says what is confirmed and what is our own proposal."""

    key = models.CharField("記号", max_length=30, primary_key=True)
    name = models.CharField("名称", max_length=60)
    provenance = models.CharField("由来", max_length=200, blank=True)
    release = models.CharField("版", max_length=20)

    class Meta:
        verbose_name = "コード表"
        verbose_name_plural = "コード表"
        ordering = ["key"]


class CodeQuerySet(models.QuerySet["Code"]):
    def of(self, key: str) -> "CodeQuerySet":
        return self.filter(code_list_id=key)

    def live(self, on: date) -> "CodeQuerySet":
        """Keep codes in use on ``on``; ``valid_until`` is exclusive."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gt=on)
        )


class Code(models.Model):
    """One entry. ``label`` is the shared wording, ``local_label`` what this municipality says.

    ``maps_to`` names the codes that statistics across municipalities add this one up under; a local
    addition (code ending in ``L`` and a number) must map to at least one shared code. ``told_apart``
    says which list it is of, where an earlier list of the same choice has the name
    (``codelists.tell_apart``).
    """

    code = models.CharField("コード", max_length=40, primary_key=True)
    code_list = models.ForeignKey(
        CodeList, models.PROTECT, related_name="codes", verbose_name="コード表"
    )
    label = models.CharField("名称", max_length=80)
    group = models.CharField("まとまり", max_length=40, blank=True)
    local_label = models.CharField("この区市町村での呼び方", max_length=80, blank=True)
    told_apart = models.CharField("どの表のものか", max_length=40, blank=True, editable=False)
    maps_to = models.ManyToManyField(
        "self", symmetrical=False, related_name="mapped_from", verbose_name="集計先", blank=True
    )
    synonyms = models.JSONField("同じ意味のことば", default=list, blank=True)
    is_local = models.BooleanField("この区市町村での追加", default=False)
    sort = models.PositiveIntegerField("並び", default=0)
    valid_from = models.DateField("使いはじめ", null=True, blank=True)
    valid_until = models.DateField("使いおわり（この日から）", null=True, blank=True)
    note = models.CharField("説明", max_length=200, blank=True)
    page_id = models.UUIDField("加えた画面の番号", null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = "コード"
        verbose_name_plural = "コード"
        ordering = ["code_list_id", "sort", "code"]

    def __str__(self) -> str:
        return f"{self.name}（{self.told_apart}）" if self.told_apart else self.name

    @property
    def name(self) -> str:
        """Return what it is called within its own list."""
        return self.local_label or self.label

    def is_live(self, on: date) -> bool:
        """Say whether the code is in use on ``on``; ``valid_until`` is exclusive."""
        began = self.valid_from is None or self.valid_from <= on
        return began and (self.valid_until is None or self.valid_until > on)
