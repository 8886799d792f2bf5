"""What is known of the people a text must not give away."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Known:
    """What would tell whom it is about, as people wrote it down; every part may be empty.

    ``names`` are names and nicknames, ``readings`` their kana, ``addresses`` places as typed,
    ``words`` anything else that names somebody (a case number, a shop), ``births`` birthdays. ``pairs``
    are (name, reading) where it is known that they are one person's.
    """

    names: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    births: tuple[date, ...] = ()
    words: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


NOBODY = Known()
