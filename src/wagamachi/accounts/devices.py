"""The browsers an account knows: a signed cookie that says who has logged in here before.

It opens nothing. It only keeps whoever guesses from elsewhere out of the way of the owner.
"""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "wagamachi_device"
SALT = "wagamachi.accounts.devices"
KEEP_SECONDS = 180 * 24 * 60 * 60
AT_MOST = 20  # people at one machine; the cookie stays below 1 KB


@dataclass(frozen=True, slots=True)
class Device:
    """One browser and the accounts that have logged in on it, the newest first."""

    id: str
    accounts: tuple[str, ...] = ()

    def known_to(self, account: str) -> str:
        """Return the id if the account has been here, else nothing."""
        return self.id if account in self.accounts else ""


def device_of(request: HttpRequest) -> Device:
    """Return the browser as its cookie tells it; a new one without a cookie, or with a forged one."""
    said = request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=KEEP_SECONDS)
    own, *accounts = said.split(".") if said else [uuid4().hex]
    return Device(own, tuple(accounts))


def remember(request: HttpRequest, response: HttpResponse, user_id: UUID) -> None:
    """Let the browser be known to the account from now on."""
    before = device_of(request)
    others = [account for account in before.accounts if account != str(user_id)]
    known = replace(before, accounts=(str(user_id), *others)[:AT_MOST])
    response.set_signed_cookie(
        COOKIE,
        ".".join((known.id, *known.accounts)),
        salt=SALT,
        max_age=KEEP_SECONDS,
        path=reverse("account_login"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
