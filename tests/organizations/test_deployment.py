"""配置表: two coordinators in every 中圏域, year by year (R140), and the district staff (R143)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories import make_area, make_post, make_user
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.organizations import deployment
from wagamachi.organizations.deployment import AreaRow, Table

TODAY = date(2026, 11, 23)


def _row(table: Table, name: str) -> AreaRow:
    return next(row for row in table.rows if row.area.name == name)


@pytest.mark.usefixtures("frozen")
def test_the_table_flags_nobody_and_one_and_keeps_the_years(cast: Cast, client: Client) -> None:
    make_area("北", parent=cast.town.city)
    left = make_post(
        make_user("old"),
        Role.CSW,
        cast.town.west_team,
        areas=[cast.town.west],
        starts_on=date(2024, 4, 1),
        ends_on=date(2026, 4, 1),
        fte=Decimal("0.50"),
    )
    client.force_login(cast.manager)
    url = reverse("organizations:deployment")
    now = client.get(url).context["table"]
    assert [(r.area.name, r.people, r.is_empty, r.is_single) for r in now.rows] == [
        ("北", 0, True, False),
        ("東", 3, False, False),
        ("西", 1, False, True),
    ]
    page = client.get(url).content.decode()
    assert (page.count("未配置"), page.count("単独配置")) == (1, 1)
    last_year = client.get(url, {"year": "2025"}).context["table"]
    west = _row(last_year, "西")
    assert (west.people, west.fte) == (2, Decimal("1.50"))
    assert left in [posting.assignment for posting in west.postings]
    assert _row(now, "西").history == [0, 0, 2, 2, 1]


def test_time_is_shared_between_areas_and_nobody_is_counted_twice(cast: Cast) -> None:
    Assignment.objects.all().delete()
    make_post(
        make_user("both"), Role.CSW, cast.town.east_team, areas=[cast.town.east, cast.town.west]
    )
    table = deployment.table(2026, TODAY)
    assert [_row(table, name).fte for name in ("東", "西")] == [Decimal("0.50"), Decimal("0.50")]
    assert (table.people, table.fte) == (1, Decimal("1.00"))


def test_a_post_without_areas_stands_where_its_team_does(cast: Cast) -> None:
    Assignment.objects.all().delete()
    make_post(make_user("new"), Role.CSW, cast.town.west_team)
    assert _row(deployment.table(2026, TODAY), "西").people == 1


def test_a_post_in_name_only_relieves_nobody(cast: Cast) -> None:
    Assignment.objects.all().delete()
    make_post(make_user("csw9"), Role.CSW, cast.town.west_team)
    make_post(make_user("lead9"), Role.TEAM_LEAD, cast.town.west_team, fte=Decimal(0))
    west = _row(deployment.table(2026, TODAY), "西")
    assert (west.people, west.is_single, len(west.postings)) == (1, True, 2)


def test_a_post_in_no_middle_area_is_listed_apart(cast: Cast) -> None:
    Assignment.objects.all().delete()
    post = make_post(make_user("new"), Role.CSW, cast.town.core_team)
    assert deployment.table(2026, TODAY).elsewhere == [post]


@pytest.mark.parametrize("year", ["2026年", "99999", "-1", "", "abc"])
@pytest.mark.usefixtures("frozen")
def test_a_strange_year_shows_this_year(cast: Cast, client: Client, year: str) -> None:
    client.force_login(cast.manager)
    response = client.get(reverse("organizations:deployment"), {"year": year})
    assert response.context["table"].year == 2026


@pytest.mark.usefixtures("frozen")
def test_district_staff_are_listed_by_district_with_their_period(
    cast: Cast, client: Client
) -> None:
    make_post(
        make_user("past", "前任"),
        Role.DISTRICT_STAFF,
        cast.town.core_team,
        areas=[cast.town.east],
        ends_on=date(2026, 4, 1),
    )
    make_post(
        make_user("coming", "後任"),
        Role.DISTRICT_STAFF,
        cast.town.core_team,
        areas=[cast.town.east],
        starts_on=date(2027, 4, 1),
    )
    client.force_login(cast.csw)
    page = client.get(reverse("organizations:districts"))
    assert {d.area.name: [p.user.name for p in d.posts] for d in page.context["districts"]} == {
        "東": ["後任"],
        "西": ["藤"],
    }
    assert page.content.decode().count("これから") == 1
