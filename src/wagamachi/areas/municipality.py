"""How this municipality is set up: the tiers it uses, what it calls them, the functions it uses (R005)."""

from typing import Any

from django.urls import Resolver404, resolve

from wagamachi.core.once import once_a_request

from .functions import FUNCTIONS, functions_of
from .models import MunicipalityProfile, Tier
from .themes import TIER_ORDER


@once_a_request
def municipality() -> MunicipalityProfile | None:
    """Return how this municipality is set up, or None before anybody has said so (R005)."""
    return MunicipalityProfile.objects.first()


def tier_labels() -> dict[str, str]:
    """Return every tier with the name this municipality gave it, widest first (R005)."""
    local = _local_tiers()
    return {tier.value: local.get(tier.value) or str(tier.label) for tier in TIER_ORDER}


def renamed_tiers() -> dict[str, str]:
    """Return our word → theirs for every tier that has a name of its own here (R005)."""
    local = _local_tiers()
    return {str(tier.label): local[tier.value] for tier in TIER_ORDER if local.get(tier.value)}


def tier_choices() -> list[tuple[str, str]]:
    """Return (value, label) of the tiers in use, for a form (R005)."""
    labels, used = tier_labels(), tiers_in_use()
    return [(tier, labels[tier]) for tier in reversed(used)]


def tiers_in_use() -> list[str]:
    """Return the tiers this municipality uses, widest first; all of them before anybody chose."""
    row = municipality()
    chosen = row.tiers_in_use if row else None
    return [tier.value for tier in TIER_ORDER if not chosen or tier in chosen]


def is_used(view_name: str) -> bool:
    """Say whether this municipality uses the function behind a view; asks only where one is."""
    found = functions_of(view_name)
    return not found or any(one.key not in switched_off() for one in found)


def is_used_url(url: str) -> bool:
    """Say the same of an address of our own, with or without what follows the path."""
    path = url.partition("?")[0].partition("#")[0]
    try:
        return is_used(resolve(path).view_name)
    except Resolver404:
        return True


def switched_off() -> frozenset[str]:
    """Return the keys of the functions this municipality does not use."""
    row = municipality()
    return frozenset(row.functions_off if row else ())


def _local_tiers() -> dict[str, str]:
    row = municipality()
    return dict(row.tier_labels) if row else {}


def settings_to_edit() -> dict[str, Any]:
    """Return what the settings form starts from (R005)."""
    row = MunicipalityProfile.objects.first()
    if row is None:
        return {
            "tiers_in_use": [Tier.MIDDLE, Tier.SMALL],
            "functions": [one.key for one in FUNCTIONS],
            "version": 0,
        }
    labels = {f"label_{tier}": label for tier, label in row.tier_labels.items()}
    return {
        "name": row.name,
        "code": row.code,
        "tiers_in_use": row.tiers_in_use,
        "night_phone": row.night_phone,
        "night_name": row.night_name,
        "functions": [one.key for one in FUNCTIONS if one.key not in row.functions_off],
        "version": row.version,
    } | labels
