"""The invented ground: whole, without gaps, and nowhere near a real town."""

from collections import Counter
from datetime import UTC, date, datetime
from functools import cache

import pytest
import shapely

from wagamachi.demo import terrain
from wagamachi.demo.city import City, found_city
from wagamachi.demo.geography import POPULATION, TOWN_COUNT, union

UNTIL = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@cache
def city() -> City:
    return found_city(until=UNTIL)


def test_towns_partition_the_city() -> None:
    land = terrain.build().land
    cells = [town.cell for town in city().towns]
    assert len(cells) == TOWN_COUNT
    assert all(cell.is_valid for cell in cells)
    assert union(cells).symmetric_difference(land).area == pytest.approx(0, abs=1e-9)
    assert sum(cell.area for cell in cells) == pytest.approx(land.area)


def test_towns_have_unique_names_and_the_population_of_a_ward() -> None:
    towns = city().towns
    assert len({town.name for town in towns}) == len(towns)
    assert sum(town.population for town in towns) == POPULATION
    assert all(town.kana for town in towns)


def test_the_city_lies_in_the_open_sea() -> None:
    west, south, east, north = terrain.to_degrees(terrain.build().land).bounds
    assert 139.9 < west < east < 140.2
    assert 34.4 < south < north < 34.7  # the nearest real cape is at 34.9


def test_every_town_lies_in_exactly_one_middle_area() -> None:
    listed = Counter(i for a in city().areas if a.zoning == "middle" for i, _ in a.now.towns)
    assert listed == Counter(town.index for town in city().towns)


def test_counts_of_areas_are_those_of_a_ward() -> None:
    assert Counter(a.zoning for a in city().areas) == {
        "municipality": 1,
        "middle": 8,
        "small": 28,
        "elementary-school": 20,
        "houkatsu": 8,
        "minjikyo": 6,
    }


def test_shapes_are_valid_and_hold_their_towns() -> None:
    for area in city().areas:
        for version in area.versions:
            if version.shape is None:
                continue
            assert version.shape.is_valid, area.key
            for index, _ in version.towns:
                assert shapely.intersects(version.shape, city().towns[index].heart), area.key


def test_residents_proposed_some_small_areas_and_say_on_what_grounds() -> None:
    proposed = [a for a in city().areas if a.proposed_by]
    assert len(proposed) == 5
    assert all(a.basis and a.landmarks for a in proposed)
    middles = [{city().towns[i].middle for i, _ in a.now.towns} for a in proposed]
    assert any(len(found) == 2 for found in middles)  # one lies on both sides of a border


def test_one_middle_area_is_partly_without_small_areas() -> None:
    covered = {i for a in city().areas if a.zoning == "small" for i, _ in a.now.towns}
    bare = {t.middle for t in city().towns if t.index not in covered}
    assert bare == {3}


def test_houkatsu_areas_differ_from_the_middle_areas_in_two_towns() -> None:
    by_key = {a.key: {i for i, _ in a.now.towns} for a in city().areas}
    astray = [by_key[f"houkatsu-{n}"] - by_key[f"middle-{n}"] for n in range(1, 9)]
    assert sum(len(towns) for towns in astray) == 2


def test_a_border_moved_last_year_by_agreement() -> None:
    changed = [a for a in city().areas if len(a.versions) > 1]
    assert len(changed) == 2
    for area in changed:
        before, after = area.versions
        assert before.ends_on == after.starts_on == date(2025, 4, 1)
        assert after.agreed_by.endswith("懇談会")
