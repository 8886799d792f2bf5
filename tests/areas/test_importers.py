"""Boundary files and town lists as offices really have them, broken ones included."""

import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import shapefile
import shapely
from django.core.management import CommandError, call_command
from shapely.geometry import mapping

from wagamachi.areas.models import Area, AreaTown, AreaVersion, Tier, Town, ZoningSystem
from wagamachi.areas.services.imports import AreaImport, import_areas, import_towns
from wagamachi.areas.services.report import AreaReport
from wagamachi.core.sheets import UnreadableFile

from .place import LONG_AGO, OFFICE, middle_of, square, towns

pytestmark = pytest.mark.django_db
JGD2000 = (
    'GEOGCS["GCS_JGD_2000",DATUM["D_JGD_2000",SPHEROID["GRS_1980",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
Feature = tuple[dict[str, Any], Any]


def geojson(path: Path, features: Sequence[Feature], **top: Any) -> Path:
    rows = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": mapping(shape) if shape is not None else None,
        }
        for properties, shape in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows} | top))
    return path


def shp(folder: Path, rows: Sequence[Feature], *, encoding: str = "cp932", prj: str = "") -> Path:
    path = folder / "areas.shp"
    with shapefile.Writer(str(path), encoding=encoding) as writer:
        writer.field("KEY_CODE", "C", 11)
        writer.field("S_NAME", "C", 40)
        writer.field("HCODE", "N", 4)
        for properties, shape in rows:
            writer.record(**{"HCODE": 8101} | properties)
            if shape is None:
                writer.null()
            else:
                writer.shape(mapping(shape))
    if prj:
        path.with_suffix(".prj").write_text(prj)
    return path


def run(
    path: Path,
    at: datetime,
    *,
    apply: bool = True,
    starts_on: date = LONG_AGO,
    name_field: str = "",
    code_field: str = "",
) -> AreaReport:
    wanted = AreaImport(
        zoning_code="elementary",
        zoning_name="小学校区",
        tier=Tier.SMALL,
        starts_on=starts_on,
        name_field=name_field,
        code_field=code_field,
    )
    return import_areas(actor=OFFICE, path=path, wanted=wanted, at=at, apply=apply)


def names() -> list[str]:
    return sorted(Area.objects.filter(is_unknown=False).values_list("name", flat=True))


def test_a_dry_run_reports_and_saves_nothing(tmp_path: Path, at: datetime) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        [
            ({"name": "東"}, square(0, 0)),
            ({"name": "西"}, square(0.5, 0)),
            ({"name": ""}, square(3, 0)),
        ],
    )
    report = run(path, at, apply=False)
    assert (report.rows_read, report.new, report.overlap_count) == (3, ["東", "西"], 1)
    assert [(row.line, row.why) for row in report.dropped] == [(3, "「name」が空です。")]
    assert list(report.lines())[-1].startswith("まだ何も変えていません")
    assert (names(), ZoningSystem.objects.filter(code="elementary").count()) == ([], 0)


def test_importing_twice_changes_nothing_and_a_new_shape_keeps_the_old(
    tmp_path: Path, at: datetime
) -> None:
    one = geojson(tmp_path / "a.geojson", [({"name": "東"}, square(0, 0))])
    assert run(one, at).new == ["東"]
    again = run(one, at, starts_on=date(2026, 4, 1))
    assert (again.new, again.changed, again.unchanged) == ([], [], ["東"])
    two = geojson(tmp_path / "b.geojson", [({"name": "東"}, square(0, 0, 2, 1))])
    assert run(two, at, starts_on=date(2026, 4, 1)).changed == ["東"]
    ends = AreaVersion.objects.order_by("starts_on").values_list("ends_on", flat=True)
    assert list(ends) == [date(2026, 4, 1), None]


def test_a_change_from_the_same_day_is_a_dropped_row(tmp_path: Path, at: datetime) -> None:
    run(geojson(tmp_path / "a.geojson", [({"name": "東"}, square(0, 0))]), at)
    report = run(geojson(tmp_path / "b.geojson", [({"name": "東"}, square(0, 0, 2, 1))]), at)
    assert report.changed == []
    assert "それより後の日" in report.dropped[0].why


def test_areas_missing_from_the_file_stay_and_are_named(tmp_path: Path, at: datetime) -> None:
    both = [({"name": "東"}, square(0, 0)), ({"name": "西"}, square(1, 0))]
    run(geojson(tmp_path / "a.geojson", both), at)
    report = run(geojson(tmp_path / "b.geojson", both[:1]), at)
    assert (report.missing, names()) == (["西"], ["東", "西"])


