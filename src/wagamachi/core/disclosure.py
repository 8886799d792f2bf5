"""What may be shown of a figure over places, so that nothing small can be worked out from it.

A *unit* (a case, an evaluation, a つなぎ that came back) lies in several places at once: its 小地域,
its 中圏域, an area of every other zoning, a building. All units of one year with the same places
are one *atom*. A figure is shown at a place when it is 0 or at least the limit; the sum over the
whole municipality is always shown.

What stays hidden is safe by a witness. For every hidden figure there are two atoms, one inside the
place and one outside it, between which one unit can be moved without changing any figure that is
shown: they lie in the same shown places. So there are two towns, with two different figures behind
the same tables, whatever is added, subtracted or laid side by side. As long as a hidden figure has
no such pair, the cheapest pair is made one: the places that part it are hidden too.

Two zonings of one town differ by single streets. What lies between their areas has no name and no
table, but whoever subtracts one table from the other reads it; so where it is small it is held as a
hidden place of its own (``between``).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from .between import Between, small_between
from .tables import HIDDEN, Cell

Place = Hashable
Atom = frozenset[Place]
Counts = Mapping[Atom, int]

_LAST_RESORT = 1_000_000  # what hiding a zero costs: rather hide any figure


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure of one year: the whole, and what is shown of it at each place."""

    total: int
    counts: Mapping[Place, int]
    hidden: frozenset[Place]
    hides_all: bool = False

    def at(self, place: Place) -> Cell:
        """Return what is shown of the figure at a place."""
        return HIDDEN if self.hides(place) else self.counts.get(place, 0)

    def hides(self, place: Place) -> bool:
        return self.hides_all or place in self.hidden


NOTHING = Spread(0, {}, frozenset())


def spread(
    counts: Counts, limit: int, *, room: Counts | None = None, within: Spread | None = None
) -> Spread:
    """Decide what is shown of a figure; ``limit`` 0 shows everything.

    ``within`` is the figure that this one is a part of (cases with a theme are a part of the cases):
    where that is hidden, so is this one. ``room`` counts its units by atom: a part never outgrows it.
    """
    sums = _by_place(counts)
    total = sum(counts.values())
    if not limit or not total:
        return Spread(total, sums, frozenset())
    if within is not None and within.hides_all:
        return Spread(total, sums, frozenset(), hides_all=True)
    closed = within.hidden if within is not None else frozenset[Place]()
    rooms = counts if room is None else room
    unnamed = small_between(counts, limit, rooms)
    grid = _Grid.of(counts, rooms, room is None, sums, unnamed)
    small = grid.mask_of(place for place, n in sums.items() if 0 < n < limit)
    grid.closed = grid.mask_of(closed)
    hidden = grid.hide_until_safe(small | grid.unnamed)
    if hidden is None:
        return Spread(total, sums, frozenset(), hides_all=True)
    return Spread(total, sums, closed | grid.places_of(hidden))


def _by_place(counts: Counts) -> dict[Place, int]:
    sums: dict[Place, int] = {}
    for atom, n in counts.items():
        for place in atom:
            sums[place] = sums.get(place, 0) + n
    return sums


@dataclass(frozen=True, slots=True)
class _Point:
    """One atom: its places as bits, how many units it holds, whether it has room for one more."""

    mask: int
    units: int
    has_room: bool


