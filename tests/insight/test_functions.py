"""Time by function (R045): by month, person, area and year, always adding up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories import make_area
from tests.records.scene import a_draft, a_record, actor
from wagamachi.areas.models import Tier
from wagamachi.core.ids import uuid7
from wagamachi.insight.queries.functions import Narrow, by_area, by_month, by_person, total_of
from wagamachi.records.services import correct_record

from .scene import in_file, on_screen

pytestmark = pytest.mark.usefixtures("frozen")
OCTOBER = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
LAST_YEAR = datetime(2025, 10, 5, 1, 0, tzinfo=UTC)


@pytest.fixture
def written(cast: Cast, at: datetime) -> Cast:
    """青葉: 60 minutes 50/50/0 in November, 30 of ③ in October. 紅葉: 90 of ② in 西. Last year 15."""
    west = {"team_id": cast.town.west_team.pk, "area_id": cast.town.west.pk}
    a_record(cast, at, minutes=60, shares=(50, 50, 0))
    a_record(cast, OCTOBER, minutes=30, shares=(0, 0, 100))
    a_record(cast, at, by=cast.other_csw, minutes=90, shares=(0, 100, 0), **west)
    a_record(cast, LAST_YEAR, minutes=15)
    return cast


def minutes(row: dict[str, str]) -> list[int]:
    names = ("合計（分）", "① 個別支援（分）", "② 地域支援（分）", "③ しくみづくり（分）")
    return [int(row[name]) for name in names]


@pytest.mark.parametrize(
    ("asked", "line", "expected"),
    [
        ({}, "令和8年11月", [150, 30, 120, 0]),
        ({}, "令和8年10月", [30, 0, 0, 30]),
        ({}, "令和8年4月", [0, 0, 0, 0]),
        ({}, "合計", [180, 30, 120, 30]),
        ({"by": "person"}, "青葉", [90, 30, 30, 30]),
        ({"by": "person"}, "紅葉", [90, 0, 90, 0]),
        ({"by": "area"}, "西", [90, 0, 90, 0]),
        ({"by": "year"}, "令和7年度", [15, 15, 0, 0]),
        ({"by": "year"}, "合計", [195, 45, 120, 30]),
        ({"year": "2025"}, "合計", [15, 15, 0, 0]),
        ({"role": "csw"}, "合計", [180, 30, 120, 30]),
        ({"role": "team_lead", "by": "year"}, "合計", [0, 0, 0, 0]),
    ],
)
def test_time_is_split_and_adds_up(
    written: Cast, client: Client, asked: dict[str, str], line: str, expected: list[int]
) -> None:
    client.force_login(written.manager)
    if line == "合計" and not sum(expected):
        assert (
            "まだ何もありません" in client.get(reverse("insight:functions"), asked).content.decode()
        )
        return
    assert minutes(on_screen(client, "functions", "time", **asked)[line]) == expected


def test_one_coordinator_or_team_or_area(written: Cast, client: Client) -> None:
    client.force_login(written.csw)
    town = written.town
    for asked in (
        {"person": str(written.csw.pk)},
        {"team": str(town.east_team.pk)},
        {"area": str(town.east.pk)},
    ):
        table = on_screen(client, "functions", "time", **asked)
        assert minutes(table["合計"]) == [90, 30, 30, 30]
    client.force_login(written.manager)
    city = on_screen(client, "functions", "time", area=str(town.city.pk))
    assert minutes(city["合計"]) == [180, 30, 120, 30]


def test_a_record_with_two_functions_is_one_record(written: Cast, client: Client) -> None:
    client.force_login(written.manager)
    total = on_screen(client, "functions", "count")["合計"]
    assert list(total.values()) == ["3", "1", "2", "1"]


def test_the_ring_and_the_bars_say_the_same_as_the_table(written: Cast, client: Client) -> None:
    client.force_login(written.manager)
    context = client.get(reverse("insight:functions")).context
    assert [part.value for part in context["ring"]] == [30, 120, 30]
    assert [part.share for part in context["ring"]] == [16.7, 66.7, 16.7]
    assert [bar.total for bar in context["bars"]][-6:-3] == [30, 150, 0]


@pytest.mark.parametrize("shares", [(33, 33, 34), (1, 1, 98), (10, 25, 65)])
def test_rounding_loses_no_minute(cast: Cast, at: datetime, shares: tuple[int, int, int]) -> None:
    for month in range(4, 11):
        when = datetime(2026, month, 3, tzinfo=UTC)
        a_record(cast, when, minutes=15, shares=shares)
    lines = by_month(2026, Narrow())
    assert [sum(line.minutes) for line in lines] == [line.total for line in lines]
    total = total_of(lines)
    assert total.hundredths == tuple(15 * 7 * share for share in shares)
    assert sum(total.minutes) == 15 * 7
    for breakdown in (by_person, by_area):
        assert total_of(breakdown(2026, Narrow())) == total


def test_the_year_turns_at_midnight_in_tokyo(cast: Cast) -> None:
    for minute, function in ((-1, (100, 0, 0)), (0, (0, 0, 100))):
        when = datetime(2026, 3, 31, 15, 0, tzinfo=UTC) + timedelta(minutes=minute)
        a_record(cast, when, minutes=15, shares=function)
    assert by_month(2025, Narrow())[-1].minutes == (15, 0, 0)
    assert by_month(2026, Narrow())[0].minutes == (0, 0, 15)


def test_a_corrected_record_counts_once(cast: Cast, at: datetime) -> None:
    record = a_record(cast, at, minutes=60)
    draft = a_draft(cast, at, minutes=15, shares=(0, 100, 0))
    correct_record(actor=actor(cast, "csw", at), at=at, record=record, draft=draft, id=uuid7())
    assert total_of(by_month(2026, Narrow())).minutes == (0, 15, 0)


def test_whoever_is_no_coordinator_is_one_line(cast: Cast, client: Client, at: datetime) -> None:
    a_record(cast, at, minutes=15)
    a_record(cast, at, by=cast.minsei, minutes=30, team_id=cast.town.minsei_team.pk)
    client.force_login(cast.manager)
    table = on_screen(client, "functions", "time", by="person")
    assert {name: row["合計（分）"] for name, row in table.items()} == {
        "青葉": "15",
        "そのほかの人": "30",
        "合計": "45",
    }


def test_a_record_in_a_small_area_belongs_to_the_area_above(
    cast: Cast, client: Client, at: datetime
) -> None:
    small = make_area("東町", Tier.SMALL, parent=cast.town.east)
    a_record(cast, at, area_id=small.pk)
    client.force_login(cast.csw)  # who may read of all who wrote there: of herself
    for area in (small, cast.town.east, cast.town.city):
        table = on_screen(client, "functions", "time", area=str(area.pk))
        assert table["合計"]["合計（分）"] == "30"


@pytest.mark.parametrize("asked", [{}, {"by": "person"}, {"by": "area"}, {"by": "year"}])
@pytest.mark.parametrize("key", ["time", "count"])
def test_the_file_holds_the_same_figures(
    written: Cast, client: Client, asked: dict[str, Any], key: str
) -> None:
    client.force_login(written.auditor)
    screen = on_screen(client, "functions", key, **asked)
    assert in_file(client, "functions", key, **asked) == screen


def test_hours_are_named_to_oneself_and_to_those_who_answer_for_one(
    written: Cast, client: Client
) -> None:
    """R115: everybody else reads sums, and cannot narrow to a person or to a team of others."""
    client.force_login(written.other_csw)
    assert set(on_screen(client, "functions", "time", by="person")) == {
        "紅葉", "そのほかの人", "合計",
    }  # fmt: skip
    for asked in ({"person": str(written.csw.pk)}, {"team": str(written.town.east_team.pk)}):
        assert client.get("/insight/functions/", asked).status_code == 422
    client.force_login(written.auditor)
    assert set(on_screen(client, "functions", "time", by="person")) == {"そのほかの人", "合計"}
    client.force_login(written.manager)
    assert {"青葉", "紅葉"} <= on_screen(client, "functions", "time", by="person").keys()
