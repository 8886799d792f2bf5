"""A number that is one person's is for that person and those who answer for them (R027, R115)."""

from datetime import datetime
from fractions import Fraction
from random import Random
from uuid import UUID

import pytest
from django.test import Client

from tests.cast import Cast
from tests.factories import make_area, make_post, make_user
from tests.records.scene import a_record
from wagamachi.access.roles import Role
from wagamachi.areas.models import Tier
from wagamachi.core.ids import uuid7
from wagamachi.insight.queries.places import HiddenAreas, _Tree
from wagamachi.insight.queries.told import tells

from .scene import a_handoff, in_file, on_screen

pytestmark = pytest.mark.usefixtures("frozen")
HIDDEN = {"非表示"}


def test_hours_of_an_area_are_told_where_three_write(
    cast: Cast, client: Client, at: datetime
) -> None:
    """One writes in 一丁目; 二丁目 falls silent with it, else 東 less the rest would tell."""
    small = {
        name: make_area(name, Tier.SMALL, parent=cast.town.east) for name in ("一", "二", "三")
    }
    writers = {"一": ["minsei"], "二": ["csw", "colleague", "lead"], "三": ["csw", "lead"] * 2}
    for name, people in writers.items():
        for who in {*people} | ({"seikatsu_sc", "core"} if name == "三" else set()):
            a_record(cast, at, by=getattr(cast, who), area_id=small[name].pk)
    for who in ("other_csw", "district", "auditor"):
        client.force_login(getattr(cast, who))
        shown = on_screen(client, "functions", "time", by="area")
        assert set(shown["一"].values()) == set(shown["二"].values()) == HIDDEN
        assert (shown["三"]["合計（分）"], shown["合計"]["合計（分）"]) == ("120", "240")
        for key in ("time", "count"):
            assert in_file(client, "functions", key, by="area") == on_screen(
                client, "functions", key, by="area"
            )
        for name, status in (("一", 422), ("二", 422), ("三", 200)):
            for by in ("month", "year", "person"):
                asked = {"area": str(small[name].pk), "by": by}
                assert client.get("/insight/functions/", asked).status_code == status
        page = client.get("/insight/functions/", {"area": str(small["一"].pk)})
        assert "もっと広い圏域を選ぶか" in page.content.decode()
        whole = on_screen(client, "functions", "time", by="year", area=str(cast.town.east.pk))
        assert whole["合計"]["合計（分）"] == "240"
    for who in ("manager", "lead"):  # who may read the load of each 委員, and of their own team
        client.force_login(getattr(cast, who))
        assert on_screen(client, "functions", "time", by="area")["一"]["合計（分）"] == "30"


def test_no_line_is_worked_out_from_the_sums_above_it() -> None:
    """Three tiers, few writers: whatever is added and subtracted, no line of one or two comes out."""
    for seed in range(40):
        _check_one(seed)


def _check_one(seed: int) -> None:
    dice = Random(seed)
    people = [uuid7() for _ in range(7)]
    city, *middles = (uuid7() for _ in range(4))
    parents: dict[UUID, UUID | None] = {city: None} | dict.fromkeys(middles, city)
    parents |= {uuid7(): dice.choice(middles) for _ in range(8)} | {uuid7(): None}
    own = {
        area: (frozenset(dice.sample(people, dice.choice((0, 1, 2, 3, 4, 5, 5, 6)))),)
        for area in parents
    }
    hidden = _Tree(own, parents, frozenset(people[:1]), 1).decided()
    shown = _sums(parents, hidden)
    for n, area in enumerate(parents):
        if tells(own[area][0], frozenset(people[:1])):
            assert _rank([*shown, [int(i == n) for i in range(len(parents))]]) > _rank(shown), area


def _sums(parents: dict[UUID, UUID | None], hidden: HiddenAreas) -> list[list[int]]:
    """Return what is shown as sums over the lines: the whole, single lines and areas with all below."""
    order = list(parents)
    rows = [[1] * len(order)] + [
        [int(one == area) for one in order] for area in order if area not in hidden.lines
    ]
    for area in order:
        if area not in hidden.wholes:
            grand = {one for one in order if parents[parents.get(one) or one] == area}
            inside = {one for one in order if area in (one, parents[one])} | grand
            rows.append([int(one in inside) for one in order])
    return rows


def _rank(rows: list[list[int]]) -> int:
    left, rank = [[Fraction(n) for n in row] for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((n for n in range(rank, len(left)) if left[n][column]), None)
        if pivot is None:
            continue
        left[rank], left[pivot] = left[pivot], left[rank]
        for n in range(rank + 1, len(left)):
            by = left[n][column] / left[rank][column]
            left[n] = [a - by * b for a, b in zip(left[n], left[rank], strict=True)]
        rank += 1
    return rank


@pytest.fixture
def linked(cast: Cast, at: datetime) -> Cast:
    """Five link; 桜 is alone at her window, 柳 one of four 委員 of a 班."""
    for n in range(3):
        make_post(make_user(f"more{n}", f"委員{n}"), Role.MINSEI_IIN, cast.town.minsei_team)
    for who in ("csw", "other_csw", "district", "minsei", "agency"):
        a_handoff(cast, at, "sent", from_user=getattr(cast, who))
    return cast


@pytest.mark.parametrize(
    ("who", "named"),
    [
        ("csw", {"青葉"}),
        ("other_csw", {"紅葉"}),
        ("district", {"藤"}),
        ("auditor", set()),
        ("lead", {"青葉", "若葉", "樫", "柳", "委員0", "委員1", "委員2"}),
        ("manager", {"青葉", "若葉", "紅葉", "松", "藤", "萩", "樫", "柳", "委員0", "委員1", "委員2"}),
    ],
)  # fmt: skip
def test_who_links_is_named_to_those_who_answer_for_them(
    linked: Cast, client: Client, who: str, named: set[str]
) -> None:
    client.force_login(getattr(linked, who))
    page = client.get("/insight/standing/").content.decode()
    groups = on_screen(client, "standing", "organization")
    assert set(groups["東地域包括支援センター"].values()) == HIDDEN, "桜 is alone there"
    assert groups["合計"]["つなぎ"] == "5"
    assert sum(set(row.values()) == HIDDEN for row in groups.values()) > 1, "nor by subtraction"
    assert in_file(client, "standing", "organization") == groups
    if not named:
        assert 'data-table="person"' not in page
        assert client.get("/insight/standing/", {"file": "person"}).status_code == 404
        return
    people = on_screen(client, "standing", "person")
    assert {name.split("（")[0] for name in people} == named | {"合計"}
    assert in_file(client, "standing", "person") == people
    own = sum(int(row["つなぎ"]) for name, row in people.items() if name != "合計")
    assert people["合計"]["つなぎ"] == str(own), "only what is shown is summed"
