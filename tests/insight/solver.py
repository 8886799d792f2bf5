"""An outsider with all published tables side by side, who tries to work out what they hide.

It knows how the areas lie (which sets of places occur in the year), that figures are whole and not
negative, that what is hidden is not zero unless a whole place is, and that a part never outgrows
its whole. What it does is linear algebra, and bounds pushed through every sum.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

Place = Hashable
Atom = frozenset[Place]
Row = dict[int, int]
PRIME = (
    2**61 - 1
)  # what no sum over the rationals gives, none over this field gives but by a miracle


@dataclass(slots=True)
class Tables:
    """What is published of one figure of one year: shown and hidden places over known atoms."""

    atoms: Sequence[Atom]
    total: int
    shown: Mapping[Place, int]
    hidden: frozenset[Place]
    whole: Mapping[Place, int] = field(default_factory=dict)

    def recovered(self) -> dict[Place, int]:
        """Return every hidden figure that the tables determine."""
        sums, values = self._published()
        basis = self._basis()
        low, high = self._bounds(sums, values)
        found: dict[Place, int] = {}
        for place in self.hidden:
            row = self._row(place)
            exact = basis.value_of(row)
            least, most = sum(low[n] for n in row), sum(high[n] for n in row)
            if exact is not None:
                found[place] = exact
            elif least == most:
                found[place] = least
        return found

    def between(self, units: Mapping[Atom, int], limit: int) -> dict[frozenset[Atom], int]:
        """Return the small figures that no table names and that adding and subtracting gives.

        Tried are single atoms, what two places share, and what one has beyond the other.
        """
        lie = [atom for atom, n in units.items() if n]
        held = {place: frozenset(a for a in lie if place in a) for atom in lie for place in atom}
        tried = {frozenset({atom}) for atom in lie}
        tried |= {one & other for one in held.values() for other in held.values()}
        tried |= {one - other for one in held.values() for other in held.values()}
        at, basis = {atom: n for n, atom in enumerate(self.atoms)}, self._basis()
        small = {lies for lies in tried if 0 < sum(units[atom] for atom in lies) < limit}
        told = {lies: basis.value_of({at[atom]: 1 for atom in lies}) for lies in small}
        return {lies: n for lies, n in told.items() if n is not None and lies != frozenset(lie)}

    def _published(self) -> tuple[list[Row], list[int]]:
        rows = [self._row(None), *(self._row(place) for place in self.shown)]
        return rows, [self.total, *self.shown.values()]

    def _basis(self) -> "_Basis":
        basis = _Basis()
        for row, value in zip(*self._published(), strict=True):
            basis.add(row, value)
        return basis

    def _row(self, place: Place | None) -> Row:
        return {n: 1 for n, a in enumerate(self.atoms) if place is None or place in a}

    def _bounds(self, sums: Sequence[Row], values: Sequence[int]) -> tuple[list[int], list[int]]:
        """Push bounds through the sums until nothing moves."""
        low = [0] * len(self.atoms)
        high = [self.total] * len(self.atoms)
        caps = [(self._row(place), most) for place, most in self.whole.items()]
        while True:
            before = (list(low), list(high))
            for row, value in zip(sums, values, strict=True):
                least, most = sum(low[n] for n in row), sum(high[n] for n in row)
                for n in row:
                    high[n] = min(high[n], value - (least - low[n]))
                    low[n] = max(low[n], value - (most - high[n]))
                    least, most = sum(low[m] for m in row), sum(high[m] for m in row)
            for row, cap in caps:
                for n in row:
                    high[n] = min(high[n], cap - sum(low[m] for m in row if m != n))
            if (low, high) == before:
                return low, high


class _Basis:
    """Rows in echelon form over a large prime field, each with the value of its sum."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[Row, int]] = {}

    def _reduce(self, row: Row, value: int) -> tuple[Row, int]:
        left, at = dict(row), -1
        while (
            pivot := min((n for n in left if n > at and n in self.rows), default=None)
        ) is not None:
            by, at = left[pivot], pivot
            other, known = self.rows[pivot]
            for n, factor in other.items():
                left[n] = (left.get(n, 0) - by * factor) % PRIME
                if not left[n]:
                    del left[n]
            value = (value - by * known) % PRIME
        return left, value

    def add(self, row: Row, value: int) -> None:
        left, value = self._reduce(row, value)
        if left:
            pivot = min(left)
            inverse = pow(left[pivot], -1, PRIME)
            scaled = {n: f * inverse % PRIME for n, f in left.items()}
            self.rows[pivot] = (scaled, value * inverse % PRIME)

    def value_of(self, row: Row) -> int | None:
        """Return what the sum must be, if the rows determine it."""
        left, value = self._reduce(row, 0)
        return None if left else -value % PRIME
