"""Windows, つなぎ, roles, the first page, who may look, and that the pages stay fast."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories import make_intake, make_post
from tests.records.scene import a_record
from wagamachi.access.models import AuditEvent, RoleLabel
from wagamachi.access.roles import Role
from wagamachi.core import codes
from wagamachi.core.models import Code
from wagamachi.directory.models import Resource
from wagamachi.insight.queries.overview import overview

from .scene import a_case, a_handoff, in_file, on_screen

pytestmark = pytest.mark.usefixtures("frozen")
PAGES = {
    "functions": ("time", "count"),
    "themes": ("area",),
    "windows": ("window", "route"),
    "handoffs": ("organization", "resource"),
    "responses": ("advice", "raise"),
    "roles": ("role",),
}


def a_resource(**fields: Any) -> Resource:
    made: Resource = Resource.objects.create(
        name="みんなの食堂", kind_id="SHIGEN-09", sector="informal", **fields
    )
    return made


def test_intakes_by_kind_of_window_and_month(cast: Cast, client: Client, at: datetime) -> None:
    make_intake(cast.town.hoiku_team, cast.nursery, at, route_id="KEIRO-03")
    make_intake(cast.town.hoiku_team, cast.nursery, at - timedelta(days=40))
    make_intake(cast.town.houkatsu_team, cast.agency, at, route_id="KEIRO-03")
    make_intake(cast.town.houkatsu_team, cast.agency, at - timedelta(days=400))
    client.force_login(cast.manager)
    table = on_screen(client, "windows", "window")
    assert {name: (r["合計"], r["10月"], r["11月"]) for name, r in table.items()} == {
        "地域包括支援センター（基幹型含む）": ("1", "0", "1"),
        "保育所・幼稚園・認定こども園": ("2", "1", "1"),
        "合計": ("3", "1", "2"),
    }
    routes = on_screen(client, "windows", "route")
    assert {name: r["合計"] for name, r in routes.items()} == {
        "家族・知人（来所）": "2",
        "書かれていない": "1",
        "合計": "3",
    }


def test_how_often_it_led_somewhere(cast: Cast, client: Client, at: datetime) -> None:
    for state in ("sent", "accepted", "withdrawn", "declined", "finished", "finished"):
        a_handoff(cast, at, state)
    a_handoff(cast, at, "finished", result_id="TSUNAGI_KEKKA-03")
    a_handoff(cast, at, "finished", to_resource=a_resource())
    a_handoff(cast, at, "arranging", to_resource=a_resource())
    a_handoff(cast, at - timedelta(days=400), "finished")
    client.force_login(cast.manager)
    row = on_screen(client, "handoffs", "organization")["地域包括支援センター（基幹型含む）"]
    assert list(row.values()) == ["7", "1", "1", "1", "1", "3", "2", "50.0", "2.0"]
    row = on_screen(client, "handoffs", "resource")["住民活動"]
    assert list(row.values()) == ["2", "1", "0", "0", "0", "1", "1", "100.0", "2.0"]


def test_a_word_of_ones_own_counts_as_what_it_maps_to_and_a_named_receiver_counts(
    cast: Cast, client: Client, at: datetime
) -> None:
    own = Code.objects.create(
        code="TSUNAGI_KEKKA-L01", code_list_id="TSUNAGI_KEKKA", label="通いはじめた", is_local=True
    )
    own.maps_to.set(["TSUNAGI_KEKKA-01"])
    codes.forget()
    a_handoff(cast, at, "finished", to_team=None, to_external="市外の病院", result=own)
    client.force_login(cast.manager)
    table = on_screen(client, "handoffs", "resource")
    assert table.keys() == {"名前を書いてつないだ相手", "合計"}
    assert table["名前を書いてつないだ相手"]["つながった率（％）"] == "100.0"
    assert overview(2026).connected_percent == 100.0


@pytest.mark.parametrize(
    ("days", "median"), [([3], "3.0"), ([1, 4], "2.5"), ([9, 1, 2], "2.0"), ([1, 8, 2, 3], "2.5")]
)
def test_the_median_of_the_days_until_an_answer(
    cast: Cast, client: Client, at: datetime, days: list[int], median: str
) -> None:
    for n in days:
        a_handoff(cast, at, "declined", answered_at=at + timedelta(days=n))
    a_handoff(cast, at, "sent")
    client.force_login(cast.manager)
    table = on_screen(client, "handoffs", "organization")
    assert {row["返事までの日数（中央値）"] for row in table.values()} == {median}


def test_a_local_name_changes_the_label_and_no_figure(
    cast: Cast, client: Client, at: datetime
) -> None:
    a_record(cast, at, minutes=45)
    a_record(cast, at, by=cast.minsei, team_id=cast.town.minsei_team.pk)
    client.force_login(cast.manager)
    before = on_screen(client, "roles", "role")
    RoleLabel.objects.create(role=Role.CSW, label="CSW")
    after = on_screen(client, "roles", "role")
    assert before["地域福祉コーディネーター"] == after["CSW"]
    assert list(after["CSW"].values()) == ["csw", "3", "3.0", "1", "45"]
    assert list(before.values()) == list(after.values())


def test_a_record_counts_for_the_role_held_at_its_team(
    cast: Cast, client: Client, at: datetime
) -> None:
    make_post(cast.csw, Role.DISTRICT_STAFF, cast.town.core_team)
    a_record(cast, at, team_id=cast.town.east_team.pk)
    a_record(cast, at, team_id=cast.town.core_team.pk)
    client.force_login(cast.manager)
    table = on_screen(client, "roles", "role")
    assert table["地域福祉コーディネーター"]["記録（件）"] == "1"
    assert table["地区担当職員"]["記録（件）"] == "1"


def test_the_first_page_shows_the_figures_of_the_year(
    cast: Cast, client: Client, at: datetime
) -> None:
    make_intake(cast.town.hoiku_team, cast.nursery, at)
    a_handoff(cast, at, "finished")
    a_handoff(cast, at, "declined")
    a_record(cast, at, minutes=45)
    client.force_login(cast.manager)
    now = client.get(reverse("insight:index")).context["now"]
    assert (now.intakes, now.cases, now.handoffs, now.connected_percent) == (1, 2, 2, 50.0)
    assert (now.records, now.minutes) == (1, 45)
    before = client.get(reverse("insight:index"), {"year": "2024"}).context["now"]
    assert (before.intakes, before.records, before.connected_percent) == (0, 0, None)


@pytest.mark.parametrize(("page", "key"), [(p, k) for p, keys in PAGES.items() for k in keys])
def test_the_file_holds_the_same_figures_and_is_written_down(
    cast: Cast, client: Client, at: datetime, page: str, key: str
) -> None:
    a_city_at_work(cast, at)
    client.force_login(cast.auditor)
    assert in_file(client, page, key) == on_screen(client, page, key)
    event = AuditEvent.objects.filter(kind="exported").get()
    assert (event.user_id, event.data["what"]) == (cast.auditor.pk, f"insight.{key}")


@pytest.mark.parametrize("page", ["index", *PAGES])
@pytest.mark.parametrize("who", ["agency", "minsei", "resident", "admin", "stranger"])
def test_figures_are_for_those_who_answer_for_them(
    cast: Cast, client: Client, page: str, who: str
) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(reverse(f"insight:{page}")).status_code == 404


def test_a_bad_condition_is_answered_and_an_unknown_table_is_not_there(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.manager)
    assert client.get(reverse("insight:themes"), {"year": "1900"}).status_code == 422
    assert client.get(reverse("insight:functions"), {"year": "x", "by": "x"}).status_code == 422
    assert client.get(reverse("insight:roles"), {"file": "x"}).status_code == 404


@pytest.mark.parametrize("page", ["index", *PAGES])
def test_a_page_costs_the_same_with_one_row_and_three(
    cast: Cast, client: Client, at: datetime, django_assert_num_queries: Any, page: str
) -> None:
    client.force_login(cast.manager)
    a_city_at_work(cast, at)
    url = reverse(f"insight:{page}")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for days in (31, 62):
        a_city_at_work(cast, at - timedelta(days=days))
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_no_name_and_no_word_of_a_case_is_on_any_page(
    cast: Cast, client: Client, at: datetime
) -> None:
    a_city_at_work(cast, at)
    client.force_login(cast.manager)
    for page in ("index", *PAGES):
        text = client.get(reverse(f"insight:{page}")).content.decode()
        assert [word for word in ("12階のBさん", "新聞がたまって", "集会室") if word in text] == []


def a_city_at_work(cast: Cast, at: datetime) -> None:
    """One of everything that is counted."""
    make_intake(cast.town.hoiku_team, cast.nursery, at)
    for ask in ("advice", "raise"):
        make_intake(cast.town.east_team, cast.minsei, at, ask=ask, tried="訪ねた", asked="助言")
    a_case(cast, at, "KADAI_T-04", "KADAI_N-09", areas=(cast.town.east,))
    a_handoff(cast, at, "finished")
    a_handoff(cast, at, "finished", to_resource=a_resource())
    a_record(cast, at, shares=(40, 40, 20), content="集会室で話した")
