"""The numbers of the screen are the numbers of the files, whatever the list is narrowed to (R029)."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.cast import Cast
from wagamachi.records.queries import _whole_minutes
from wagamachi.records.services import harmless

from .scene import a_record

pytestmark = pytest.mark.usefixtures("frozen")

NARROWED: list[dict[str, str]] = [
    {},
    {"period": "2026-11"},
    {"function": "community"},
    {"tier": "small"},
    {"first": "R8.11.20", "last": "R8.11.22"},
    {"first": "2026-11-21"},
]


def some_work(cast: Cast, at: datetime) -> None:
    for days, shares, tier, minutes in (
        (0, (100, 0, 0), "middle", 30),
        (1, (40, 60, 0), "small", 75),
        (3, (33, 33, 34), "middle", 45),
        (50, (0, 0, 100), "small", 15),
    ):
        when = at - timedelta(days=days)
        a_record(cast, when, by=cast.csw, shares=shares, tier=tier, minutes=minutes)


@pytest.mark.parametrize("asked", NARROWED)
def test_screen_csv_and_excel_say_the_same(
    cast: Cast, client: Client, at: datetime, asked: dict[str, str]
) -> None:
    some_work(cast, at)
    client.force_login(cast.csw)
    screen: Any = client.get(reverse("records:index"), asked)
    totals = screen.context["totals"]

    def file(kind: str) -> bytes:
        response: Any = client.post(reverse("records:export"), {"format": kind} | asked)
        assert response.status_code == 200
        return b"".join(response.streaming_content)

    rows = list(csv.DictReader(io.StringIO(file("csv").decode("utf-8-sig"))))
    minutes = sum(int(row["所要時間（分）"]) for row in rows)
    assert (len(rows), minutes) == (totals.count, totals.minutes)
    book = load_workbook(io.BytesIO(file("xlsx")))
    assert book["活動記録"].max_row - 1 == totals.count
    assert book["活動記録"].freeze_panes == "B2"
    assert list(book["合計"].values)[1:] == [
        ("合計", totals.count, totals.minutes),
        *((one.label, one.count, one.minutes) for one in totals.functions),
    ]


def test_the_functions_divide_the_minutes(cast: Cast, client: Client, at: datetime) -> None:
    some_work(cast, at)
    client.force_login(cast.csw)
    totals = client.get(reverse("records:index")).context["totals"]
    assert (totals.count, totals.minutes) == (4, 165)
    assert [(one.count, one.minutes) for one in totals.functions] == [(3, 75), (2, 60), (2, 30)]


def test_days_take_the_place_of_the_period(cast: Cast, client: Client, at: datetime) -> None:
    some_work(cast, at)
    client.force_login(cast.csw)
    asked = {"period": "fy2025", "first": "R8.11.20", "last": "R8.11.22"}
    response: Any = client.get(reverse("records:index"), asked)
    label = "令和8年11月20日（金）〜令和8年11月22日（日）"
    assert (response.context["totals"].count, response.context["period"].label) == (2, label)


def test_days_the_wrong_way_round_are_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    asked = {"first": "R8.11.22", "last": "R8.11.20"}
    response = client.get(reverse("records:index"), asked)
    assert (response.status_code, "より後の日" in response.content.decode()) == (422, True)


@given(st.lists(st.tuples(st.integers(1, 96), st.integers(0, 100), st.integers(0, 100))))
def test_minutes_of_the_functions_add_up(work: list[tuple[int, int, int]]) -> None:
    parts, minutes = [0, 0, 0], 0
    for quarters, first, second in work:
        shares = (first, min(second, 100 - first), 100 - first - min(second, 100 - first))
        minutes += quarters * 15
        parts = [p + quarters * 15 * share for p, share in zip(parts, shares, strict=True)]
    whole = _whole_minutes(parts, minutes)
    assert sum(whole) == minutes
    assert [p // 100 <= w <= p // 100 + 1 for p, w in zip(parts, whole, strict=True)] == [True] * 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "＠A"])
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
