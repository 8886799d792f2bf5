"""Which areas an address is in, and why; none and several are answers too."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from wagamachi.areas.models import Area, Tier
from wagamachi.areas.queries import uncovered_towns
from wagamachi.areas.resolve import (
    Reason,
    Resolution,
    Status,
    areas_of_town,
    middle_area_for,
    resolve_address,
    resolve_point,
    resolve_points,
)
from wagamachi.areas.services import Extent, TownPart, change_area, end_area

from .place import OFFICE, area, middle_of, municipality, square, towns, zoning

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


def found(resolution: Resolution) -> dict[str, Reason]:
    return {match.area.name: match.reason for match in resolution.areas}


def test_an_address_returns_every_area_with_its_reason(at: datetime) -> None:
    """0, 1 or more 小地域: each answer says why, and base zonings without one are 未設定."""
    municipality(at, Tier.MIDDLE, Tier.SMALL)
    by_name = towns(at, ("本町一丁目", 0, 0), ("本町二丁目", 1, 0), ("港町", 5, 5))
    middle, small = zoning("中", Tier.MIDDLE, at), zoning("小", Tier.SMALL, at)
    east = area(middle, "東", at, square(0, 0, 2, 1))
    area(small, "坂の上", at, square(0, 0))
    area(small, "坂の下", at, towns=(TownPart(by_name["本町一丁目"], "1-20"),))
    several = resolve_address("東京都試験市本町１－７", ON)
    assert several.status is Status.SEVERAL
    assert found(several) == {
        "東": Reason.TOWN_POINT,
        "坂の上": Reason.TOWN_POINT,
        "坂の下": Reason.LOTS,
    }
    assert "番地の範囲" in next(m.why for m in several.areas if m.area.name == "坂の下")
    one = resolve_address("本町二丁目", ON)
    assert (one.status, found(one)) == (Status.ONE, {"東": Reason.TOWN_POINT})
    assert [z.name for z in one.missing] == ["小"]
    nowhere = resolve_address("港町1", ON)
    assert (nowhere.status, nowhere.town) == (Status.NONE, by_name["港町"])
    unknown = resolve_address("となり町1", ON)
    assert (unknown.status, unknown.town, unknown.areas) == (Status.NONE, None, ())
    # Totals count a point in two 小地域 once.
    points = np.array([middle_of(0, 0), middle_of(0, 0), middle_of(1, 0), middle_of(9, 9)])
    area(small, "重なる", at, square(0, 0, 1, 1))
    hits = resolve_points(points, on=ON, zonings=["小"])
    assert hits.count_once() == 2
    assert sum(hits.count_per_area().values()) == 4
    assert [town.name for town in uncovered_towns(east, ON)] == ["本町二丁目"]


def test_lots_outside_the_listed_range_are_not_in_the_area(at: datetime) -> None:
    """A town's midpoint says nothing about a 番地 that the area's own list leaves out."""
    by_name = towns(at, ("本町", 0, 0))
    small = zoning("小", Tier.SMALL, at)
    area(small, "坂の上", at, square(0, 0), (TownPart(by_name["本町"], "1-20,35"),))
    area(small, "坂の下", at, towns=(TownPart(by_name["本町"], "21-34"),))
    assert found(resolve_address("本町22", ON)) == {"坂の下": Reason.LOTS}
    assert found(resolve_address("本町35-1", ON)) == {"坂の上": Reason.LOTS}
    assert found(resolve_address("本町", ON)) == {
        "坂の上": Reason.TOWN_POINT,
        "坂の下": Reason.PART_OF_TOWN,
    }


def test_several_towns_are_listed_with_all_their_areas(at: datetime) -> None:
    towns(at, ("本町一丁目", 0, 0), ("本町二丁目", 1, 0))
    middle = zoning("中", Tier.MIDDLE, at)
    area(middle, "東", at, square(0, 0))
    area(middle, "西", at, square(1, 0))
    answer = resolve_address("本町", ON)
    assert answer.status is Status.SEVERAL
    assert answer.town is None
    assert [town.name for town in answer.candidates] == ["本町一丁目", "本町二丁目"]
    assert set(found(answer)) == {"東", "西"}


def test_a_point_says_so(at: datetime) -> None:
    area(zoning("中", Tier.MIDDLE, at), "東", at, square(0, 0))
    inside, outside = resolve_point(*middle_of(0, 0), ON), resolve_point(*middle_of(3, 3), ON)
    assert found(inside) == {"東": Reason.POINT}
    assert (outside.status, outside.areas) == (Status.NONE, ())


def test_a_change_is_seen_at_once_and_the_past_stays(at: datetime) -> None:
    middle = zoning("中", Tier.MIDDLE, at)
    east = area(middle, "東", at, square(0, 0))
    assert set(found(resolve_point(*middle_of(1, 0), ON))) == set()
    change_area(
        actor=OFFICE,
        area=east,
        extent=Extent(shape=square(0, 0, 2, 1)),
        starts_on=ON,
        agreed_by="本町懇談会",
        at=at,
    )
    assert set(found(resolve_point(*middle_of(1, 0), ON))) == {"東"}
    assert set(found(resolve_point(*middle_of(1, 0), ON - timedelta(days=1)))) == set()
    east.refresh_from_db()
    end_area(actor=OFFICE, area=east, ends_on=ON + timedelta(days=1), at=at)
    assert set(found(resolve_point(*middle_of(1, 0), ON + timedelta(days=1)))) == set()
    assert set(found(resolve_point(*middle_of(1, 0), ON))) == {"東"}


def test_the_middle_area_takes_the_worry_in(at: datetime) -> None:
    by_name = towns(at, ("本町一丁目", 0, 0), ("本町二丁目", 1, 0), ("港町", 9, 9))
    middle = zoning("中", Tier.MIDDLE, at)
    east = area(middle, "東", at, square(0, 0))
    area(middle, "西", at, square(1, 0))
    unknown = Area.objects.get(is_unknown=True)
    assert middle_area_for(resolve_address("本町一丁目1", ON), ON) == east
    assert middle_area_for(resolve_address("本町", ON), ON) == unknown
    assert middle_area_for(resolve_address("港町", ON), ON) == unknown
    assert middle_area_for(resolve_address("だいたい駅のあたり", ON), ON) == unknown
    assert [m.area for m in areas_of_town(by_name["本町一丁目"], ON)] == [east]


def test_a_listed_town_outranks_its_midpoint(at: datetime) -> None:
    """The town's list is what people agreed; its midpoint is only where a map put a dot."""
    by_name = towns(at, ("本町", 0, 0))
    middle = zoning("中", Tier.MIDDLE, at)
    area(middle, "東", at, square(0, 0))
    west = area(middle, "西", at, towns=(TownPart(by_name["本町"]),))
    assert middle_area_for(resolve_address("本町1", ON), ON) == west


