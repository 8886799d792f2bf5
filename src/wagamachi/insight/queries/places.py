"""Of which areas the hours of a time may be told, where few write (R115).

An area has what lies in itself and what lies in all below it, and both can be asked for. What is shown above less
what is shown below is a sum too (the *rest*); no line and no rest may tell what one person did.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.areas.models import Area
from wagamachi.records.periods import Period, year_period
from wagamachi.records.queries import current

from .spans import months_of, number_of
from .told import known, tells

Writers = tuple[frozenset[UUID], ...]  # of every period, who wrote what makes a sum


@dataclass(slots=True)
class HiddenAreas:
    """Areas whose own line is hidden, and those that cannot be chosen as a whole."""

    lines: set[UUID] = field(default_factory=set)
    wholes: set[UUID | None] = field(default_factory=set)


def hidden_areas(actor: Actor, year: int, *, monthly: bool = False) -> HiddenAreas:
    """Return what is not shown of areas in a 年度, or else in its months; three queries.

    What is hidden of the year is hidden of its months too: they would add up to it.
    """
    months, parents = months_of(year), dict(Area.objects.order_by().values_list("pk", "parent"))
    by_month, of_known = _written(months), known(actor, year_period(year))
    in_year = {area: (frozenset[UUID]().union(*own),) for area, own in by_month.items()}
    hidden = _Tree(in_year, parents, of_known, 1).decided()
    if monthly:
        hidden = _Tree(by_month, parents, of_known, len(months), hidden).decided()
    return hidden


@dataclass(slots=True)
class _Tree:
    own: Mapping[UUID, Writers]
    parents: dict[UUID, UUID | None]
    known: frozenset[UUID]
    length: int
    before: HiddenAreas = field(default_factory=HiddenAreas)
    hidden: HiddenAreas = field(default_factory=HiddenAreas)
    below: dict[UUID | None, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def decided(self) -> HiddenAreas:
        for area, parent in self.parents.items():
            self.below[parent].append(area)
        self._rest_of(None)
        if (
            None in self.hidden.wholes
        ):  # the sum of all is always shown, so nothing else of theirs is
            self.hidden.lines |= {area for area, own in self.own.items() if self._strange(own)}
            for line in self.hidden.lines:
                self.hidden.wholes |= set(self._upwards(line))
        return self.hidden

    def _strange(self, own: Writers) -> int:
        return sum(len(people - self.known) for people in own)

    def _upwards(self, area: UUID | None) -> Iterator[UUID]:
        while area is not None:
            yield area
            area = self.parents[area]

    def _tell(self, rest: Writers) -> bool:
        return any(tells(people, self.known) for people in rest)

    def _rest_of(self, area: UUID | None) -> Writers:
        """Decide what of an area is shown; return who wrote what stays hidden of it to the sums above."""
        nothing = (frozenset[UUID](),) * self.length
        rests = [self._rest_of(child) for child in self.below.get(area, ())]
        own = self.own.get(area, nothing) if area else nothing
        if area and (area in self.before.lines or self._tell(own)):
            self.hidden.lines.add(area)
            rests.append(own)
        rest = _joined(rests, self.length)
        for line in self._smallest_first(area):
            if not self._tell(rest):
                break
            self.hidden.lines.add(line)
            if line != area:
                self.hidden.wholes.add(line)
            rest = _joined((rest, self.own[line]), self.length)
        if area not in self.before.wholes and not self._tell(rest):
            return nothing
        self.hidden.wholes.add(area)
        return rest

    def _smallest_first(self, area: UUID | None) -> list[UUID]:
        """Return the lines that can be hidden so that what is hidden here is not alone."""
        children = self.below.get(area, ())
        lines = [one for one in children if one not in self.below]
        if area and children:
            lines.append(area)
        found = {
            one: self._strange(self.own[one])
            for one in lines
            if one in self.own and one not in self.hidden.lines
        }
        return sorted(filter(found.get, found), key=lambda one: (found[one], str(one)))


def _joined(several: Sequence[Writers], length: int) -> Writers:
    return tuple(frozenset[UUID]().union(*(one[n] for one in several)) for n in range(length))


def _written(periods: Sequence[Period]) -> dict[UUID, Writers]:
    """Return by area who wrote in each period; the periods follow one another."""
    whole = Period("", periods[0].starts_at, periods[-1].ends_at)
    rows = (
        current()
        .filter(whole.q("occurred_at"))
        .order_by()
        .annotate(number=number_of(periods, "occurred_at"))
        .values_list("area", "written_by", "number")
        .distinct()
    )
    found: dict[UUID, list[set[UUID]]] = defaultdict(lambda: [set() for _ in periods])
    for area, user, number in rows:
        found[area][number].add(user)
    return {area: tuple(map(frozenset, sets)) for area, sets in found.items()}
