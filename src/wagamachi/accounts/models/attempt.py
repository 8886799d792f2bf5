"""Tries to log in: what is counted so that nobody guesses a password and nobody is locked out."""

from datetime import datetime
from typing import Self

from django.db import models


class LoginAttemptQuerySet(models.QuerySet["LoginAttempt"]):
    def wrong(self) -> Self:
        return self.filter(is_right=False)

    def by_strangers(self) -> Self:
        """Keep those from a browser and an address at which the account was never logged in."""
        return self.filter(device="", is_known=False)

    def since(self, at: datetime) -> Self:
        return self.filter(at__gt=at)


class LoginAttempt(models.Model):
    """One try that was answered. One that was turned away for coming too soon is not counted.

    ``account`` is the id of the account, or a digest of what was typed when there is none;
    ``device`` the browser, if the account has logged in there before; ``is_known`` says the same of
    the address.
    """

    at = models.DateTimeField("とき")
    account = models.CharField("利用者", max_length=64)
    address = models.CharField("アドレス", max_length=45)
    device = models.CharField("機械", max_length=32, blank=True)
    is_known = models.BooleanField("前にも入れたところ", default=False)
    is_right = models.BooleanField("入れた", default=False)

    objects = LoginAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "ログインの試み"
        verbose_name_plural = "ログインの試み"
        indexes = [
            models.Index(fields=["account", "at"]),
            models.Index(fields=["address", "at"]),
            models.Index(fields=["at"]),
        ]
