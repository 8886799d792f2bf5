"""漏れているかもしれない地域: what is missing where, compared with the areas beside it."""

import html
import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories import make_area, make_intake, make_post, make_user
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area, HouseholdCount, Tier
from wagamachi.core.tables import HIDDEN
from wagamachi.directory.models import Resource
from wagamachi.insight.queries.leaks import AreaSigns, leaking_areas
from wagamachi.records.models import ActivityRecord
from wagamachi.support.models import OutreachTask

ALL_MISSING = (
    "この12か月、相談がない",
    "活動・資源の登録がない",
    "この12か月、活動の記録がない",
    "この12か月、見守りがない",
    "民生委員がいない（欠員）",
)


def small(cast: Cast, name: str) -> Area:
    return make_area(name, Tier.SMALL, parent=cast.town.west)


def by_name(at: datetime) -> dict[str, AreaSigns]:
    return {row.area.name: row for row in leaking_areas(at.date())}


def came_in(cast: Cast, area: Area, at: datetime, count: int = 1) -> None:
    for _ in range(count):
        intake = make_intake(cast.town.hoiku_team, cast.nursery, at, area=cast.town.west)
        intake.areas.add(area, cast.town.west)


def lively(cast: Cast, area: Area, at: datetime, intakes: int = 10) -> None:
    """Give an area everything that can be missing."""
    came_in(cast, area, at, intakes)
    Resource.objects.create(name="見守りサロン", kind_id="SHIGEN-09", sector="informal").areas.add(
        area
    )
    make_post(make_user(f"m{area.pk}"), Role.MINSEI_IIN, cast.town.minsei_team, areas=[area])
    ActivityRecord.objects.create(
        occurred_at=at, minutes=30, method_id="SHUDAN-03", counterpart="住民", tier="small",
        area=area, content="体操", result="10人", team=cast.town.west_team,
        written_by=cast.other_csw,
    )  # fmt: skip


def test_an_area_where_nothing_happens_is_asked_about_first(cast: Cast, at: datetime) -> None:
    lively(cast, small(cast, "一丁目"), at)
    small(cast, "二丁目")
    rows = leaking_areas(at.date())
    assert [row.area.name for row in rows] == ["二丁目", "一丁目"]
    assert [row.reasons for row in rows] == [ALL_MISSING, ()]


def test_few_compared_with_beside(cast: Cast, at: datetime) -> None:
    few = small(cast, "三丁目")
    for name in ("一丁目", "二丁目"):
        lively(cast, small(cast, name), at, intakes=12)
    lively(cast, few, at, intakes=5)
    row = by_name(at)["三丁目"]
    assert (row.intakes, row.median, row.reasons) == (5, 12, ("相談が、まわりの半分より少ない",))
    came_in(cast, few, at)
    assert by_name(at)["三丁目"].reasons == ()


def test_a_small_figure_is_not_shown(cast: Cast, at: datetime) -> None:
    area = small(cast, "一丁目")
    came_in(cast, area, at, 4)
    counted(area, 400)
    row = by_name(at)["一丁目"]
    assert (row.intakes, row.median, row.rate) == (HIDDEN, HIDDEN, HIDDEN)


@pytest.mark.parametrize(("days", "counts"), [(364, True), (400, False)])
def test_what_is_long_ago_does_not_count(cast: Cast, at: datetime, days: int, counts: bool) -> None:
    came_in(cast, small(cast, "一丁目"), at - timedelta(days=days))
    assert (ALL_MISSING[0] in by_name(at)["一丁目"].reasons) != counts


def test_an_area_chosen_by_hand_counts_once(cast: Cast, at: datetime) -> None:
    area = small(cast, "一丁目")
    for _ in range(3):
        make_intake(cast.town.hoiku_team, cast.nursery, at, area=area)
    for intake in area_intakes(cast, area, at):
        intake.areas.add(area)
    assert by_name(at)["一丁目"].median == 6