def test_a_small_areas_parent_answers_where_the_middle_has_no_shape(at: datetime) -> None:
    towns(at, ("本町", 0, 0))
    middle, small = zoning("中", Tier.MIDDLE, at), zoning("小", Tier.SMALL, at)
    east = area(middle, "東", at)
    area(middle, "西", at)
    slope = area(small, "坂の上", at, square(0, 0))
    Area.objects.filter(pk=slope.pk).update(parent=east)
    assert middle_area_for(resolve_address("本町1", ON), ON) == east


def test_points_of_a_wrong_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(n, 2\)"):
        resolve_points(np.zeros((3, 3)), on=ON)


@pytest.mark.parametrize("tiers", [(Tier.MIDDLE,), ()])
def test_a_small_town_with_one_area_takes_every_worry_in(
    at: datetime, tiers: tuple[Tier, ...]
) -> None:
    """A single 中圏域 without 小地域, or no 中圏域 at all: the same code, no area is unknown."""
    municipality(at, *tiers)
    tier = Tier.MIDDLE if tiers else Tier.MUNICIPALITY
    only = area(zoning("全", tier, at), "島", at)
    for typed in ("本村1", "港のあたり", ""):
        assert middle_area_for(resolve_address(typed, ON), ON) == only
    assert uncovered_towns(only, ON) == []


def test_a_place_known_to_lie_outside_the_only_area_is_unknown(at: datetime) -> None:
    area(zoning("中", Tier.MIDDLE, at), "島", at, square(0, 0))
    outside = middle_area_for(resolve_point(*middle_of(5, 5), ON), ON)
    assert outside.is_unknown
