"""What lies between the areas of two zonings, and can be read by subtracting one table from another.

東 and 東包括 may differ by one street. Nobody shows a figure for it, but 東 less 東包括 is that figure;
東 and 西 less a 包括圏域 that lies across both is another one. Found here, where few lie, are the single
streets, what two areas share, and what is left when an area is taken from another or from a few that
together cover it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping

Atom = frozenset[Hashable]
Between = frozenset[Atom]

_COVER = 3  # areas added up before another is taken from them


def small_between(counts: Mapping[Atom, int], limit: int, known: Iterable[Atom]) -> list[Between]:
    """Return the sets of ``known`` atoms without a name of their own that hold 1 to ``limit`` - 1 units.

    Where nobody lies counts as lying nowhere: whoever guesses that an area ends there is right.
    """
    atoms = list(dict.fromkeys((*counts, *known)))
    units = [counts.get(atom, 0) for atom in atoms]
    areas: dict[Hashable, int] = {}
    for n, atom in enumerate(atoms):
        for place in atom:
            areas[place] = areas.get(place, 0) | 1 << n
    held = sum(1 << n for n, count in enumerate(units) if count)

    def is_small(left: int) -> bool:
        if not 0 < (left & held).bit_count() < limit:
            return False
        return sum(units[n] for n in _bits(left & held)) < limit

    named = frozenset(areas.values())
    tried = {*_alone(atoms), *_left_over(atoms, areas, held)} - named
    return [frozenset(atoms[n] for n in _bits(one)) for one in sorted(filter(is_small, tried))]


def _alone(atoms: list[Atom]) -> Iterator[int]:
    """Yield each single atom, and those that differ in one place only (one street, its buildings)."""
    alike: dict[Atom, int] = defaultdict(int)
    for n, atom in enumerate(atoms):
        yield 1 << n
        for place in atom:
            alike[atom - {place}] |= 1 << n
    yield from alike.values()


def _left_over(atoms: list[Atom], areas: Mapping[Hashable, int], held: int) -> Iterator[int]:
    masks = frozenset(mask for mask in areas.values() if mask & held)
    near = {
        mask: {areas[p] for n in _bits(mask & held) for p in atoms[n]} - {mask} for mask in masks
    }
    for one in masks:
        for other in near[one]:
            yield one & other
            yield one & ~other
        for cover in _covers(one & held, near[one], 0, 0):
            left = cover & ~one
            yield left
            for other in sorted(near[one], key=lambda mask: -mask.bit_count()):
                if other & held and not other & ~left & held:
                    left &= ~other
            yield left


def _covers(one: int, near: set[int], cover: int, size: int) -> Iterator[int]:
    """Yield the unions of a few areas, apart from one another, in which a whole area lies."""
    missing = one & ~cover
    if not missing:
        yield cover
    elif size < _COVER:
        first = missing & -missing
        for other in near:
            if other & first and not other & cover:
                yield from _covers(one, near, cover | other, size + 1)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
