"""What is hidden of a figure cannot be worked out from what is shown (R007, R021, R023, R033)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.insight.solver import Tables
from wagamachi.core.disclosure import Spread, spread

LIMIT = 5
EAST, WEST, NORTH = "東", "西", "北"
EVERY_ATOM = [
    frozenset({f"a{a}", f"b{b}", f"c{c}"}) for a in range(3) for b in range(3) for c in range(3)
]
PLACES = frozenset[str]().union(*EVERY_ATOM)


def of(**counts: int) -> Spread:
    return spread({frozenset({name}): n for name, n in counts.items()}, LIMIT)


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ({"a": 9, "b": 8, "c": 7}, set()),
        ({"a": 9, "b": 3, "c": 2}, {"b", "c"}),
        ({"a": 9, "b": 3, "c": 7}, {"b", "c"}),
        ({"a": 9, "b": 1, "c": 1}, {"a", "b", "c"}),
        ({"a": 0, "b": 0}, set()),
    ],
)
def test_what_could_be_worked_out_from_the_total_is_hidden_too(
    cells: dict[str, int], hidden: set[str]
) -> None:
    assert of(**cells).hidden == hidden
    assert not spread({frozenset({n}): c for n, c in cells.items()}, 0).hidden


def test_where_all_lie_in_one_place_no_place_is_named() -> None:
    found = of(a=3)
    assert (found.total, found.at("a"), found.at("anywhere")) == (3, "非表示", "非表示")


def test_two_zonings_laid_side_by_side_give_nothing_away() -> None:
    """東 and 東包括 differ by one street with two cases in it."""
    counts = {
        frozenset({"東", "東包括"}): 20,
        frozenset({"東", "西包括"}): 2,
        frozenset({"西", "西包括"}): 30,
    }
    assert spread(counts, LIMIT).hidden, "東 less 東包括 is the street, though no table names it"
    assert unnamed(counts) == {}
    street = {frozenset({"街", *atom}) if n == 2 else atom: n for atom, n in counts.items()}
    assert spread(street, LIMIT).hidden >= {"街"}
    assert recovered(street) == unnamed(street) == {}


def test_two_zonings_that_differ_by_much_are_both_shown() -> None:
    counts = {
        frozenset({"東", "東包括"}): 20,
        frozenset({"東", "西包括"}): 12,
        frozenset({"西", "西包括"}): 30,
    }
    assert not spread(counts, LIMIT).hidden


def test_areas_that_together_cover_another_give_nothing_away() -> None:
    """中央包括 lies across 東 and 西: both together less it are two streets with three cases."""
    counts = {
        frozenset({EAST, "中央包括"}): 20,
        frozenset({EAST, "端包括"}): 2,
        frozenset({WEST, "中央包括"}): 30,
        frozenset({WEST, "端包括"}): 1,
        frozenset({NORTH, "端包括"}): 9,
    }
    assert spread(counts, LIMIT).hidden & {EAST, WEST, "中央包括"}
    assert unnamed(counts) == recovered(counts) == {}


@given(st.data())
def test_what_lies_between_two_zonings_is_never_worked_out(data: st.DataObject) -> None:
    """No street, and nothing that is left of one area less another, where few lie."""
    atoms = data.draw(st.lists(st.sampled_from(EVERY_ATOM), min_size=2, max_size=9, unique=True))
    assert unnamed({atom: data.draw(st.integers(1, 12)) for atom in atoms}) == {}


def told(counts: dict[frozenset[str], int], found: Spread) -> Tables:
    places = {place for atom in counts for place in atom}
    hidden = frozenset(place for place in places if found.hides(place))
    shown = {place: found.counts[place] for place in places - hidden}
    return Tables(list(counts), found.total, shown, hidden)


def unnamed(counts: dict[frozenset[str], int]) -> dict[frozenset[frozenset[str]], int]:
    return told(counts, spread(counts, LIMIT)).between(counts, LIMIT)


def recovered(counts: dict[frozenset[str], int]) -> dict[object, int]:
    return told(counts, spread(counts, LIMIT)).recovered()


@given(st.data())
def test_no_figure_over_three_crossing_zonings_is_ever_recovered(data: st.DataObject) -> None:
    """Three zonings that cross one another, and a part of the cases within what is shown of them."""
    atoms = data.draw(st.lists(st.sampled_from(EVERY_ATOM), min_size=2, max_size=8, unique=True))
    counts = {atom: data.draw(st.integers(1, 12)) for atom in atoms}
    part = {atom: data.draw(st.integers(0, n)) for atom, n in counts.items()}
    whole = spread(counts, LIMIT)
    for found in (whole, spread(part, LIMIT, room=counts, within=whole)):
        hidden = frozenset(place for place in PLACES if found.hides(place))
        shown = {place: found.counts.get(place, 0) for place in PLACES - hidden}
        caps = {
            p: whole.counts.get(p, 0) for p in PLACES if found is not whole and not whole.hides(p)
        }
        known = EVERY_ATOM if found.hides_all else atoms
        got = Tables(known, found.total, shown, hidden, caps).recovered()
        small = {p for p, n in found.counts.items() if 0 < n < LIMIT}
        assert not small & got.keys()
        assert small <= hidden


def test_a_part_is_hidden_wherever_its_whole_is() -> None:
    counts = {frozenset({EAST}): 20, frozenset({WEST}): 2, frozenset({NORTH}): 7}
    whole = spread(counts, LIMIT)
    part = spread({frozenset({EAST}): 9, frozenset({WEST}): 1}, LIMIT, room=counts, within=whole)
    assert whole.hidden == {WEST, NORTH} == part.hidden
