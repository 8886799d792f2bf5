"""Drawing, proposing, changing and ending areas, and how they lie over each other."""

from datetime import date, datetime, timedelta

import pytest

from wagamachi.access.models import AuditEvent
from wagamachi.areas.models import Area, AreaOverlap, AreaVersion, Origin, Tier, ZoningSystem
from wagamachi.areas.queries import area_list, count_once
from wagamachi.areas.services import (
    Extent,
    TownPart,
    change_area,
    configure_municipality,
    create_area,
    end_area,
    ensure_unknown_area,
    ensure_zoning,
    parse_town_lines,
    propose_area,
    set_base_zoning,
)
from wagamachi.core.errors import Conflict, DomainError

from .place import LONG_AGO, OFFICE, area, municipality, square, towns, zoning

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
BASIS = ["KENIKI_KONKYO-01", "KENIKI_KONKYO-02"]


def proposal(at: datetime, **instead: object) -> Area:
    fields: dict[str, object] = {
        "zoning": ZoningSystem.objects.get(code="小"),
        "name": "坂の上",
        "proposed_by": "坂の上サロン",
        "basis_codes": BASIS,
        "landmarks": "豆腐屋、坂の途中の地蔵",
        "starts_on": LONG_AGO,
    }
    return propose_area(actor=OFFICE, at=at, **fields | instead)  # type: ignore[arg-type]


def test_residents_area_keeps_who_why_and_every_version(at: datetime) -> None:
    """住民提案 with basis and landmarks; a set of 町丁目/番地 with dates; who agreed to a change."""
    by_name = towns(at, ("本町", 0, 0), ("港町", 1, 0))
    small = zoning("小", Tier.SMALL, at)
    area(small, "坂の下", at)
    ours = proposal(at, extent=Extent(towns=(TownPart(by_name["本町"], "1-20"),)))
    change_area(
        actor=OFFICE,
        area=ours,
        extent=Extent(towns=(TownPart(by_name["本町"]), TownPart(by_name["港町"], "1-5"))),
        starts_on=ON,
        agreed_by="本町地区懇談会（第3回）",
        agreed_ref="会議録12",
        at=at,
    )
    assert list(area_list(ON, origin=Origin.RESIDENTS)) == [ours]
    assert (ours.basis_codes, ours.landmarks) == (BASIS, "豆腐屋、坂の途中の地蔵")
    history = [
        (v.starts_on, v.ends_on, v.agreed_by, [(p.town.name, p.lots) for p in v.area_towns.all()])
        for v in AreaVersion.objects.filter(area=ours).order_by("starts_on")
    ]
    assert history == [
        (LONG_AGO, ON, "", [("本町", "1-20")]),
        (ON, None, "本町地区懇談会（第3回）", [("本町", ""), ("港町", "1-5")]),
    ]


