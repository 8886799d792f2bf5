"""A real city: 八王子市's published districts, towns and facilities, and two wards' boundaries."""

import csv
import json
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command

from wagamachi.areas.index import area_index
from wagamachi.areas.models import Area, AreaOverlap, AreaVersion, MunicipalityProfile, Tier, Town
from wagamachi.areas.resolve import Status, middle_area_for, resolve_address, resolve_points
from wagamachi.areas.services.imports import AreaImport, import_areas

from .place import OFFICE

pytestmark = [pytest.mark.django_db, pytest.mark.opendata]
ON = date(2026, 11, 23)


@pytest.fixture
def city(opendata: Path, db: None) -> Path:
    MunicipalityProfile.objects.create(name="八王子市", tiers_in_use=[t.value for t in Tier])
    call_command(
        "import_towns", str(opendata / "tokyo/geolonia_addresses/八王子市.json"), "--apply"
    )
    for name, code, label, tier in (
        ("N03_2019", "city", "市", "municipality"),
        ("A32_juniorhigh_district_2016", "juniorhigh", "中学校区", "middle"),
        ("A27_elementary_district_2016", "elementary", "小学校区", "small"),
    ):
        call_command(
            "import_areas",
            str(opendata / f"hachioji/{name}_hachioji.geojson"),
            "--zoning-code",
            code,
            "--zoning-name",
            label,
            "--tier",
            tier,
            "--starts-on",
            "2019-04-01",
            "--base",
            "--apply",
        )
    return opendata


def test_all_of_it_comes_in_and_stands_side_by_side(city: Path) -> None:
    counts = {
        code: Area.objects.filter(zoning__code=code).count()
        for code in ("elementary", "juniorhigh", "city")
    }
    assert counts == {"elementary": 69, "juniorhigh": 37, "city": 1}
    assert Town.objects.count() == 199


def test_elementary_districts_do_not_nest_in_junior_high_ones(city: Path) -> None:
    shares: dict[object, list[float]] = {}
    rows = AreaOverlap.objects.filter(
        area__zoning__code="elementary", other__zoning__code="juniorhigh"
    )
    for area, share in rows.values_list("area_id", "share"):
        shares.setdefault(area, []).append(share)
    nested = [area for area, found in shares.items() if max(found) >= 0.95]
    straddling = [a for a, found in shares.items() if sum(share > 0.05 for share in found) >= 2]
    assert (len(nested), len(straddling)) == (47, 23)


def test_every_town_and_facility_lies_in_one_elementary_district(city: Path) -> None:
    towns = list(Town.objects.values_list("longitude", "latitude"))
    path = city / "hachioji/derived_nurseryFacilities.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        places = [(float(r["longitude"]), float(r["latitude"])) for r in csv.DictReader(file)]
    for points, count in ((towns, 199), (places, 172)):
        found = resolve_points(np.array(points, dtype=float), on=ON, zonings=["elementary"])
        assert np.bincount(found.point, minlength=len(points)).tolist() == [1] * count


def test_batch_equals_asking_each_shape(city: Path) -> None:
    import shapely

    index = area_index(ON)
    rng = np.random.default_rng(5)
    west, south, east, north = shapely.total_bounds(np.array(index.shapes))
    points = rng.uniform((west, south), (east, north), (5_000, 2))
    found = resolve_points(points, on=ON)
    tree = shapely.STRtree(index.shapes)
    asked = tree.query(shapely.points(points), predicate="intersects")
    assert set(zip(found.point.tolist(), found.area.tolist(), strict=True)) == set(
        zip(*asked.tolist(), strict=True)
    )


def test_typed_addresses_find_school_districts_and_city(city: Path) -> None:
    for typed in ("東京都八王子市暁町三丁目1-1", "八王子市暁町3丁目1番1号", "暁町３－１－１"):
        answer = resolve_address(typed, ON)
        assert answer.status is Status.ONE
        found = [(zoning.name, [m.area.name for m in hit]) for zoning, hit in answer.by_zoning()]
        assert found == [
            ("市", ["八王子市"]),
            ("中学校区", ["ひよどり山中学校"]),
            ("小学校区", ["第十小学校"]),
        ]
        assert middle_area_for(answer, ON).name == "ひよどり山中学校"
    bare = resolve_address("堀之内", ON)
    assert [town.name for town in bare.candidates] == ["堀之内", "堀之内二丁目", "堀之内三丁目"]


def test_importing_the_city_again_changes_nothing(city: Path, at: datetime) -> None:
    before = AreaVersion.objects.count()
    wanted = AreaImport(zoning_code="elementary", tier=Tier.SMALL, starts_on=ON)
    path = city / "hachioji/A27_elementary_district_2016_hachioji.geojson"
    report = import_areas(actor=OFFICE, path=path, wanted=wanted, at=at, apply=True)
    assert (len(report.unchanged), report.new, report.changed) == (69, [], [])
    assert AreaVersion.objects.count() == before


@pytest.mark.parametrize(("ward", "rows", "areas"), [("13104", 153, 152), ("13114", 85, 85)])
def test_census_boundaries_of_two_wards(
    opendata: Path, at: datetime, ward: str, rows: int, areas: int
) -> None:
    """CP932 without .cpg, EPSG:4612, full-width numerals, one KEY_CODE in two pieces."""
    wanted = AreaImport(
        zoning_code="census", zoning_name="国勢調査の町丁", tier=Tier.SMALL, starts_on=ON
    )
    path = opendata / f"wards23/h27ka{ward}.shp"
    report = import_areas(actor=OFFICE, path=path, wanted=wanted, at=at, apply=True)
    assert (report.rows_read, len(report.new), report.dropped) == (rows, areas, [])
    assert (report.encoding, report.crs) == ("cp932", "JGD2000（EPSG:4612）")


def test_every_municipality_of_tokyo_reads_its_towns(opendata: Path, at: datetime) -> None:
    from wagamachi.areas.services.imports import import_towns

    files = sorted((opendata / "tokyo/geolonia_addresses").glob("*.json"))
    read = 0
    for path in files:
        report = import_towns(actor=OFFICE, path=path, at=at, apply=False)
        assert report.rows_read == len(json.loads(path.read_text(encoding="utf-8")))
        read += report.saved.new + report.saved.changed + report.saved.unchanged
    assert read > 5_000
