"""What lies between the areas of two zonings, and can be read by subtracting one table from another.

東 and 東包括 may differ by one street. Nobody shows a figure for it, but 東 less 東包括 is that figure;
東 and 西 less a 包括圏域 that lies across both is another one. Found here, where few lie, are the single
streets, what two areas share, and what is left when an area is taken from another or from a few that
together cover it.
"""

from collections.abc import Hashable, Iterator, Mapping

Atom = frozenset[Hashable]
Between = frozenset[Atom]

_COVER = 3  # areas added up before another is taken from them


def small_between(counts: Mapping[Atom, int], limit: int) -> list[Between]:
    """Return the sets of atoms without a name of their own that hold 1 to ``limit`` - 1 units."""
    lie = [atom for atom, n in counts.items() if n]
    units = [counts[atom] for atom in lie]
    areas: dict[Hashable, int] = {}
    for n, atom in enumerate(lie):
        for place in atom:
            areas[place] = areas.get(place, 0) | 1 << n
    named = frozenset(areas.values())

    def is_small(left: int) -> bool:
        return left.bit_count() < limit and 0 < sum(units[n] for n in _bits(left)) < limit

    small = {left for left in {*_left_over(lie, areas, named)} - named if is_small(left)}
    return [frozenset(lie[n] for n in _bits(left)) for left in sorted(small)]


def _left_over(
    lie: list[Atom], areas: Mapping[Hashable, int], named: frozenset[int]
) -> Iterator[int]:
    yield from (1 << n for n in range(len(lie)))
    near = {mask: {areas[p] for n in _bits(mask) for p in lie[n]} - {mask} for mask in named}
    for one in named:
        for other in near[one]:
            yield one & other
            yield one & ~other
        for cover in _covers(one, near, 0, 0):
            left = cover & ~one
            yield left
            for other in sorted(near[one], key=lambda mask: -mask.bit_count()):
                if not other & ~left:
                    left &= ~other
            yield left


def _covers(one: int, near: Mapping[int, set[int]], cover: int, size: int) -> Iterator[int]:
    """Yield the unions of a few areas, apart from one another, in which a whole area lies."""
    missing = one & ~cover
    if not missing:
        yield cover
    elif size < _COVER:
        first = missing & -missing
        for other in near[one]:
            if other & first and not other & cover:
                yield from _covers(one, near, cover | other, size + 1)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
