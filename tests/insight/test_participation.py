"""地区担当の参加: only what was done in the district, while it was held, by whom one answers for (R143)."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, on_day
from tests.factories import make_intake, make_post, make_user
from tests.records.scene import a_record
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.insight.queries.participation import by_staff
from wagamachi.records.periods import Period

from .scene import in_file, on_screen

pytestmark = pytest.mark.usefixtures("frozen")


def test_what_a_member_of_staff_did_in_a_district(cast: Cast, client: Client, at: datetime) -> None:
    town = cast.town
    here = {"by": cast.district, "team_id": town.core_team.pk, "area_id": town.west.pk}
    a_record(cast, at, **here, minutes=60, shares=(20, 80, 0))
    a_record(cast, at - timedelta(days=1), **here)
    a_record(cast, at - timedelta(days=20), **here)  # before the district was theirs
    a_record(cast, at, **here | {"area_id": town.east.pk})  # elsewhere
    for ask in ("heard", "worry"):
        make_intake(town.core_team, cast.district, at, ask=ask, area=town.west)
    begins = on_day(at) - timedelta(days=9)
    Assignment.objects.filter(user=cast.district).update(starts_on=begins)
    client.force_login(cast.manager)
    figures = ["2", "90", "1", "1", "0"]
    for read in (on_screen, in_file):
        people, places = (read(client, "districts", key) for key in ("staff", "district"))
        assert {name: list(row.values()) for name, row in people.items()} == {
            "藤（西）": figures,
            "合計": figures,
        }
        assert list(places["西（1人）"].values()) == figures
    client.force_login(cast.auditor)
    assert "藤" not in client.get("/insight/districts/").content.decode()


def test_as_many_queries_for_three_as_for_one(cast: Cast, at: datetime) -> None:
    manager, ever = cast.actor(cast.manager, on_day(at)), Period("")
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len(by_staff(manager, ever).rows) == 2
    for name in ("蓮", "菊"):
        make_post(
            make_user(name, name), Role.DISTRICT_STAFF, cast.town.core_team, areas=[cast.town.east]
        )
    with CaptureQueriesContext(connection) as three:
        assert len(by_staff(manager, ever).rows) == 4
    assert len(three) == len(one)
