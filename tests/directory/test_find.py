"""Finding a resource from a case: by theme, place, day, price and words (R024)."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.cast import Cast
from tests.factories import make_area
from wagamachi.areas.models import Tier
from wagamachi.core.models import Code
from wagamachi.directory.models import Resource, Sector
from wagamachi.directory.queries import attached_to, find_resources, stale_before, unverified
from wagamachi.directory.services import create_resource

from .conftest import Make

ON = date(2026, 11, 23)


def _names(cast: Cast, who: str = "csw", **conditions: Any) -> list[str]:
    rows = find_resources(cast.actor(getattr(cast, who), ON), on=ON, **conditions)
    return sorted(row.name for row in rows)


def test_every_condition_narrows(cast: Cast, make: Make) -> None:
    make("片づけ隊", themes=["KADAI_T-04"], weekdays="02", cost_yen=500, areas=[cast.town.east])
    make("居場所ひなた", themes=["KADAI_T-05"], weekdays="5", areas=[cast.town.west])
    make("弁当", cost_yen=None)
    assert _names(cast) == ["居場所ひなた", "弁当", "片づけ隊"]
    assert _names(cast, themes=["KADAI_T-04", "KADAI_LAW-08"]) == ["片づけ隊"]
    assert _names(cast, weekday=2) == ["片づけ隊"]
    assert _names(cast, max_cost=0) == ["居場所ひなた"]
    assert _names(cast, max_cost=500) == ["居場所ひなた", "片づけ隊"]
    assert _names(cast, area_ids=[cast.town.east.pk]) == ["弁当", "片づけ隊"]
    assert _names(cast, themes=["KADAI_T-04"], max_cost=0) == []


def test_areas_above_and_below_count(cast: Cast, make: Make) -> None:
    small = make_area("東一丁目", Tier.SMALL, parent=cast.town.east)
    make("小", areas=[small])
    make("中", areas=[cast.town.east])
    make("市", areas=[cast.town.city])
    make("西", areas=[cast.town.west])
    assert _names(cast, area_ids=[small.pk]) == ["中", "小", "市"]
    assert _names(cast, area_ids=[cast.town.east.pk]) == ["中", "小", "市"]
    assert _names(cast, area_ids=[cast.town.city.pk]) == ["中", "小", "市", "西"]


def test_what_has_ended_or_not_begun_is_not_found(cast: Cast, make: Make) -> None:
    make("おわった", ends_on=ON)
    make("これから", starts_on=date(2026, 12, 1))
    make("いま", starts_on=ON, ends_on=date(2026, 11, 24))
    assert _names(cast) == ["いま"]


def test_residents_find_what_is_meant_for_them(cast: Cast, make: Make) -> None:
    make("ひろば", is_public=True)
    make("庁内の制度")
    assert _names(cast, "resident") == ["ひろば"]
    assert _names(cast, "minsei") == ["ひろば", "庁内の制度"]
    assert _names(cast, "stranger") == []


@pytest.mark.parametrize("text", ["ひなた", "ヒナタ", "引きこもり", "ひきこもり　居場所"])
def test_words_are_found_in_any_spelling(cast: Cast, at: datetime, text: str) -> None:
    create_resource(
        actor=cast.actor(cast.csw, ON),
        at=at,
        is_confirmed=True,
        name="居場所ひなた",
        kind=Code.objects.get(pk="SHIGEN-15"),
        sector=Sector.INFORMAL,
        themes=Code.objects.filter(pk="KADAI_T-05"),
        areas=[],
    )
    assert _names(cast, text=text) == ["居場所ひなた"]
    assert _names(cast, text="釣り堀") == []


def test_finding_takes_a_constant_number_of_queries(
    cast: Cast, make: Make, django_assert_num_queries: Any
) -> None:
    make("一", themes=["KADAI_T-04"], areas=[cast.town.east])
    actor = cast.actor(cast.csw, ON)
    with django_assert_num_queries(3):
        _read(find_resources(actor, on=ON))
    for n in range(3):
        make(f"他{n}", themes=["KADAI_T-05", "KADAI_T-04"], areas=[cast.town.west])
    with django_assert_num_queries(3):
        _read(find_resources(actor, on=ON))


def _read(rows: Any) -> list[Any]:
    return [(r.kind.label, list(r.areas.all()), list(r.themes.all())) for r in rows]


def test_a_year_without_a_word_makes_a_resource_unverified(cast: Cast, make: Make) -> None:
    assert stale_before(ON) == date(2025, 11, 23)
    make("先月", verified_on=date(2026, 10, 1))
    make("去年", verified_on=date(2025, 11, 22))
    make("ちょうど1年", verified_on=date(2025, 11, 23))
    make("一度も")
    rows = unverified(cast.actor(cast.csw, ON), ON).order_by("confirmed_on")
    assert [row.name for row in rows] == ["一度も", "去年"]


def test_an_area_counts_each_resource_once(cast: Cast, make: Make) -> None:
    make("両方", areas=[cast.town.east, cast.town.west])
    make("区市町村全体")
    areas = [cast.town.city.pk, cast.town.east.pk, cast.town.west.pk]
    assert attached_to(cast.actor(cast.csw, ON), areas, ON).count() == 1
    assert Resource.objects.count() == 2
