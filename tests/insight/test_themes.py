"""課題 × 圏域 × 年度 (R021), and that overlapping areas never count a case twice (R003)."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client, override_settings

from tests.cast import Cast
from tests.factories import make_area, make_zoning
from wagamachi.access.services.codes import add_local_code
from wagamachi.areas.models import Tier, ZoningSystem
from wagamachi.casework.models import MemberTheme
from wagamachi.core import codelists
from wagamachi.core.models import Code, CodeList
from wagamachi.insight.queries.laws import LAW, categories

from .scene import a_case, in_file, on_screen

pytestmark = [pytest.mark.usefixtures("frozen")]
HOARDING, WITHDRAWN = "KADAI_T-04", "KADAI_T-05"  # ごみ屋敷: 住まい・孤立, ひきこもり: 孤立・参加
SHOWN = override_settings(WAGAMACHI={"SMALL_CELL": 0})


def test_every_theme_of_the_release_belongs_to_a_category_of_the_law(cast: Cast) -> None:
    themes = {
        code.pk: str(code)
        for code in Code.objects.filter(code_list__in=["KADAI_T", "KADAI_N", LAW])
    }
    found = categories(themes)
    assert len(themes) == 36 + 29 + 10
    assert [c.label for c in found] == [str(code) for code in Code.objects.of(LAW)]
    assert frozenset().union(*(c.themes for c in found)) == themes.keys()
    assert len(codelists.read().codes) >= len(themes)


def test_a_local_theme_follows_the_shared_one(cast: Cast, at: datetime) -> None:
    local = add_local_code(
        actor=cast.actor(cast.admin, at.date()),
        code_list=CodeList.objects.get(pk="KADAI_T"),
        label="多頭飼育",
        maps_to=[Code.objects.get(pk=HOARDING)],
        note="",
        at=at,
    )
    held = {c.label for c in categories({local.pk: str(local)}) if c.themes}
    assert held == {"住まい", "地域社会からの孤立"}


def test_a_theme_without_a_category_is_not_lost(cast: Cast) -> None:
    stray = Code.objects.create(code="KADAI_T-99", code_list_id="KADAI_T", label="まよい")
    last = categories({stray.pk: "まよい"})[-1]
    assert (last.label, last.themes) == ("法の区分が決まっていない課題", {"KADAI_T-99"})


@SHOWN
def test_a_case_in_two_small_areas_is_one_case_of_the_municipality(
    cast: Cast, client: Client, at: datetime
) -> None:
    one, two = (make_area(n, Tier.SMALL, parent=cast.town.east) for n in ("一番町", "二番町"))
    a_case(cast, at, HOARDING, areas=(one, two, cast.town.east))
    a_case(cast, at, HOARDING, areas=(two, cast.town.east))
    client.force_login(cast.csw)
    small = ZoningSystem.objects.get(tier=Tier.SMALL, is_base=True)
    row = on_screen(client, "themes", "area", zoning=str(small.pk))["ごみ屋敷・ため込み"]
    assert row == {"区市町村全体": "2", "一番町": "1", "二番町": "2", "圏域なし・不明": "0"}
    middle = ZoningSystem.objects.get(tier=Tier.MIDDLE, is_base=True)
    row = on_screen(client, "themes", "area", zoning=str(middle.pk))["ごみ屋敷・ため込み"]
    assert row == {"区市町村全体": "2", "東": "2", "西": "0", "圏域なし・不明": "0"}


@SHOWN
def test_categories_count_cases_and_not_themes(cast: Cast, client: Client, at: datetime) -> None:
    east, west = cast.town.east, cast.town.west
    a_case(cast, at, HOARDING, WITHDRAWN, areas=(east,))
    a_case(cast, at, WITHDRAWN, areas=(west,))
    a_case(cast, at, areas=(west,))
    client.force_login(cast.csw)
    table = on_screen(client, "themes", "area")
    shown = {name: (row["区市町村全体"], row["東"], row["西"]) for name, row in table.items()}
    assert shown["地域社会からの孤立"] == ("2", "", "")
    assert shown["住まい"] == ("1", "", "")
    assert shown["ひきこもり"] == ("2", "1", "1")
    assert shown["課題のあるケース（実数）"] == ("2", "", "")
    assert shown["ケース（実数）"] == ("3", "1", "2")
    assert shown["教育"] == ("0", "", "")


@SHOWN
def test_a_case_without_an_address_counts_where_it_was_put(
    cast: Cast, client: Client, at: datetime
) -> None:
    small = make_area("一番町", Tier.SMALL, parent=cast.town.east)
    a_case(cast, at, HOARDING, area=small)
    a_case(cast, at, HOARDING, area=cast.town.west)
    a_case(cast, at, HOARDING)
    client.force_login(cast.csw)
    middle = ZoningSystem.objects.get(tier=Tier.MIDDLE, is_base=True)
    row = on_screen(client, "themes", "area", zoning=str(middle.pk))["ごみ屋敷・ため込み"]
    assert row == {"区市町村全体": "3", "東": "1", "西": "1", "圏域なし・不明": "1"}


@SHOWN
def test_no_other_zoning_is_laid_beside_the_base_one(
    cast: Cast, client: Client, at: datetime
) -> None:
    """Neither over all its areas nor, year by year, over one of them."""
    other = ZoningSystem.objects.create(code="houkatsu", name="包括圏域", tier=Tier.MIDDLE)
    north = make_area("北包括", zoning=other)
    a_case(cast, at, HOARDING, areas=(cast.town.east, north))
    client.force_login(cast.csw)
    for asked in ({"zoning": str(other.pk)}, {"columns": "year", "area": str(north.pk)}):
        answer = client.get("/insight/themes/", asked)
        assert (answer.status_code, "北包括" in answer.content.decode()) == (422, False)


@SHOWN
def test_by_year_new_cases_or_supported_ones(cast: Cast, client: Client, at: datetime) -> None:
    a_case(cast, at, HOARDING, areas=(cast.town.east,))
    a_case(cast, at - timedelta(days=500), HOARDING, areas=(cast.town.west,))
    client.force_login(cast.csw)

    def years(**asked: str) -> list[str]:
        table = on_screen(client, "themes", "year", columns="year", **asked)
        return [table["ごみ屋敷・ため込み"][f"令和{y}年度"] for y in (6, 7, 8)]

    assert years() == ["0", "1", "1"]
    assert years(basis="supported") == ["0", "1", "2"]
    west = str(cast.town.west.pk)
    assert years(area=west) == ["0", "1", "0"]
    refused = {"columns": "year", "basis": "supported", "area": west}
    assert (
        "区市町村全体の年度ごとに数えます"
        in client.get("/insight/themes/", refused).content.decode()
    )


@SHOWN
def test_a_theme_that_ended_before_the_year_is_not_counted(
    cast: Cast, client: Client, at: datetime
) -> None:
    case = a_case(cast, at - timedelta(days=500), HOARDING, WITHDRAWN, areas=(cast.town.east,))
    links = MemberTheme.objects.filter(member__case=case, theme=HOARDING)
    links.update(until_on=date(2026, 3, 31))
    client.force_login(cast.csw)
    table = on_screen(client, "themes", "year", columns="year", basis="supported")
    assert table["ごみ屋敷・ため込み"]["令和8年度"] == "0"
    assert table["ひきこもり"]["令和8年度"] == "1"


def test_small_figures_of_an_area_are_hidden_and_totals_are_right(
    cast: Cast, client: Client, at: datetime
) -> None:
    for _ in range(6):
        a_case(cast, at, HOARDING, areas=(cast.town.east,))
    a_case(cast, at, HOARDING, areas=(cast.town.west,))
    client.force_login(cast.csw)
    middle = ZoningSystem.objects.get(tier=Tier.MIDDLE, is_base=True)
    row = on_screen(client, "themes", "area", zoning=str(middle.pk))["ごみ屋敷・ため込み"]
    assert row == {"区市町村全体": "7", "東": "非表示", "西": "非表示", "圏域なし・不明": "0"}


@pytest.mark.parametrize(
    "asked", [{}, {"columns": "year", "basis": "supported"}, {"columns": "year"}]
)
def test_the_file_holds_the_same_figures(
    cast: Cast, client: Client, at: datetime, asked: dict[str, str]
) -> None:
    make_zoning(Tier.SMALL)
    for n in range(7):
        a_case(cast, at, HOARDING, WITHDRAWN, areas=(cast.town.east,) if n else ())
    client.force_login(cast.auditor)
    key = asked.get("columns", "area")
    assert in_file(client, "themes", key, **asked) == on_screen(client, "themes", key, **asked)
