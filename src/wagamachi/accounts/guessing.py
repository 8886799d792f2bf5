"""How many wrong passwords are too many, counted so that one person's never stop another's right one.

Somebody who guesses is slowed down where they are. The owner of the account comes from a browser or
an address that the account knows, which has a count of its own:

* a browser where the account has logged in before counts only its own mistakes;
* an address where it has counts those made there at this account;
* anybody else also waits when strangers have tried this account, or this address many accounts,
  too often.

What is right is never counted, so a whole office may come in at once through one address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from .models import LoginAttempt, User
from .models.attempt import LoginAttemptQuerySet

KEEP = timedelta(days=30)  # for so long an address stays known


@dataclass(frozen=True, slots=True)
class Limit:
    """So many mistakes within so long."""

    amount: int
    within: timedelta


OWN = Limit(5, timedelta(minutes=5))  # one account, from one browser or one address
STRANGERS = Limit(20, timedelta(hours=1))  # one account, from wherever it was never used
ADDRESS = Limit(100, timedelta(minutes=10))  # one address, at accounts that were never used there


@dataclass(frozen=True, slots=True)
class Try:
    """Somebody with a password: at which account, from which address and (known) browser."""

    account: str
    address: str
    device: str
    is_known: bool


def account_key(*, username: str = "", email: str = "") -> str:
    """Return what the tries at one account are counted under, by whichever name it was called."""
    named = {"email__iexact": email} if email else {"username__iexact": username}
    known = User.objects.filter(**named).order_by("pk").values_list("pk", flat=True).first()
    if known is not None:
        return str(known)
    # A password typed into the wrong field must not be kept in the clear.
    return salted_hmac("wagamachi.accounts.guessing", (email or username).casefold()).hexdigest()


def try_at(account: str, *, address: str, device: str, at: datetime) -> Try:
    """Return a try; whether the address is known is looked up."""
    here = LoginAttempt.objects.since(at - KEEP).filter(account=account, address=address)
    return Try(account, address, device, is_known=here.filter(is_right=True).exists())


def not_before(one: Try, at: datetime) -> datetime | None:
    """Return from when on this try may be made; None when it may be made now."""
    wrong = LoginAttempt.objects.wrong()
    here = wrong.filter(account=one.account)
    if one.device:
        waits = [_free_again(here.filter(device=one.device), OWN, at)]
    else:
        waits = [_free_again(here.filter(address=one.address, device=""), OWN, at)]
        if not one.is_known:
            waits.append(_free_again(here.by_strangers(), STRANGERS, at))
            there = wrong.filter(address=one.address).by_strangers()
            waits.append(_free_again(there, ADDRESS, at))
    return max((wait for wait in waits if wait is not None), default=None)


def _free_again(rows: LoginAttemptQuerySet, limit: Limit, at: datetime) -> datetime | None:
    """Return when so few of the mistakes are recent that one more may be made; None if it may now."""
    recent = rows.since(at - limit.within).order_by("-at").values_list("at", flat=True)
    oldest = recent[limit.amount - 1 : limit.amount].first()
    return None if oldest is None else oldest + limit.within
