"""Reading records: who sees which, the list, its file, and that it stays fast."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.casework.scenes import Scene
from tests.cast import Cast
from tests.factories import make_area, make_case
from wagamachi.access.models import AuditEvent
from wagamachi.areas.attachments import attached_to
from wagamachi.areas.models import Tier
from wagamachi.core.refs import Ref
from wagamachi.records.definitions import ITEMS
from wagamachi.records.models import ActivityRecord
from wagamachi.records.periods import year_period
from wagamachi.records.queries import Criteria
from wagamachi.records.services import export_records, write_record
from wagamachi.records.services import exports as exports_module

from .scene import a_draft, a_record, actor

pytestmark = pytest.mark.usefixtures("frozen")


def listed(client: Client, **asked: str) -> list[ActivityRecord]:
    response = client.get(reverse("records:index"), asked)
    assert response.status_code == 200
    return [record for record, _ in response.context["rows"]]


def test_mine_and_my_teams(cast: Cast, client: Client, at: datetime) -> None:
    mine = a_record(cast, at)
    ours = a_record(cast, at - timedelta(hours=1), by=cast.colleague)
    a_record(cast, at, by=cast.other_csw, team_id=cast.town.west_team.pk)
    client.force_login(cast.csw)
    assert listed(client) == [mine]
    assert listed(client, whose=str(cast.town.east_team.pk)) == [mine, ours]


def test_another_team_cannot_be_asked_for(cast: Cast, client: Client, at: datetime) -> None:
    record = a_record(cast, at)
    client.force_login(cast.other_csw)
    asked = {"whose": str(cast.town.east_team.pk)}
    response = client.get(reverse("records:index"), asked)
    assert (response.status_code, list(response.context["rows"])) == (422, [])
    assert client.get(reverse("records:detail", args=[record.pk])).status_code == 404
    assert AuditEvent.objects.filter(kind="denied", target_id=record.pk).count() == 1


def test_the_list_is_narrowed(cast: Cast, client: Client, at: datetime) -> None:
    small = make_area("東町", Tier.SMALL, parent=cast.town.east)
    today = a_record(cast, at, area_id=small.pk)
    october = a_record(cast, at - timedelta(days=40), shares=(0, 50, 50))
    long_ago = a_record(cast, at - timedelta(days=400), area_id=cast.town.west.pk)
    client.force_login(cast.csw)
    assert listed(client) == [today, october]
    assert listed(client, period="2026-10") == [october]
    assert listed(client, period="fy2025") == [long_ago]
    assert listed(client, period="all") == [today, october, long_ago]
    assert listed(client, function="system") == [october]
    assert listed(client, period="all", area=str(cast.town.east.pk)) == [today, october]


def test_everything_i_may_see_needs_an_area(cast: Cast, client: Client, at: datetime) -> None:
    case = make_case(cast.town.east_team, cast.csw, at)
    about_case = write_record(
        actor=actor(cast, "other_csw", at),
        at=at,
        draft=a_draft(cast, at, team_id=cast.town.west_team.pk),
        about=[Ref("case", case.pk)],
    )
    client.force_login(cast.csw)
    assert client.get(reverse("records:index"), {"whose": "seen"}).status_code == 422
    assert listed(client, whose="seen", area=str(cast.town.east.pk)) == [about_case]


def test_a_record_shows_the_case_only_to_those_who_see_it(
    cast: Cast, client: Client, at: datetime
) -> None:
    case = make_case(cast.town.west_team, cast.other_csw, at)
    record = write_record(
        actor=actor(cast, "csw", at),
        at=at,
        draft=a_draft(cast, at),
        about=[Ref("case", case.pk)],
    )
    url = reverse("records:detail", args=[record.pk])
    client.force_login(cast.other_csw)
    assert [one.title for one in client.get(url).context["about"]] == [f"ケース {case.number}"]
    client.force_login(cast.csw)
    assert client.get(url).context["about"] == []
    assert AuditEvent.objects.filter(kind="read", target_id=record.pk).count() == 2


@pytest.mark.parametrize("who", ["manager", "resident", "admin", "auditor", "stranger"])
def test_without_the_permission_there_are_no_records(
    cast: Cast, client: Client, who: str, at: datetime
) -> None:
    record = a_record(cast, at)
    client.force_login(getattr(cast, who))
    for name in ("index", "new", "definitions", "export"):
        assert client.get(reverse(f"records:{name}")).status_code == 404
    assert client.get(reverse("records:detail", args=[record.pk])).status_code == 404
    assert client.post(reverse("records:export"), {"format": "csv"}).status_code == 404


def table_of(client: Client, **asked: str) -> list[list[str]]:
    """Return the cells of the full table as the page shows them."""
    response = client.get(reverse("records:index"), {"columns": "all"} | asked)
    head = [item.label for item in response.context["items"]]
    rows = [[str(value) for _, value in cells] for _, cells in response.context["rows"]]
    text = response.content.decode()
    assert [label for label in head if f">{label}</th>" not in text] == []
    return [head, *rows]


def file_of(client: Client, **asked: str) -> Any:
    response = client.post(reverse("records:export"), asked)
    assert response.status_code == 200
    return response.getvalue()


@pytest.mark.parametrize("who", ["csw", "agency", "minsei"])
@pytest.mark.parametrize("narrow", [{}, {"period": "2026-11"}, {"function": "community"}])
def test_the_file_holds_what_the_list_shows(
    cast: Cast, client: Client, at: datetime, who: str, narrow: dict[str, str]
) -> None:
    me = getattr(cast, who)
    for days, shares in ((0, (100, 0, 0)), (3, (40, 60, 0)), (50, (0, 0, 100))):
        a_record(cast, at - timedelta(days=days), by=me, shares=shares, content=f"{days}日前")
    client.force_login(me)
    screen = table_of(client, **narrow)
    text = file_of(client, format="csv", **narrow)
    assert text.startswith(b"\xef\xbb\xbf")
    from_csv = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(file_of(client, format="xlsx", **narrow)))
    from_excel = [["" if v is None else str(v) for v in row] for row in book.active.values]
    assert from_csv == from_excel
    assert [row[1:] for row in from_csv] == [row[1:] for row in screen]
    assert from_csv[0] == [item.label for item in ITEMS]
    assert len(from_csv) > 1
    events = AuditEvent.objects.filter(kind="exported").values_list("data", flat=True)
    assert [event["rows"] for event in events] == [len(screen) - 1] * 2


def test_dates_in_files_are_plain(cast: Cast, client: Client, at: datetime) -> None:
    a_record(cast, at)
    client.force_login(cast.csw)
    assert table_of(client)[1][0] == "R8.11.23 10:00"
    rows = csv.reader(io.StringIO(file_of(client, format="csv").decode("utf-8-sig")))
    assert list(rows)[1][0] == "2026-11-23 10:00"


def test_text_never_becomes_a_formula(cast: Cast, client: Client, at: datetime) -> None:
    a_record(cast, at, counterpart="=1+1", content="-改行\nあり")
    client.force_login(cast.csw)
    lines = list(csv.reader(io.StringIO(file_of(client, format="csv").decode("utf-8-sig"))))
    assert lines[1][4] == "'=1+1"
    sheet = load_workbook(io.BytesIO(file_of(client, format="xlsx"))).active
    assert (sheet["E2"].value, sheet["E2"].data_type) == ("=1+1", "s")


def test_an_empty_or_endless_file_is_refused(
    cast: Cast, client: Client, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.csw)
    response = client.post(reverse("records:export"), {"format": "csv"})
    assert response.status_code == 422
    assert "あてはまる記録がありません" in response.content.decode()
    for hours in range(3):
        a_record(cast, at - timedelta(hours=hours))
    monkeypatch.setattr(exports_module, "ROW_LIMIT", 2)
    response = client.post(reverse("records:export"), {"format": "csv"})
    assert response.status_code == 422
    assert "期間を短く" in response.content.decode()
    assert AuditEvent.objects.filter(kind="exported").count() == 0


def test_pages_follow_one_another(cast: Cast, client: Client, at: datetime) -> None:
    made = [a_record(cast, at - timedelta(minutes=15 * i)) for i in range(27)]
    client.force_login(cast.csw)
    first = client.get(reverse("records:index"), {"function": "individual"})
    second = client.get(reverse("records:index") + first.context["page"].next_url)
    shown = [r for page in (first, second) for r, _ in page.context["rows"]]
    assert shown == made
    assert first.context["totals"].count == second.context["totals"].count == 27


@pytest.mark.parametrize("asked", [{}, {"columns": "all"}])
def test_the_list_costs_the_same_with_one_row_and_three(
    cast: Cast,
    client: Client,
    at: datetime,
    django_assert_num_queries: Any,
    asked: dict[str, str],
) -> None:
    client.force_login(cast.csw)
    a_record(cast, at)
    url = reverse("records:index")
    client.get(url, asked)
    with CaptureQueriesContext(connection) as one:
        client.get(url, asked)
    for hours in (1, 2):
        a_record(cast, at - timedelta(hours=hours))
    with django_assert_num_queries(len(one)):
        client.get(url, asked)


def test_an_areas_page_counts_the_records_one_sees(cast: Cast, at: datetime) -> None:
    a_record(cast, at)
    a_record(cast, at - timedelta(days=400))
    a_record(cast, at, by=cast.other_csw, team_id=cast.town.west_team.pk)
    areas = [cast.town.city.pk, cast.town.east.pk]

    def attached(who: str) -> Any:
        found = attached_to(actor=actor(cast, who, at), area_ids=areas, on=at.date())
        return next(one for one in found if one.label == "活動記録（今年度）")

    assert (attached("csw").count, attached("other_csw").count) == (1, 1)
    assert attached("csw").items[0].title == "R8.11.23 訪問（東チーム）"
    assert attached("auditor").count == 0


def test_the_export_says_who_took_what(cast: Cast, at: datetime) -> None:
    a_record(cast, at)
    made = export_records(
        actor=actor(cast, "csw", at),
        at=at,
        criteria=Criteria(period=year_period(2026), function="individual"),
        file_format="csv",
    )
    event = AuditEvent.objects.filter(kind="exported").get()
    assert (made.name, made.row_count) == ("活動記録_20261123.csv", 1)
    assert (event.user_id, event.data["rows"], event.data["function"]) == (
        cast.csw.pk,
        1,
        "individual",
    )


def test_nothing_and_none_are_told_apart(cast: Cast, client: Client, at: datetime) -> None:
    record = a_record(cast, at, shares=(0, 100, 0))
    client.force_login(cast.csw)
    text = client.get(reverse("records:detail", args=[record.pk])).content.decode()
    assert text.count("（なし）") == 2  # 場所 and 次回; a share of 0 is shown as 0
    assert text.count('<span class="prose">0</span>') == 2


@pytest.mark.parametrize("page", ["/cases/{}/record/", "/support/outreach/new/", "/records/new/"])
def test_every_form_of_the_record_leads_to_what_its_items_mean(
    cast: Cast, frozen: datetime, page: str
) -> None:
    scene = Scene(cast, frozen)
    answer = scene.browser("csw").get(page.format(scene.case().pk))
    assert reverse("records:definitions") in answer.content.decode()
