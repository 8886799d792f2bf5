"""Identifiers that are the same for the same seed, so that two loads can be compared."""

import random
from datetime import datetime
from uuid import UUID


class Ids:
    """Makes UUIDv7-shaped ids from a seeded source; ordered by the moment they are made for."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def at(self, moment: datetime) -> UUID:
        """Return an id whose time part is ``moment`` (aware)."""
        milliseconds = int(moment.timestamp() * 1000) & ((1 << 48) - 1)
        noise = self._random.getrandbits(74)
        value = milliseconds << 80
        value |= 0x7 << 76
        value |= (noise >> 62) << 64
        value |= 0b10 << 62
        value |= noise & ((1 << 62) - 1)
        return UUID(int=value)