def area_intakes(cast: Cast, area: Area, at: datetime) -> list:  # type: ignore[type-arg]  # rows
    return [make_intake(cast.town.hoiku_team, cast.nursery, at, area=area) for _ in range(3)]


def test_one_minsei_iin_of_the_area_above_is_enough(cast: Cast, at: datetime) -> None:
    make_area("東一丁目", Tier.SMALL, parent=cast.town.east)
    small(cast, "西一丁目")
    rows = by_name(at)
    assert (rows["東一丁目"].minsei_iin, rows["西一丁目"].minsei_iin) == (1, 0)


def test_the_page_leads_to_outreach(cast: Cast, frozen: datetime) -> None:
    area = small(cast, "一丁目")
    client = Client()
    client.force_login(cast.csw)
    page = client.get("/insight/leaks/").content.decode()
    assert all(reason in page for reason in ALL_MISSING)
    link = f"/support/outreach/new/?area={area.pk}"
    assert link in page
    form = client.get(link).content.decode()
    assert f'value="{area.pk}" selected' in form
    client.force_login(cast.auditor)
    page = client.get("/insight/leaks/").content.decode()
    assert (link in page, f"/areas/{area.pk}/" in page) == (False, True)


def test_the_page_costs_the_same_with_one_area_and_with_three(cast: Cast, frozen: datetime) -> None:
    client = Client()
    client.force_login(cast.manager)

    def queries() -> int:
        client.get("/insight/leaks/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/insight/leaks/")
        return len(caught)

    lively(cast, small(cast, "一丁目"), frozen)
    one = queries()
    for name in ("二丁目", "三丁目"):
        lively(cast, small(cast, name), frozen)
    assert queries() == one


def counted(area: Area, households: int) -> None:
    HouseholdCount.objects.create(
        area=area, households=households, counted_on=date(2026, 1, 1), source="住民基本台帳"
    )


def test_intakes_are_held_against_households(cast: Cast, at: datetime) -> None:
    """As many worries from five times the households are few."""
    big = small(cast, "三丁目")
    for name in ("一丁目", "二丁目"):
        area = small(cast, name)
        lively(cast, area, at, intakes=10)
        counted(area, 1000)
    lively(cast, big, at, intakes=10)
    counted(big, 5000)
    rows = by_name(at)
    assert (rows["一丁目"].rate, rows["一丁目"].reasons) == (10.0, ())
    assert (rows["三丁目"].rate, rows["三丁目"].reasons) == (
        2.0,
        ("相談が、まわりの半分より少ない",),
    )


def test_a_line_becomes_a_task_on_the_day_of_a_team(cast: Cast, frozen: datetime) -> None:
    area = small(cast, "一丁目")
    client = Client()
    client.force_login(cast.manager)
    page = client.get("/insight/leaks/").content.decode()
    link = re.search(r'href="(/support/outreach/tasks/new/[^"]*)"', page)
    assert link is not None
    form = client.get(html.unescape(link[1])).context["form"]
    assert form.initial["area"] == area
    assert "見守りがない" in form.initial["reason"]
    sent = {
        "token": form.initial["token"], "area": area.pk, "team": cast.town.west_team.pk,
        "reason": form.initial["reason"], "due_on": "2026-12-20",
    }  # fmt: skip
    for _ in range(2):
        assert client.post("/support/outreach/tasks/new/", sent).status_code == 302
    task = OutreachTask.objects.get()
    door = f"/support/outreach/tasks/{task.pk}/"
    assert "西チームに頼んであります" in client.get("/insight/leaks/").content.decode()
    for who, sees in ((cast.other_csw, True), (cast.csw, False)):
        client.force_login(who)
        assert (door in client.get("/").content.decode()) == sees
        assert client.get(door).status_code == (200 if sees else 404)
    client.force_login(cast.other_csw)
    said = {"version": task.version, "outcome": "民生委員と回った"}
    assert client.post(door, said).status_code == 302
    assert door not in client.get("/").content.decode()
