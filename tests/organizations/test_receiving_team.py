"""Which team a worry lands with: the promise that somebody always receives it."""

from datetime import date

import pytest

from tests.cast import Cast
from tests.factories import make_area, make_post, make_team, make_user, make_zoning
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.areas.models import Tier
from wagamachi.core.errors import DomainError
from wagamachi.organizations.models import Team
from wagamachi.organizations.queries import fallback_team, team_for_areas

ON = date(2026, 11, 23)


def test_the_team_of_the_middle_area_receives(cast: Cast) -> None:
    assert team_for_areas([cast.town.west.pk], ON) == cast.town.west_team


def test_a_small_area_belongs_to_the_middle_area_above_it(cast: Cast) -> None:
    small = make_area("東一丁目", Tier.SMALL, parent=cast.town.east)
    assert team_for_areas([small.pk], ON) == cast.town.east_team


def test_the_middle_area_comes_before_the_town(cast: Cast) -> None:
    make_team(cast.town.shakyo, "区市町村全体", is_base=True, areas=[cast.town.city])
    assert team_for_areas([cast.town.city.pk, cast.town.east.pk], ON) == cast.town.east_team


def test_without_a_team_of_the_middle_area_the_town_receives(cast: Cast) -> None:
    whole = make_team(cast.town.shakyo, "区市町村全体", is_base=True, areas=[cast.town.city])
    make_post(make_user("hiroi"), Role.CSW, whole)
    north = make_area("北", parent=cast.town.city)
    assert team_for_areas([north.pk], ON) == whole


def test_of_two_middle_areas_the_first_named_receives(cast: Cast) -> None:
    west, east = cast.town.west.pk, cast.town.east.pk
    assert team_for_areas([west, east], ON) == cast.town.west_team
    assert team_for_areas([east, west], ON) == cast.town.east_team


def test_a_closed_team_receives_nothing(cast: Cast) -> None:
    Team.objects.filter(pk=cast.town.east_team.pk).update(closes_on=ON)
    assert team_for_areas([cast.town.east.pk], ON) == cast.town.core_team


def test_a_team_where_nobody_is_at_work_receives_nothing(cast: Cast) -> None:
    whole = make_team(cast.town.shakyo, "区市町村全体", is_base=True, areas=[cast.town.city])
    areas = [cast.town.west.pk]
    for last in (cast.other_csw, cast.seikatsu_sc):
        assert team_for_areas(areas, ON) == cast.town.west_team
        Assignment.objects.of(last.pk).update(ends_on=ON)
    assert team_for_areas(areas, ON) == cast.town.core_team
    make_post(cast.district, Role.DISTRICT_STAFF, whole)
    assert team_for_areas(areas, ON) == cast.town.core_team, "who may not claim is not at work here"
    make_post(cast.other_csw, Role.CSW, whole)
    assert team_for_areas(areas, ON) == whole, "the next tier up comes before the fallback"


def test_a_team_that_is_not_the_base_receives_nothing(cast: Cast) -> None:
    other = make_area("見守り東", zoning=make_zoning(Tier.MIDDLE))
    make_team(cast.town.houkatsu, "見守り", areas=[other])
    assert team_for_areas([other.pk], ON) == cast.town.core_team


def test_nobody_knows_the_area_and_the_fallback_team_receives(cast: Cast) -> None:
    assert team_for_areas([], ON) == cast.town.core_team


def test_a_town_without_a_fallback_team_is_told_what_to_do(cast: Cast) -> None:
    Team.objects.update(is_fallback=False)
    with pytest.raises(DomainError, match="チームを1つ選んで"):
        fallback_team(ON)


def test_the_answer_takes_a_constant_number_of_queries(
    cast: Cast, django_assert_num_queries: object
) -> None:
    areas = [cast.town.east.pk]
    with django_assert_num_queries(3):  # type: ignore[operator]  # a pytest-django fixture
        team_for_areas(areas, ON)
    areas += [make_area(f"西{n}丁目", Tier.SMALL, parent=cast.town.west).pk for n in range(3)]
    with django_assert_num_queries(3):  # type: ignore[operator]  # a pytest-django fixture
        team_for_areas(areas, ON)