@pytest.mark.parametrize(
    ("instead", "field"),
    [
        ({"proposed_by": " "}, "proposed_by"),
        ({"basis_codes": []}, "basis_codes"),
        ({"basis_codes": ["KENIKI_KONKYO-99"]}, "basis_codes"),
        ({"landmarks": ""}, "landmarks"),
        ({"name": ""}, "name"),
        ({"name": "坂の下"}, "name"),
    ],
)
def test_an_incomplete_proposal_saves_nothing(
    at: datetime, instead: dict[str, object], field: str
) -> None:
    area(zoning("小", Tier.SMALL, at), "坂の下", at)
    before = Area.objects.count(), AuditEvent.objects.count()
    with pytest.raises(DomainError) as error:
        proposal(at, **instead)
    assert error.value.field == field
    assert (Area.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.parametrize(
    ("instead", "field"),
    [
        ({"agreed_by": ""}, "agreed_by"),
        ({"starts_on": LONG_AGO}, "starts_on"),
        ({"starts_on": LONG_AGO - timedelta(days=1)}, "starts_on"),
    ],
)
def test_a_change_needs_an_agreement_and_a_later_day(
    at: datetime, instead: dict[str, object], field: str
) -> None:
    ours = area(zoning("小", Tier.SMALL, at), "坂の上", at)
    fields: dict[str, object] = {"starts_on": ON, "agreed_by": "懇談会"}
    with pytest.raises(DomainError) as error:
        change_area(
            actor=OFFICE,
            area=ours,
            extent=Extent(),
            at=at,
            **fields | instead,  # type: ignore[arg-type]
        )
    assert error.value.field == field
    assert ours.versions.count() == 1


def test_wrong_lots_and_a_town_twice_save_nothing(at: datetime) -> None:
    by_name = towns(at, ("本町", 0, 0))
    small = zoning("小", Tier.SMALL, at)
    town = by_name["本町"]
    for parts in ((TownPart(town, "だいたい"),), (TownPart(town), TownPart(town, "1-5"))):
        with pytest.raises(DomainError) as error:
            area(small, "坂の上", at, towns=parts)
        assert error.value.field == "towns"
    assert not Area.objects.filter(name="坂の上").exists()


def test_a_stale_form_is_told_so(at: datetime) -> None:
    ours = area(zoning("小", Tier.SMALL, at), "坂の上", at)
    seen = ours.version
    change_area(actor=OFFICE, area=ours, extent=Extent(), starts_on=ON, agreed_by="懇談会", at=at)
    with pytest.raises(Conflict, match="先に書きかえました"):
        end_area(actor=OFFICE, area=ours, ends_on=ON + timedelta(days=9), at=at, seen_version=seen)


def test_an_area_with_areas_below_cannot_end(at: datetime) -> None:
    middle, small = zoning("中", Tier.MIDDLE, at), zoning("小", Tier.SMALL, at)
    east = area(middle, "東", at, square(0, 0, 2, 2))
    slope = area(small, "坂の上", at, square(0, 0))
    slope.refresh_from_db()
    assert slope.parent == east
    with pytest.raises(DomainError, match="下の圏域が残っています"):
        end_area(actor=OFFICE, area=east, ends_on=ON, at=at)
    slope.refresh_from_db()
    end_area(actor=OFFICE, area=slope, ends_on=ON, at=at)
    end_area(actor=OFFICE, area=east, ends_on=ON, at=at)
    assert list(area_list(ON)) == []


def test_unknown_area_is_there_once_and_stays(at: datetime) -> None:
    unknown = ensure_unknown_area()
    assert list(Area.objects.filter(is_unknown=True)) == [unknown]
    with pytest.raises(DomainError, match="なくせません"):
        end_area(actor=OFFICE, area=unknown, ends_on=ON, at=at)


def test_tree_of_three_tiers_finds_its_own_parents(at: datetime) -> None:
    """1 municipality → n 中圏域 → m 小地域, each with the theme of its tier."""
    city = area(zoning("市", Tier.MUNICIPALITY, at), "試験市", at, square(0, 0, 4, 2))
    middle, small = zoning("中", Tier.MIDDLE, at), zoning("小", Tier.SMALL, at)
    east = area(middle, "東", at, square(0, 0, 2, 2))
    west = area(middle, "西", at, square(2, 0, 2, 2))
    slope = area(small, "坂の上", at, square(0, 0, 1, 1))
    straddling = area(small, "川沿い", at, square(1.5, 0, 1.5, 1))
    for child in (east, west, slope, straddling):
        child.refresh_from_db()
    assert (east.parent, west.parent) == (city, city)
    assert (slope.parent, straddling.parent) == (east, west)
    shares = {
        row.other: round(row.share, 3)
        for row in AreaOverlap.objects.filter(area=straddling).exclude(other=city)
    }
    assert shares == {east: 0.333, west: 0.667}


def test_overlapping_neighbours_count_a_row_once(at: datetime) -> None:
    small = zoning("小", Tier.SMALL, at)
    one = area(small, "坂の上", at, square(0, 0, 2, 1))
    other = area(small, "坂の下", at, square(1, 0, 2, 1))
    share = AreaOverlap.objects.get(area=one, other=other).share
    assert round(share, 3) == 0.5
    rows = ZoningSystem.objects.filter(pk=small.pk)
    assert count_once(rows, [one.pk, other.pk], via="areas") == 1


def test_areas_without_shapes_are_compared_by_their_towns(at: datetime) -> None:
    by_name = towns(at, ("本町", 0, 0), ("港町", 1, 0))
    both = (TownPart(by_name["本町"]), TownPart(by_name["港町"]))
    houkatsu = area(zoning("包括", Tier.MIDDLE, at), "東", at, towns=both)
    minkyo = area(zoning("民児協", Tier.MIDDLE, at, is_base=False), "第一", at, towns=both[:1])
    shares = {
        (row.area, row.other): row.share for row in AreaOverlap.objects.select_related("area")
    }
    assert shares == {(houkatsu, minkyo): 0.5, (minkyo, houkatsu): 1.0}


def test_one_base_zoning_a_tier(at: datetime) -> None:
    first, second = zoning("一", Tier.MIDDLE, at), zoning("二", Tier.MIDDLE, at, is_base=False)
    set_base_zoning(actor=OFFICE, zoning=second, at=at)
    assert list(ZoningSystem.objects.filter(is_base=True)) == [second]
    unknown = ensure_unknown_area().zoning
    with pytest.raises(DomainError, match="担当を決められません"):
        set_base_zoning(actor=OFFICE, zoning=unknown, at=at)
    with pytest.raises(DomainError, match="中圏域です"):
        ensure_zoning(actor=OFFICE, code=first.code, name="", tier=Tier.SMALL, at=at)


def test_a_parent_must_be_above(at: datetime) -> None:
    small = zoning("小", Tier.SMALL, at)
    one = area(small, "坂の上", at)
    with pytest.raises(DomainError) as error:
        create_area(
            actor=OFFICE, zoning=small, name="坂の下", starts_on=LONG_AGO, at=at, parent=one
        )
    assert error.value.field == "parent"


def test_the_municipality_names_its_tiers(at: datetime) -> None:
    row = configure_municipality(
        actor=OFFICE,
        name=" 試験村 ",
        tiers_in_use=["middle"],
        tier_labels={"middle": "地区", "small": " "},
        at=at,
    )
    assert (row.name, row.tiers_in_use) == ("試験村", ["municipality", "middle"])
    assert row.tier_labels == {"middle": "地区"}
    with pytest.raises(DomainError) as error:
        configure_municipality(actor=OFFICE, name="", tiers_in_use=[], at=at)
    assert error.value.field == "name"
    with pytest.raises(DomainError, match="知らない階層"):
        configure_municipality(actor=OFFICE, name="試験村", tiers_in_use=["丁目"], at=at)


def test_every_change_leaves_its_event(at: datetime) -> None:
    ours = area(zoning("小", Tier.SMALL, at), "坂の上", at)
    change_area(actor=OFFICE, area=ours, extent=Extent(), starts_on=ON, agreed_by="懇談会", at=at)
    end_area(actor=OFFICE, area=ours, ends_on=ON + timedelta(days=1), at=at)
    kinds = AuditEvent.objects.filter(target_id=ours.pk).order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == ["created", "changed", "changed"]


def test_town_lines_name_each_line_that_is_wrong(at: datetime) -> None:
    municipality(at, Tier.MIDDLE)
    towns(at, ("本町一丁目", 0, 0), ("本町二丁目", 1, 0))
    parts = parse_town_lines("本町１丁目 1-20 35\n\n試験市本町二丁目\n")
    assert [(p.town.name, p.lots) for p in parts] == [("本町一丁目", "1-20,35"), ("本町二丁目", "")]
    with pytest.raises(DomainError) as error:
        parse_town_lines("本町一丁目\nどこか町\n本町")
    assert "2行目「どこか町」は町丁目の一覧にない" in error.value.message
    assert "3行目「本町」は本町一丁目・本町二丁目があり" in error.value.message
