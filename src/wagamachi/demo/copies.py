"""Many worries out of a few: a told story becomes a mould, and every cast of it is another family.

Rows, keys, dates, names, addresses and phones are all new; what was said and done stays. A closed
story is moved back by whole weeks, an open one stays where it is, so today's work keeps its size.
"""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from wagamachi.core.refs import Ref
from wagamachi.core.search import Entry
from wagamachi.core.text import fold
from wagamachi.people.keys import place_keys

from .households import Household
from .loading.finding import entries
from .loading.stories import StoryLoader
from .names import Names
from .story import Story
from .writer import Sheet

_NOISE = (1 << 62) - 1
_ADDRESS = frozenset({"place", "address"})
_PHONE = frozenset({"phone", "phone_key"})
_NUMBER = "型"  # stands where each cast gets a number of its own
_KEPT_DATES = frozenset({"birth_on"})


@dataclass(slots=True)
class Family:
    """What is new about one cast: everything that tells it from its mould."""

    delta: timedelta
    shift: int  # ``delta`` as it appears in the time part of a UUIDv7
    noise: int
    surname: tuple[str, str]
    address: str
    address_key: str
    building_key: str
    phone: str
    number: str


Edit = Callable[[Family], Any]
Row = tuple[list[Any], list[tuple[int, Edit]]]


class Mould:
    """The rows of one story, ready to be cast. ``stories`` share one case."""

    def __init__(self, stories: Sequence[Story], loader: StoryLoader) -> None:
        self.stories = stories
        self.case = stories[0].case
        intake = stories[0].intake
        self.at = intake.at
        self.is_open = intake.state == "waiting" or (
            self.case is not None and self.case.state != "closed"
        )
        self.household = intake.household
        self._names = _surname(self.household)
        if self.case is not None:
            self.case.number = _NUMBER
        for story in stories:
            loader.add(story)
        taken = [(sheet, sheet.take()) for sheet in loader.sheets.book]
        own = {
            value
            for sheet, rows in taken
            for row in rows
            for name, value in zip(sheet.columns, row, strict=True)
            if name == "id"
        }
        self._rows: list[tuple[Sheet, Row]] = [
            (sheet, self._row(sheet, row, own)) for sheet, rows in taken for row in rows
        ]
        self._entries = list(entries(stories))

    def cast(self, family: Family) -> None:
        """Put the rows of one new family into the sheets."""
        for sheet, (base, edits) in self._rows:
            row = base.copy()
            for position, edit in edits:
                row[position] = edit(family)
            sheet.add_ready(row)

    def entries(self, family: Family) -> Iterable[Entry]:
        """Yield the search documents of that family."""
        for entry in self._entries:
            texts = tuple(self._said(text, family) for text in entry.texts)
            if texts[0] == _NUMBER:
                texts = (family.number, *texts[1:])
            yield Entry(
                Ref(entry.ref.kind, _moved(entry.ref.id, family)),
                texts=texts,
                narrow=entry.narrow,
                at=entry.at + family.delta,
                titles=tuple(self._said(title, family) for title in entry.titles),
            )

    def _row(self, sheet: Sheet, values: Sequence[Any], own: set[Any]) -> Row:
        edits = []
        for n, (name, value) in enumerate(zip(sheet.columns, values, strict=True)):
            edit = self._edit(name, value, sheet.converters[n], own)
            if edit is not None:
                edits.append((n, edit))
        return sheet.convert(values), edits

    def _edit(
        self, name: str, value: Any, convert: Callable[[Any], Any] | None, own: set[Any]
    ) -> Edit | None:
        """Return how a column of a cast differs from the mould's, or None where it does not."""
        if isinstance(value, UUID):
            return _new_key(value.int) if value in own else None
        if isinstance(value, datetime):
            return _later(value, convert)
        if isinstance(value, date):
            return None if name in _KEPT_DATES else _days_later(value, convert)
        if isinstance(value, dict):
            return _snapshot(value, own)
        if isinstance(value, str) and value:
            return self._edit_text(name, value)
        return None

    def _edit_text(self, name: str, value: str) -> Edit | None:
        exact = self.household.address
        if name == "number":
            return lambda family: family.number
        if name in _PHONE:
            return lambda family: family.phone
        if exact and name in _ADDRESS and value == exact:
            return lambda family: family.address
        if name in ("address_key", "building_key"):
            return _key_of(name)
        if any(word and word in value for word in self._names):
            return lambda family: self._said(value, family)
        return None

    def _said(self, text: str, family: Family) -> str:
        if text == self.household.address:
            return family.address
        for old, new in zip(self._names, family.surname, strict=True):
            if old:
                text = text.replace(old, new)
        return text


class Foundry:
    """Makes new families: surnames, addresses of the town, phones nobody has."""

    def __init__(
        self, rng: random.Random, moulds: Sequence[Mould], addresses_per_town: int
    ) -> None:
        self._rng = rng
        names = Names(rng)
        self._surnames = [s for s in names.surnames if fold(s[0]) == s[0]]
        towns = {m.household.town.index: m.household.town for m in moulds if m.household.town}
        self._addresses: dict[int, list[tuple[str, str, str]]] = {
            index: [_keyed(names.address(town)) for _ in range(addresses_per_town)]
            for index, town in towns.items()
        }

    def family(self, mould: Mould, delta: timedelta, number: str) -> Family:
        """Return a family for one cast of ``mould``, moved in time by ``delta`` (whole seconds)."""
        rng = self._rng
        town = mould.household.town
        address, key, building = rng.choice(self._addresses[town.index]) if town else ("", "", "")
        digits = f"{rng.randrange(10**8):08d}"
        return Family(
            delta=delta,
            shift=(int(delta.total_seconds()) * 1000) << 80,
            noise=rng.getrandbits(62),
            surname=rng.choice(self._surnames),
            address=address,
            address_key=key,
            building_key=building,
            phone=f"0000{digits}",
            number=number,
        )


def _surname(household: Household) -> tuple[str, str]:
    """Return the surname and its reading that run through the household's texts, or blanks."""
    for member in household.members:
        family, space, _ = member.name.partition(" ")
        if space and fold(family) == family:
            return family, member.kana.partition(" ")[0]
    return "", ""


def _keyed(address: str) -> tuple[str, str, str]:
    keys = place_keys(address)
    return address, keys.household, keys.building


def _key_of(name: str) -> Edit:
    if name == "address_key":
        return lambda family: family.address_key
    return lambda family: family.building_key


def _moved(key: UUID, family: Family) -> UUID:
    return UUID(int=(key.int + family.shift) ^ family.noise)


def _new_key(key: int) -> Edit:
    return lambda family: f"{(key + family.shift) ^ family.noise:032x}"


def _later(moment: datetime, convert: Callable[[Any], Any] | None) -> Edit:
    if convert is None:
        return lambda family: moment + family.delta
    return lambda family: convert(moment + family.delta)


def _days_later(day: date, convert: Callable[[Any], Any] | None) -> Edit:
    """A date moves by whole days: the minutes of ``delta`` stay within the day."""
    if convert is None:
        return lambda family: day + timedelta(days=family.delta.days)
    return lambda family: convert(day + timedelta(days=family.delta.days))


def _snapshot(value: dict[str, Any], own: set[Any]) -> Edit | None:
    """Return the frozen state of a つなぎ with the consent of the new family in it."""
    text = json.dumps(value)
    consent = value.get("consent")
    if not consent or UUID(consent) not in own:
        return None
    key = UUID(consent)
    return lambda family: text.replace(consent, str(_moved(key, family)))
