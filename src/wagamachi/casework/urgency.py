"""What cannot wait comes first: one number to sort every list by."""

from collections.abc import Collection

from .enums import Urgency, UrgentRank


def rank_of(signs: Collection[str], restriction: str = "") -> UrgentRank:
    """Return the place of a worry among those that cannot wait, or CALM for all others."""
    if Urgency.LIFE in signs:
        return UrgentRank.LIFE
    if restriction or Urgency.ABUSE in signs:
        return UrgentRank.LAW
    return UrgentRank.SOON if signs else UrgentRank.CALM
