"""What each tier is for, in the words an area page shows (R001)."""

from dataclasses import dataclass

from .models import Tier


@dataclass(frozen=True, slots=True)
class Theme:
    """The theme of one tier: a short ``name`` and one sentence of what happens there."""

    name: str
    says: str


THEMES: dict[Tier, Theme] = {
    Tier.SMALL: Theme(
        "住民主体による多様な地域活動の推進",
        "住んでいる人が「我がまち」と感じる広さで、集まり、気にかけ合い、活動をはじめます。",
    ),
    Tier.MIDDLE: Theme(
        "住民と多機関の協働で受け止め・解決",
        "地域で見つかった心配ごとを、住民と相談機関がいっしょに受けとめ、解決の道をさがします。",
    ),
    Tier.MUNICIPALITY: Theme(
        "多機関協働・困難ケースの包括的相談・支援とバックアップ",
        "身近な圏域だけでは進まないことを、全域の機関が集まって支え、しくみに変えます。",
    ),
}

# From the widest to the nearest: the order every list of tiers is shown in.
TIER_ORDER: tuple[Tier, ...] = (Tier.MUNICIPALITY, Tier.MIDDLE, Tier.SMALL)


def theme_of(tier: str) -> Theme:
    """Return the theme of a tier; raise ValueError for an unknown one (R001)."""
    return THEMES[Tier(tier)]


def tiers_above(tier: str) -> tuple[Tier, ...]:
    """Return the tiers above ``tier``, the nearest first."""
    return TIER_ORDER[: TIER_ORDER.index(Tier(tier))][::-1]