@dataclass(slots=True)
class _Grid:
    """The atoms of one figure; sets of places are the bits of an integer, which makes them quick."""

    bits: dict[Place, int]
    sums: list[int]
    points: list[_Point] = field(default_factory=list)
    closed: int = 0
    unnamed: int = 0

    @classmethod
    def of(
        cls,
        counts: Counts,
        room: Counts,
        is_open: bool,
        sums: Mapping[Place, int],
        unnamed: Iterable[Between],
    ) -> "_Grid":
        places = sorted({place for atom in (*room, *counts) for place in atom}, key=str)
        grid = cls({place: n for n, place in enumerate(places)}, [sums.get(p, 0) for p in places])
        streets: dict[Atom, int] = defaultdict(int)
        for n, lies in enumerate(unnamed, len(places)):
            grid.unnamed |= 1 << n
            grid.sums.append(sum(counts.get(atom, 0) for atom in lies))
            for atom in lies:
                streets[atom] |= 1 << n
        for atom in sorted({*room, *counts}, key=lambda atom: sorted(map(str, atom))):
            units = counts.get(atom, 0)
            has_room = is_open or room.get(atom, 0) > units
            mask = grid.mask_of(atom) | streets.get(atom, 0)
            grid.points.append(_Point(mask, units, has_room))
        return grid

    def mask_of(self, places: Iterable[Place]) -> int:
        return sum(1 << self.bits[place] for place in set(places) if place in self.bits)

    def places_of(self, mask: int) -> frozenset[Place]:
        return frozenset(place for place, n in self.bits.items() if mask >> n & 1)

    def hide_until_safe(self, small: int) -> int | None:
        """Return the places to hide; None when only hiding everything is safe."""
        hidden = small | self.closed
        while True:
            thin = self._thin(hidden & ~self.closed & ~self.unnamed)
            alike = self._alike(hidden)
            held = (n for n in range(len(self.sums)) if hidden >> n & 1)
            bare = next((n for n in held if not self._has_pair(n, alike, thin)), None)
            if bare is None:
                return hidden
            parting = self._cheapest(bare, hidden, thin)
            if parting is None:
                return None
            hidden |= parting

    def _thin(self, hidden: int) -> int:
        """Return the hidden places that hold one unit: a reader takes what is hidden for not zero."""
        return sum(1 << n for n, count in enumerate(self.sums) if hidden >> n & 1 and count == 1)

    def _alike(self, hidden: int) -> list[tuple[int, list[_Point]]]:
        """Return the atoms in groups that lie in the same shown places, and what parts each group."""
        groups: dict[int, list[_Point]] = {}
        for point in self.points:
            groups.setdefault(point.mask & ~hidden, []).append(point)
        return [(_parting(group), group) for group in groups.values() if len(group) > 1]

    def _has_pair(self, place: int, alike: list[tuple[int, list[_Point]]], thin: int) -> bool:
        bit = 1 << place
        return any(
            self._moves(one, other, thin) or self._moves(other, one, thin)
            for parting, group in alike
            if parting & bit
            for one, other in product(*_parted(group, bit))
        )

    def _cheapest(self, place: int, hidden: int, thin: int) -> int | None:
        """Return the shown places that part the pair for whose sake least is hidden."""
        shown: set[int] = {
            (one.mask ^ other.mask) & ~hidden
            for one, other in product(*_parted(self.points, 1 << place))
            if self._moves(one, other, thin) or self._moves(other, one, thin)
        }
        return min(shown, key=lambda mask: (self._cost(mask), mask), default=None)

    def _cost(self, mask: int) -> int:
        cost = 0
        while mask:
            lowest = mask & -mask
            cost += self.sums[lowest.bit_length() - 1] or _LAST_RESORT
            mask ^= lowest
        return cost

    def _moves(self, giver: _Point, taker: _Point, thin: int) -> bool:
        """Say whether one unit can go from one to the other, and no hidden place falls to zero.

        Where the whole is hidden as well, a unit of the whole goes along and needs no room.
        """
        parted = (giver.mask ^ taker.mask) & ~self.closed & ~self.unnamed
        has_room = taker.has_room or not parted
        return giver.units > 0 and has_room and not giver.mask & ~taker.mask & thin


def _parting(points: list[_Point]) -> int:
    """Return the places in which some of the atoms lie and others do not."""
    some, every = 0, -1
    for point in points:
        some, every = some | point.mask, every & point.mask
    return some & ~every


def _parted(points: Iterable[_Point], bit: int) -> tuple[list[_Point], list[_Point]]:
    """Return the atoms inside a place and those outside it."""
    inside: list[_Point] = []
    outside: list[_Point] = []
    for point in points:
        (inside if point.mask & bit else outside).append(point)
    return inside, outside
