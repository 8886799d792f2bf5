"""Where a request comes from, behind as many reverse proxies as the operator says there are.

``X-Forwarded-For`` is a list to which every proxy adds whom it heard from, so it is true from the
right as far as the proxies are ours, and anybody's invention beyond. It is never believed from
somebody who is no proxy of ours.
"""

from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # an address nobody has: a server on a socket tells none
IPV6_SITE = 64  # one household or office is given this much, so a narrower count counts nobody


@dataclass(frozen=True, slots=True)
class Trusted:
    """The proxies of ours: so many one behind the other, or every one in these networks."""

    count: int
    networks: tuple[IPv4Network | IPv6Network, ...]


@cache
def trusted_proxies(setting: str) -> Trusted:
    """Read ``2`` or ``127.0.0.1,10.0.0.0/8``; raise ImproperlyConfigured on anything else."""
    words = [word.strip() for word in setting.split(",") if word.strip()]
    if len(words) == 1 and words[0].isascii() and words[0].isdigit():
        return Trusted(int(words[0]), ())
    try:
        return Trusted(0, tuple(ip_network(word) for word in words))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"WAGAMACHI_PROXIES は、台数（1 など）か、ネットワーク（10.0.0.0/8 など）です: {error}"
        ) from None


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever is at the far end: an IPv4 address, or an IPv6 site (/64)."""
    trusted = trusted_proxies(settings.TRUSTED_PROXIES)
    heard = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    chain = [request.META.get("REMOTE_ADDR") or NOWHERE, *reversed(heard)]
    found = NOWHERE
    for step, said in enumerate(chain):
        address = _parsed(said)
        if address is None:
            break  # not an address: what stands further out was not written by a proxy of ours
        found = address
        if step >= trusted.count and not any(ip_address(found) in one for one in trusted.networks):
            break
    return _site(found)


def _parsed(said: str) -> str | None:
    """Return an address without port, brackets or the IPv4-in-IPv6 disguise; None if it is none."""
    said = said.strip()
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        found = ip_address(said)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def _site(address: str) -> str:
    if isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/{IPV6_SITE}", strict=False).network_address)
    return address
