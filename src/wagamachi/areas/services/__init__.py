"""Every change to areas, each in one transaction with its audit event."""

from ..town_words import TownPart
from .changing import Extent, change_area, create_area, end_area, propose_area
from .households import save_households
from .overlaps import refresh_overlaps
from .setup import (
    add_zoning,
    configure_municipality,
    ensure_unknown_area,
    ensure_zoning,
    profile,
    set_base_zoning,
)
from .towns import TownRow, parse_town_lines, save_towns, town_book

__all__ = [
    "Extent",
    "TownPart",
    "TownRow",
    "add_zoning",
    "change_area",
    "configure_municipality",
    "create_area",
    "end_area",
    "ensure_unknown_area",
    "ensure_zoning",
    "parse_town_lines",
    "profile",
    "propose_area",
    "refresh_overlaps",
    "save_households",
    "save_towns",
    "set_base_zoning",
    "town_book",
]
