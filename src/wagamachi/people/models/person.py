"""The people a worry is about. A name is never needed; a nickname is enough (R022)."""

from datetime import date

from django.db import models
from django.db.models import Q

from wagamachi.core import codes
from wagamachi.core.models import Entity, where_set


class Person(Entity):
    """One person, perhaps known only as 「12階のBさん」.

    The ``*_key`` columns are folded for matching and are filled by the services. A person who turns
    out to be somebody already known points there with ``merged_into`` and keeps its links.
    """

    name = models.CharField("氏名", max_length=60, blank=True)
    nickname = models.CharField("呼び名", max_length=60, blank=True)
    kana = models.CharField("ふりがな", max_length=80, blank=True)
    birth_on = models.DateField("生年月日", null=True, blank=True)
    age_band = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="年代",
        null=True,
        blank=True,
        limit_choices_to={"code_list_id": "NENDAI"},
    )
    phone = models.CharField("電話", max_length=20, blank=True)
    address = models.CharField("住所", max_length=160, blank=True)
    aliases = models.JSONField("前の呼び名", default=list, blank=True)
    name_key = models.CharField(max_length=80, blank=True, editable=False)
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    address_key = models.CharField(max_length=120, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="merged_from",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
    )

    class Meta:
        verbose_name = "人"
        verbose_name_plural = "人"
        constraints = [
            models.CheckConstraint(
                name="person_is_called_something",
                condition=~Q(name="") | ~Q(nickname=""),
                violation_error_message="氏名か呼び名のどちらかを書いてください。",
            )
        ]
        indexes = [
            models.Index(fields=["name_key"]),
            models.Index(fields=["phone_key"]),
            models.Index(fields=["address_key"]),
            *where_set("person", "merged_into"),
        ]

    @property
    def label(self) -> str:
        return self.name or self.nickname

    @property
    def with_san(self) -> str:
        """Return how one speaks of them: a nickname like 「14階のEさん」 says さん already."""
        return (
            self.label
            if self.label.endswith(("さん", "様", "ちゃん", "くん"))
            else f"{self.label}さん"
        )

    @property
    def also_called(self) -> list[str]:
        """Return what else they are or were called, from before their name was known (R022)."""
        found = dict.fromkeys([self.nickname, *self.aliases])
        return [name for name in found if name and name != self.label]

    @property
    def called_besides(self) -> list[str]:
        """Return what they are or were called besides, those names from before a merge too (R022)."""
        found = dict.fromkeys([*self.known.also_called, *self.also_called, self.label])
        return [name for name in found if name != self.known.label]

    @property
    def known(self) -> "Person":
        """Return who this turned out to be: itself, or the person it was merged into."""
        return self.merged_into or self


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self, on: date) -> "ConsentQuerySet":
        """Keep consents that were given, not withdrawn, and have not run out on ``on``."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gt=on),
            answer__in=Consent.given(),
            withdrawn_at=None,
        )


class Consent(Entity):
    """One answer of one person about who may know what (同意). Never changed, only withdrawn.

    ``items`` are the six item groups, ``recipients`` the organisations it names; ``valid_until`` is
    exclusive and null while support lasts.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents", verbose_name="本人")
    answer = models.ForeignKey(
        "core.Code",
        models.PROTECT,
        related_name="+",
        verbose_name="答え",
        limit_choices_to={"code_list_id": "DOI_KOTAE"},
    )
    items = models.ManyToManyField(
        "core.Code",
        related_name="+",
        verbose_name="伝えてよいこと",
        limit_choices_to={"code_list_id": "DOI_KOMOKU"},
    )
    recipients = models.ManyToManyField(
        "organizations.Organization", related_name="+", verbose_name="伝えてよい相手"
    )
    method = models.CharField("確かめ方", max_length=20, default="口頭")
    asked_at = models.DateTimeField("確かめた日時")
    asked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name="確かめた人"
    )
    valid_until = models.DateField("期限（この日から無効）", null=True, blank=True)
    withdrawn_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    note = models.TextField("説明・理由", blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "同意"
        verbose_name_plural = "同意"
        indexes = [models.Index(fields=["person", "-asked_at"])]

    @staticmethod
    def given() -> frozenset[str]:
        """Return the answers that are a yes (同意, 一部同意), the municipality's own ones too."""
        return codes.under("DOI_KOTAE", "DOI_KOTAE-01", "DOI_KOTAE-02")
