"""Reading the tables of 集計 from the page and from the file, as a person would."""

import csv
import io
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories import make_case
from wagamachi.areas.models import Area
from wagamachi.casework.models import Case, Handoff, MemberTheme


def on_screen(client: Client, name: str, key: str, **asked: Any) -> dict[str, dict[str, str]]:
    """Return the table as the page shows it: row label → column → text."""
    response = client.get(_address(name), asked)
    assert response.status_code == 200
    html = response.content.decode()
    (found,) = re.findall(rf'<table[^>]*data-table="{key}">(.*?)</table>', html, re.DOTALL)
    rows = [
        [_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", found, re.DOTALL)
    ]
    return _as_table(rows)


def in_file(client: Client, name: str, key: str, **asked: Any) -> dict[str, dict[str, str]]:
    """Return the same table as its file holds it."""
    response = client.get(_address(name), asked | {"file": key})
    assert response.status_code == 200
    assert response.content.startswith(b"\xef\xbb\xbf")
    return _as_table(list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")))))


def _address(name: str) -> str:
    """Return the address of a page of 集計, or of another room when its name says so."""
    return reverse(name if ":" in name else f"insight:{name}")


def _as_table(rows: list[list[str]]) -> dict[str, dict[str, str]]:
    head, *body = rows
    assert {len(row) for row in body} == {len(head)}
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in body}


def _text(cell: str) -> str:
    text = unescape(re.sub(r"<[^>]+>", "", cell)).strip()
    plain = text.replace(",", "")
    return "" if text == "－" else plain


def a_case(
    cast: Cast, at: datetime, *themes: str, areas: tuple[Area, ...] = (), **fields: Any
) -> Case:
    """Return a case with one member on whom ``themes`` weigh since the day of opening."""
    case = make_case(cast.town.east_team, cast.csw, at, **fields)
    case.areas.set(areas)
    member = case.members.get()
    for theme in themes:
        MemberTheme.objects.create(member=member, theme_id=theme, since_on=at.date())
    return case


def a_handoff(cast: Cast, at: datetime, state: str, **fields: Any) -> Handoff:
    """Return a つなぎ from 東 to the 包括, answered after two days when it was answered."""
    case = make_case(cast.town.east_team, cast.csw, at)
    to = {} if "to_resource" in fields else {"to_team": cast.town.houkatsu_team}
    answered = {"answered_at": at + timedelta(days=2)} if state in ANSWERED else {}
    result = {"result_id": "TSUNAGI_KEKKA-01"} if state == "finished" else {}
    reason = {"decline_reason_id": "HAZAMA-01"} if state == "declined" else {}
    defaults = {
        "case": case,
        "state": state,
        "from_team": cast.town.east_team,
        "from_user": cast.csw,
        "purpose": "介護の相談",
        "request": "訪ねてほしい",
        "shared_summary": "一人暮らしの方",
        "legal_basis_id": "KYOYU_KONKYO-02",
        "sent_at": at,
        "due_on": at.date() + timedelta(days=5),
    }
    return Handoff.objects.create(**defaults | to | answered | result | reason | fields)


ANSWERED = ("accepted", "declined", "finished")
