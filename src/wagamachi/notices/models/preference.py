"""受け取り方: how one person wants to hear by e-mail, and when they want to be left alone."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from wagamachi.core.models import Entity

from ..enums import Mail

DIGEST_HOUR = 8


class Preference(Entity):
    """One person's choice; who has none gets the defaults below.

    ``address`` is used instead of the account's own; it gives no way into the account.

    From ``quiet_from`` (included) to ``quiet_until`` (excluded) no e-mail is sent; it may run over
    midnight. Both equal means that there are no quiet hours.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notice_preference",
        verbose_name="利用者",
    )
    address = models.EmailField("お知らせの送り先", blank=True)
    mail = models.CharField("メール", max_length=10, choices=Mail.choices, default=Mail.BY_KIND)
    digest_hour = models.PositiveSmallIntegerField(
        "まとめて届く時刻", default=DIGEST_HOUR, validators=[MaxValueValidator(23)]
    )
    quiet_from = models.PositiveSmallIntegerField(
        "メールを止める（から）", default=20, validators=[MaxValueValidator(23)]
    )
    quiet_until = models.PositiveSmallIntegerField(
        "メールを止める（まで）", default=7, validators=[MaxValueValidator(23)]
    )
    workdays_only = models.BooleanField("土日・祝日・年末年始はメールを止める", default=True)

    class Meta:
        verbose_name = "お知らせの受け取り方"
        verbose_name_plural = "お知らせの受け取り方"
