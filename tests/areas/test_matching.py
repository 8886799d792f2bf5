"""Two zonings held against each other, versions beside the ones before, and what is 未設定."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wagamachi.areas.history import steps_of
from wagamachi.areas.matching import match
from wagamachi.areas.models import AreaVersion, Tier
from wagamachi.areas.queries import uncovered_towns
from wagamachi.areas.services import Extent, TownPart, change_area

from .place import OFFICE, area, square, towns, zoning

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


def test_moving_a_town_changes_what_does_not_match(
    client: Client, cast: Cast, at: datetime
) -> None:
    by_name = towns(at, *((name, n, 0) for n, name in enumerate("甲乙丙丁")))
    part = {name: TownPart(town) for name, town in by_name.items()}
    care = zoning("包括", Tier.MIDDLE, at, is_base=False)
    board = zoning("民児協", Tier.MIDDLE, at, is_base=False)
    first = area(care, "包括東", at, towns=(part["甲"], part["乙"]))
    area(care, "包括西", at, towns=(part["丙"],))
    one = area(board, "東地区", at, towns=(part["甲"], part["乙"], part["丙"]))
    other = area(board, "西地区", at, towns=())
    found = match(care, board, ON)
    assert [line.town.name for line in found.breaking] == ["丁", "丙"]
    assert [(p.one.name, p.other.name, len(p.towns)) for p in found.pairs] == [
        ("包括東", "東地区", 2),
        ("包括西", "東地区", 1),
    ]
    cast.csw.assignments.get().areas.add(first)
    assert [p.coordinators for p in match(care, board, ON).pairs] == [["青葉"], []]
    act = {"actor": OFFICE, "starts_on": date(2026, 4, 1), "agreed_by": "協議会", "at": at}
    change_area(area=one, extent=Extent(towns=(part["甲"], part["乙"])), **act)
    change_area(area=other, extent=Extent(towns=(part["丙"],)), **act)
    again = match(care, board, ON)
    assert ([line.town.name for line in again.breaking], again.pairs) == (["丁"], [])
    client.force_login(cast.csw)
    page = client.get(reverse("areas:match"), {"one": "包括", "other": "民児協"})
    assert "4町丁目のうち、1町丁目が" in page.content.decode()
    same = client.get(reverse("areas:match"), {"one": "包括", "other": "包括"})
    assert "ちがう区分けを2つ" in same.content.decode()


def test_the_history_says_what_each_version_covered(
    client: Client, cast: Cast, at: datetime
) -> None:
    by_name = towns(at, ("本町", 0, 0), ("港町", 1, 0), ("島町", 2, 0))
    small = zoning("小", Tier.SMALL, at)
    ours = area(small, "坂の上", at, square(0, 0, 2, 1))
    change_area(
        actor=OFFICE, area=ours, starts_on=date(2026, 4, 1), agreed_by="本町懇談会", at=at,
        extent=Extent(towns=(TownPart(by_name["本町"]), TownPart(by_name["島町"], "1-20"))),
    )  # fmt: skip
    new, old = steps_of(ours)
    assert (old.towns, old.is_first, new.hectares) == (("本町", "港町"), True, None)
    assert old.hectares is not None
    assert (new.added, new.removed) == (("島町（1-20）",), ("港町",))
    client.force_login(cast.csw)
    page = client.get(reverse("areas:detail", args=[ours.pk])).content.decode()
    assert "外れた町丁目: 港町" in page
    assert "本町懇談会" in page


def test_another_map_beside_it_covers_nothing(cast: Cast, at: datetime) -> None:
    """小学校区 over a town is not a 小地域: the town is 未設定 (R003)."""
    towns(at, ("本町", 0, 0), ("港町", 1, 0))
    middle = area(zoning("中", Tier.MIDDLE, at), "中央", at, square(0, 0, 2, 1))
    area(zoning("小", Tier.SMALL, at), "坂の上", at, square(0, 0))
    area(zoning("学校", Tier.SMALL, at, is_base=False), "第一小", at, square(0, 0, 2, 1))
    assert [town.name for town in uncovered_towns(middle, ON)] == ["港町"]
    assert AreaVersion.objects.count() == 3