def test_shapefile_of_an_office(tmp_path: Path, at: datetime) -> None:
    """CP932 without .cpg, JGD2000, one area in two pieces, water, a row without a shape."""
    path = shp(
        tmp_path,
        [
            ({"KEY_CODE": "001", "S_NAME": "四谷１丁目"}, square(0, 0)),
            ({"KEY_CODE": "001", "S_NAME": "四谷１丁目"}, square(2, 0)),
            ({"KEY_CODE": "002", "S_NAME": "堀", "HCODE": 8154}, square(4, 0)),
            ({"KEY_CODE": "003", "S_NAME": "若葉"}, None),
            ({"KEY_CODE": "004", "S_NAME": "須賀町"}, square(1, 0)),
        ],
        prj=JGD2000,
    )
    report = run(path, at)
    assert (report.new, report.merged_count) == (["四谷１丁目", "須賀町"], 1)
    assert (report.encoding, report.crs) == ("cp932", "JGD2000（EPSG:4612）")
    assert [(row.line, row.why) for row in report.dropped] == [
        (3, "水面（HCODE 8154）なので、区域にしません。"),
        (4, "形がありません。"),
    ]
    assert Area.objects.get(name="四谷１丁目").code == "001"


def test_projected_shapefile_is_brought_to_degrees(tmp_path: Path, at: datetime) -> None:
    from pyproj import CRS, Transformer

    to_metres = Transformer.from_crs("EPSG:6668", "EPSG:6677", always_xy=True)
    metres = shapely.transform(square(0, 0), to_metres.transform, interleaved=False)
    prj = CRS.from_epsg(6677).to_wkt("WKT1_ESRI")
    run(shp(tmp_path, [({"KEY_CODE": "1", "S_NAME": "東"}, metres)], prj=prj), at)
    stored = AreaVersion.objects.get().shape
    assert stored is not None
    shape = shapely.from_wkb(bytes(stored))
    assert shape.symmetric_difference(square(0, 0)).area < 1e-9


def test_zipped_shapefile(tmp_path: Path, at: datetime) -> None:
    path = shp(tmp_path, [({"KEY_CODE": "1", "S_NAME": "東"}, square(0, 0))], prj=JGD2000)
    archive = tmp_path / "areas.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for part in path.parent.glob("areas.*"):
            if part.suffix != ".zip":
                target.write(part, f"data/{part.name}")
    assert run(archive, at).new == ["東"]


def test_a_crossed_shape_is_mended_and_said(tmp_path: Path, at: datetime) -> None:
    bow = shapely.Polygon([(139, 35), (139.02, 35.02), (139.02, 35), (139, 35.02)])
    report = run(geojson(tmp_path / "a.geojson", [({"name": "東"}, bow)]), at)
    assert report.new == ["東"]
    assert report.notes[0] == "1行目「東」は線が交わっていたので、直して読みました。"


def test_the_same_name_twice_without_a_number(tmp_path: Path, at: datetime) -> None:
    path = geojson(
        tmp_path / "a.geojson", [({"name": "東"}, square(0, 0)), ({"name": "東"}, square(2, 0))]
    )
    report = run(path, at)
    assert (report.new, [row.line for row in report.dropped]) == (["東"], [2])
    assert "1行目にもあります" in report.dropped[0].why


def test_points_lines_and_far_away_rows_are_dropped(tmp_path: Path, at: datetime) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        [
            ({"name": "東"}, square(0, 0)),
            ({"name": "学校"}, shapely.Point(139, 35)),
            ({"name": "遠く"}, shapely.box(0, 0, 1, 1)),
        ],
    )
    report = run(path, at)
    assert report.new == ["東"]
    assert [(row.line, row.why) for row in report.dropped] == [
        (2, "面（ポリゴン）ではありません。区域の形を入れてください。"),
        (3, "座標が日本の外です。"),
    ]


def swapped() -> Any:
    return shapely.box(35.0, 139.0, 35.1, 139.1)


def metres() -> Any:
    return shapely.box(-60000.0, -40000.0, -50000.0, -30000.0)


