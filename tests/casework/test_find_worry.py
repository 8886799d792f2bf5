"""「6月3日に保育園から来た相談は、いまどこ」: answered within two clicks (R012)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagamachi.casework.enums import IntakeAsk
from wagamachi.casework.models import Intake

from .scenes import Scene

FIND = "/cases/intakes/find/"
JUNE_3 = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)


def found(scene: Scene, who: str = "lead", **asked: Any) -> list[Intake]:
    answer = scene.browser(who).get(FIND, asked)
    assert answer.status_code == 200
    return [intake for intake, _ in answer.context["rows"]]


def test_where_is_the_worry_of_the_third_of_june_from_the_nursery(scene: Scene) -> None:
    intake = scene.intake(received_at=JUNE_3, situation="お迎えに来ない")
    scene.intake(received_at=JUNE_3, received_team=scene.cast.town.houkatsu_team)
    scene.intake(received_at=JUNE_3 + timedelta(days=1))
    scene.claimed(intake)
    lead = scene.browser("lead")
    assert f'href="{FIND}"' in lead.get("/").content.decode()  # the first click
    asked: dict[str, Any] = {
        "first_on": "R8.6.3",
        "last_on": "R8.6.3",
        "window": scene.cast.town.hoiku.pk,
    }
    page = lead.get(FIND, asked)  # the second
    assert [one for one, _ in page.context["rows"]] == [intake]
    text = page.content.decode()
    words = ("若竹保育園", "東チーム", scene.cast.csw.name, "受領", "R8.11.23")
    assert [word in text for word in words] == [True] * 5
    assert "お迎えに来ない" not in text


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 3),
        ({"state": "waiting"}, 1),
        ({"state": "held"}, 1),
        ({"state": "over"}, 1),
        ({"ask": "advice"}, 1),
        ({"window_kind": "TSUNAGISAKI-19"}, 3),
        ({"window_kind": "TSUNAGISAKI-01"}, 0),
        ({"first_on": "2026-11-24"}, 0),
        ({"last_on": "2026-11-22"}, 0),
        ({"first_on": "2026-11-23", "last_on": "2026-11-23"}, 3),
        ({"first_on": "2026-12-24"}, 0),
    ],
)
def test_what_it_is_narrowed_by(scene: Scene, asked: dict[str, str], count: int) -> None:
    scene.intake(ask=IntakeAsk.ADVICE)
    scene.claimed(scene.intake())
    scene.intake(state="answered", answer="案内した", answered_at=scene.at)
    assert len(found(scene, **asked)) == count


def test_an_area_holds_the_areas_below_it(scene: Scene) -> None:
    intake = scene.intake()
    assert found(scene, area=scene.cast.town.east.pk) == [intake]
    assert found(scene, area=scene.cast.town.city.pk) == [intake]
    assert found(scene, area=scene.cast.town.west.pk) == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"first_on": "R8.11.23", "last_on": "R8.11.1"}, "last_on"),
        ({"last_on": "9999-12-31"}, "last_on"),
        ({"first_on": "0001-01-01"}, "first_on"),
        ({"first_on": "きのう"}, "first_on"),
        ({"state": "nowhere"}, "state"),
        ({"window": "x"}, "window"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_the_field(
    scene: Scene, asked: dict[str, str], field: str
) -> None:
    answer = scene.browser("lead").get(FIND, asked)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(
    ("who", "count"),
    [("lead", 1), ("csw", 1), ("nursery", 1), ("core", 1), ("manager", 1), ("agency", 0),
     ("other_csw", 0)],
)  # fmt: skip
def test_each_finds_what_they_may_see_the_status_of(scene: Scene, who: str, count: int) -> None:
    scene.intake()
    assert len(found(scene, who)) == count


@pytest.mark.parametrize("who", ["minsei", "resident", "auditor", "admin", "stranger"])
def test_who_only_brings_worries_has_their_own_list(scene: Scene, who: str) -> None:
    assert scene.browser(who).get(FIND).status_code == 404


def test_a_restricted_one_is_found_without_who_or_what(scene: Scene) -> None:
    intake = scene.received("nursery", restriction="dv", situation="あざがある")
    scene.claimed(intake, "core")
    text = scene.browser("manager").get(FIND).content.decode().partition("<tbody>")[2]
    assert ("取り扱い注意" in text, "あざ" in text, "松" in text) == (True, False, False)
    assert "若竹保育園" not in text  # who told is nobody else's business


def test_one_from_the_future_is_found_on_its_day(scene: Scene) -> None:
    intake = scene.intake(received_at=scene.at + timedelta(days=40))
    assert found(scene) == []
    assert found(scene, first_on="R9.1.1", last_on="R9.1.31") == [intake]


def test_the_list_goes_on_page_by_page(scene: Scene) -> None:
    for number in range(30):
        scene.intake(received_at=scene.at - timedelta(minutes=number))
    first = scene.browser("lead").get(FIND)
    rest = scene.browser("lead").get(FIND + first.context["page"].next_url)
    assert (len(first.context["rows"]), len(rest.context["rows"])) == (25, 5)


def test_it_costs_the_same_with_one_row_and_with_three(scene: Scene) -> None:
    lead, counts = scene.browser("lead"), []
    for _ in range(2):
        scene.claimed(scene.intake())
        scene.intake()
        lead.get(FIND)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            lead.get(FIND)
        counts.append(len(queries))
    assert counts[0] == counts[1]
