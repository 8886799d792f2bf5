"""Folded keys by which two mentions of one place are recognised as the same."""

from dataclasses import dataclass

from wagamachi.core.text import address_key


@dataclass(frozen=True, slots=True)
class PlaceKeys:
    """``household`` names house and room, ``building`` leaves out the room; empty when vague."""

    household: str
    building: str


def place_keys(text: str) -> PlaceKeys:
    """Return the keys of a place as typed; a place without house number gives none."""
    address = address_key(text)
    if not address.is_exact:
        return PlaceKeys("", "")
    return PlaceKeys(address.household_key[:120], address.building_key[:120])