@pytest.mark.parametrize(
    ("features", "says"),
    [
        ([], "区域が1つもありません"),
        ([({"name": "東"}, swapped())], "緯度と経度が入れかわっているようです"),
        ([({"name": "東"}, metres())], "メートル（平面直角座標系など）のようです"),
        ([({"name": "東"}, shapely.box(0, 0, 1, 1))], "座標が日本の外です"),
        ([({"banana": "東"}, square(0, 0))], "名前の列がわかりません"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, at: datetime, features: Sequence[Feature], says: str
) -> None:
    with pytest.raises(UnreadableFile, match=says):
        run(geojson(tmp_path / "a.geojson", features), at)
    assert names() == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.geojson", b"{", "GeoJSON として読めません"),
        ("a.geojson", "東".encode("cp932"), "GeoJSON として読めません"),
        ("a.geojson", b"[1]", "FeatureCollection ではありません"),
        ("a.shp", b"not a shapefile", ".dbf がありません"),
        ("a.zip", b"not a zip", "zip として開けません"),
        ("a.xlsx", b"", "読めません。GeoJSON"),
        ("a.csv", b"", "行がありません"),
        ("a.csv", "町丁目,人\n本町,3\n".encode(), "「圏域」の列がわかりません"),
        ("a.csv", "町丁目,圏域\n本\ufffd,東\n".encode(), "文字が壊れています"),
    ],
)
def test_an_unreadable_file_says_so(
    tmp_path: Path, at: datetime, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=says):
        run(path, at)
    assert names() == []


def test_a_broken_or_empty_shapefile_says_so(tmp_path: Path, at: datetime) -> None:
    path = shp(tmp_path, [], prj=JGD2000)
    with pytest.raises(UnreadableFile, match="区域が1つもありません"):
        run(path, at)
    path = shp(tmp_path, [({"KEY_CODE": "1", "S_NAME": "東"}, square(0, 0))])
    path.write_bytes(path.read_bytes()[:120])
    with pytest.raises(UnreadableFile, match="シェープファイルとして読めません"):
        run(path, at)
    with pytest.raises(UnreadableFile, match="がありません"):
        run(tmp_path / "none.shp", at)


def test_a_wrong_column_is_named_with_those_there_are(tmp_path: Path, at: datetime) -> None:
    path = geojson(tmp_path / "a.geojson", [({"gakku": "東", "no": 1}, square(0, 0))])
    with pytest.raises(UnreadableFile, match="gakku、no"):
        run(path, at, name_field="学区")
    assert run(path, at, name_field="gakku", code_field="no").new == ["東"]


def test_town_list_makes_areas_of_towns(tmp_path: Path, at: datetime) -> None:
    towns(at, ("本町一丁目", 0, 0), ("本町二丁目", 1, 0), ("港町", 2, 0))
    path = tmp_path / "list.csv"
    text = (
        "町丁目,日常生活圏域,番地\n本町１丁目,東,\n本町二丁目,東,1-20\n本町二丁目,西,21-40\n"
        "本町二丁目,東,50\nどこか町,東,\n港町,,\n港町,西,だいたい\n"
    )
    path.write_bytes(text.encode("cp932"))
    report = run(path, at)
    assert (report.encoding, report.new) == ("cp932", ["東", "西"])
    assert [row.line for row in report.dropped] == [6, 7, 8]
    parts = AreaTown.objects.order_by("version__area__name", "town__name")
    assert [(p.version.area.name, p.town.name, p.lots) for p in parts] == [
        ("東", "本町一丁目", ""),
        ("東", "本町二丁目", "1-20,50"),
        ("西", "本町二丁目", "21-40"),
    ]
    assert run(path, at).unchanged == ["東", "西"]


def test_towns_from_json_and_csv(tmp_path: Path, at: datetime) -> None:
    lon, lat = middle_of(0, 0)
    items = [
        {"town": "本町一丁目", "koaza": "", "lat": lat, "lng": lon},
        {"town": "港町", "koaza": "", "lat": None, "lng": None},
        {"town": "本町1丁目", "koaza": "", "lat": lat, "lng": lon},
        {"town": "", "koaza": "", "lat": lat, "lng": lon},
        {"town": "逆さ町", "koaza": "", "lat": lon, "lng": lat},
    ]
    path = tmp_path / "towns.json"
    path.write_text(json.dumps(items))
    assert import_towns(actor=OFFICE, path=path, at=at, apply=False).saved.new == 2
    assert Town.objects.count() == 0
    report = import_towns(actor=OFFICE, path=path, at=at, apply=True)
    assert [row.line for row in report.dropped] == [3, 4, 5]
    assert report.notes == ["1件は座標がありません。区域は町丁目の一覧でだけ決まります。"]
    second = tmp_path / "towns.csv"
    second.write_text(f"町丁目名,経度,緯度,ふりがな\n港町,{lon},{lat},みなとまち\n本町一丁目,,,\n")
    again = import_towns(actor=OFFICE, path=second, at=at, apply=True)
    assert (again.saved.new, again.saved.changed, again.saved.unchanged) == (0, 1, 1)
    assert Town.objects.get(name="本町一丁目").longitude == lon
    assert Town.objects.get(name="港町").kana == "みなとまち"


def test_ranges_and_parts_of_towns_come_in_whole_and_are_said(tmp_path: Path, at: datetime) -> None:
    towns(at, *((f"荏原{n}丁目", i, 0) for i, n in enumerate("一二三四五六七")), ("港町", 8, 0))
    path = tmp_path / "list.csv"
    path.write_text("町丁目,圏域\n荏原1～5丁目,東\n荏原6丁目の一部,東\n荏原,西\n")
    report = run(path, at)
    assert [(line.name, line.town_count, line.part_count) for line in report.covered] == [
        ("東", 6, 1)
    ]
    assert report.left_out == ["港町", "荏原七丁目"]
    assert "どの番地かわからないので「一部」" in report.notes[1]
    assert [(row.line, "全部なら「荏原全域」" in row.why) for row in report.dropped] == [(4, True)]
    assert AreaTown.objects.filter(lots="").count() == 5
    assert AreaTown.objects.get(town__name="荏原六丁目").lots == "一部"


def test_of_two_headings_for_one_thing_the_first_that_says_something_counts(
    tmp_path: Path, at: datetime
) -> None:
    towns(at, ("本町", 0, 0), ("港町", 1, 0))
    path = tmp_path / "list.csv"
    path.write_text("町丁目,圏域,地区名,圏域\n本町,東,北部,\n港町,,西,\n")
    report = run(path, at)
    assert report.new == ["東", "西"]
    assert report.mapping["圏域"] == "圏域（空のときは 圏域、地区名）"


def test_lost_letters_are_refused_with_their_line(tmp_path: Path, at: datetime) -> None:
    path = geojson(
        tmp_path / "a.geojson", [({"name": "東"}, square(0, 0)), ({"name": "\ufffd"}, square(1, 0))]
    )
    with pytest.raises(UnreadableFile, match="2行目の文字が壊れています"):
        run(path, at)
    path = tmp_path / "a.csv"
    path.write_text("町丁目,圏域\n本町,東\n港\ufffd町,東\n")
    with pytest.raises(UnreadableFile, match="3行目の文字が壊れています"):
        run(path, at)


def declared(code: int) -> dict[str, Any]:
    return {"crs": {"type": "name", "properties": {"name": f"EPSG:{code}"}}}


def moved(shape: Any, code: int) -> Any:
    from pyproj import Transformer

    to_metres = Transformer.from_crs("EPSG:6668", f"EPSG:{code}", always_xy=True)
    return shapely.transform(shape, to_metres.transform, interleaved=False)


def test_a_false_projection_is_noticed(tmp_path: Path, at: datetime) -> None:
    """Degrees said to be metres, another zone than the town lies in, and the old datum."""
    squares = [square(n, 0) for n in range(4)]
    names_ = [{"name": name} for name in "東西南北"]
    towns(at, ("本町", 0, 0), ("港町", 3, 0))
    good = geojson(tmp_path / "good.geojson", list(zip(names_, squares, strict=True)))
    degrees = geojson(
        tmp_path / "a.geojson", list(zip(names_, squares, strict=True)), **declared(6677)
    )
    with pytest.raises(UnreadableFile, match="座標は緯度・経度のようです"):
        run(degrees, at)
    nine = [moved(shape, 6677) for shape in squares]
    zone = geojson(tmp_path / "b.geojson", list(zip(names_, nine, strict=True)), **declared(6676))
    with pytest.raises(UnreadableFile, match=r"この区市町村から約.*km離れています"):
        run(zone, at)
    assert names() == []
    run(good, at)
    tokyo = [moved(shape, 4301) for shape in squares]
    old = geojson(tmp_path / "c.geojson", list(zip(names_, tokyo, strict=True)))
    report = run(old, at, apply=False, starts_on=date(2026, 4, 1))
    assert "いまの版から南東へ約" in "".join(report.notes)


def test_the_commands_print_their_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = geojson(tmp_path / "a.geojson", [({"name": "東"}, square(0, 0))])
    options = ["--zoning-code", "elementary", "--zoning-name", "小学校区", "--tier", "small"]
    call_command("import_areas", str(path), *options)
    assert "新しい区域 1" in capsys.readouterr().out
    assert names() == []
    call_command("import_areas", str(path), *options, "--apply", "--base")
    assert "取り込みました。" in capsys.readouterr().out
    assert ZoningSystem.objects.get(code="elementary").is_base
    with pytest.raises(CommandError, match="がありません"):
        call_command("import_towns", str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="--zoning-name"):
        call_command("import_areas", str(path), "--zoning-code", "new", "--tier", "small")
