"""CSV in and out: every line is judged on its own, nothing is half-saved, Excel shows it right."""

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wagamachi.access.models import AuditEvent
from wagamachi.areas.models import AreaTown, AreaVersion, Town, ZoningSystem
from wagamachi.core.codes import TOGETHER
from wagamachi.core.errors import DomainError
from wagamachi.core.models import Code
from wagamachi.directory import sheet_cells as cells
from wagamachi.directory import sheet_reader, sheet_writer
from wagamachi.directory.models import Resource
from wagamachi.directory.queries import FULL
from wagamachi.directory.services import Imported, import_report, rehearse_import

from .conftest import Make

ON = date(2026, 11, 23)
HEAD = "名称,種別,成り立ち"
GOOD = "ひなた,住民活動,インフォーマル"


def _report(*lines: str) -> sheet_reader.Report:
    return sheet_reader.read("\r\n".join(lines), ON)


def _take_in(cast: Cast, report: sheet_reader.Report, at: datetime) -> Imported:
    """What the screen does: promise, read again, keep the promise."""
    actor = cast.actor(cast.csw, ON)
    return import_report(actor=actor, report=report, promised=report.outcome, at=at)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("月水金", "024"),
        ("月・水・金曜日", "024"),
        ("毎週火曜", "1"),
        ("月〜金", "01234"),
        ("金～月", "0456"),
        ("平日", "01234"),
        ("毎日", "0123456"),
        ("土日祝", "56"),
        ("", ""),
    ],
)
def test_weekdays_are_read_as_people_write_them(text: str, digits: str) -> None:
    assert cells.weekdays(text) == digits


@pytest.mark.parametrize(
    ("text", "yen"),
    [("無料", 0), ("0", 0), ("５００円", 500), ("¥1,000", 1000), ("わからない", None), ("", None)],
)
def test_prices_are_read_as_people_write_them(text: str, yen: int | None) -> None:
    assert cells.yen(text) == yen


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (cells.weekdays, "第三あたり"),
        (cells.yen, "すこし"),
        (cells.yen, "-5"),
        (cells.people, "たくさん"),
        (cells.yes_or_no, "たぶん"),
        (cells.day, "令和99年1月1日"),
        (cells.sector, "官"),
        (lambda text: cells.degrees(text, 122, 154), "east"),
        (lambda text: cells.degrees(text, 122, 154), "35.6"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(reader: Any, text: str) -> None:
    with pytest.raises(cells.BadCell, match=f"「{text}」"):
        reader(text)


def test_good_lines_are_told_from_bad_ones(cast: Cast) -> None:
    report = _report(
        f"{HEAD},曜日,費用,圏域,知らない列",
        f"{GOOD},月水金,無料,東,x",
        "朝市,商店街,ボランタリー,,,,",
        ",住民活動,インフォーマル,,,,",
        "夕市,住民活動,ボランタリー,8日,,南,",
        "",
        f"{GOOD},,,,",
    )
    assert [(line.number, line.action) for line in report.lines] == [
        (2, "加える"),
        (3, "取りこめません"),
        (4, "取りこめません"),
        (5, "取りこめません"),
        (7, "取りこめません"),
    ]
    assert [len(line.mistakes) for line in report.lines] == [0, 1, 1, 2, 1]
    assert "2行目と同じ資源" in report.lines[-1].mistakes[0]
    assert report.columns.ignored == ["知らない列"]
    assert Resource.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "kind"),
    [("警察", "警察・消防"), ("病院", "病院・医療"), ("商店", "企業（CSR）・商店"), ("NPO", "NPO")],
)
def test_a_kind_may_be_said_by_the_part_of_its_name_that_only_it_has(
    cast: Cast, said: str, kind: str
) -> None:
    line = _report(HEAD, f"ひなた,{said},フォーマル").lines[0]
    assert (str(line.values["kind"]), line.mistakes) == (kind, [])
    assert line.notes == ([] if said == kind else [f"種別: {kind}"])
    assert _report(HEAD, "ひなた,公的サービス,フォーマル").lines[0].mistakes


def test_good_lines_are_taken_in(cast: Cast, at: datetime) -> None:
    report = _report(
        f"{HEAD},ﾌﾘｶﾞﾅ,どんなことに,使える圏域,曜日,費用,電話,公開,確かめた日",
        f"{GOOD},ヒナタ,ひきこもり；地域社会からの孤立,東、西,月〜水,500円,042-000-0000,○,R8.4.1",
    )
    done = _take_in(cast, report, at)
    assert (done.added, done.changed) == (1, 0)
    row = Resource.objects.get()
    assert (row.kana, row.weekdays, row.cost_yen, row.is_public) == ("ひなた", "012", 500, True)
    assert row.verified_on == date(2026, 4, 1)
    assert {theme.pk for theme in row.themes.all()} == {"KADAI_T-05", "KADAI_LAW-08"}
    assert {area.name for area in row.areas.all()} == {"東", "西"}


def test_what_goes_out_comes_back_unchanged(cast: Cast, make: Make, at: datetime) -> None:
    full = make(
        "=片づけ隊",
        kana="かたづけたい",
        organization=cast.town.houkatsu,
        description="ごみ出し、\n片づけ",
        themes=["KADAI_T-04"],
        areas=[cast.town.east],
        weekdays="04",
        hours="10時から",
        cost_note="実費",
        capacity=5,
        phone="+81-42-000-0000",
        longitude=139.3,
        latitude=35.6,
        wheelchair=False,
        is_public=True,
        verified_on=ON,
    )
    make("その他", cost_yen=None)
    text = "".join(sheet_writer.csv_lines(FULL.order_by("pk")))
    assert text.startswith("\ufeff番号,名称,")
    assert "'=片づけ隊" in text
    report = sheet_reader.read(sheet_reader.decode(text.encode()), ON)
    assert [line.action for line in report.lines] == ["変わりません", "変わりません"]
    edited = text.replace("10時から", "11時から")
    report = sheet_reader.read(sheet_reader.decode(edited.encode()), ON)
    assert [line.action for line in report.lines] == ["直す", "変わりません"]
    _take_in(cast, report, at)
    full.refresh_from_db()
    assert (full.name, full.hours, full.version) == ("=片づけ隊", "11時から", 2)


def test_every_theme_comes_back_as_itself(make: Make) -> None:
    """Lists that stand in one choice share names (就労, 介護, その他): each is read back exactly."""
    for theme in Code.objects.filter(code_list__in=TOGETHER):
        make(theme.pk, themes=[theme.pk])
    make("二つ", themes=["KADAI_T-34", "KADAI_LAW-06"])
    text = "".join(sheet_writer.csv_lines(FULL.order_by("pk")))
    assert "就労（法の区分）；就労" in text
    report = sheet_reader.read(sheet_reader.decode(text.encode()), ON)
    assert [line.name for line in report.lines if not line.is_same] == []


def test_a_column_that_is_not_there_is_left_alone(cast: Cast, make: Make, at: datetime) -> None:
    row = make("ひなた", hours="10時から", themes=["KADAI_T-04"])
    report = _report("番号,電話", f"{row.pk},042-111-1111")
    _take_in(cast, report, at)
    row.refresh_from_db()
    assert (row.name, row.phone, row.hours) == ("ひなた", "042-111-1111", "10時から")
    assert row.themes.count() == 1


def test_the_dry_run_promises_what_the_take_in_does(cast: Cast, make: Make, at: datetime) -> None:
    """One name that is taken is one line that is refused, before and after."""
    make("二")
    lines = (HEAD, "一,住民活動,インフォーマル", "二,住民活動,インフォーマル")
    actor, dry = cast.actor(cast.csw, ON), _report(*lines)
    rehearse_import(actor=actor, report=dry, at=at)
    assert [line.action for line in dry.lines] == ["加える", "取りこめません"]
    assert "同じ名前の資源がもうあります" in dry.bad[0].mistakes[0]
    assert Resource.objects.count() == 1
    done = import_report(actor=actor, report=_report(*lines), promised=dry.outcome, at=at)
    assert (done.added, sorted(r.name for r in Resource.objects.all())) == (1, ["一", "二"])


def test_what_changed_since_the_dry_run_is_shown_first(
    cast: Cast, make: Make, at: datetime
) -> None:
    lines = (HEAD, "一,住民活動,インフォーマル", "二,住民活動,インフォーマル")
    actor, dry = cast.actor(cast.csw, ON), _report(*lines)
    rehearse_import(actor=actor, report=dry, at=at)
    make("二")
    with pytest.raises(DomainError, match="もう一度見てから"):
        import_report(actor=actor, report=_report(*lines), promised=dry.outcome, at=at)
    assert [row.name for row in Resource.objects.all()] == ["二"]


def test_of_two_headings_the_first_that_says_something_counts(cast: Cast) -> None:
    """Open data has 団体名 beside 名称 and two addresses, the later one often blank."""
    report = _report(
        "ID,名称,種別,成り立ち,住所,団体名,所在地",
        "1,ひなた,住民活動,インフォーマル,本町1-1,試験市,",
        "2,,住民活動,インフォーマル,,こかげの会,本町2-2",
    )
    said = [(line.name, line.values["address"]) for line in report.lines]
    assert said == [("ひなた", "本町1-1"), ("こかげの会", "本町2-2")]
    assert [line.mistakes for line in report.lines] == [[], []]
    assert dict(report.mapping)["名称"] == "名称（空のときは 団体名）"
    assert report.columns.ignored == ["ID"]


def test_a_new_resource_gets_the_areas_it_lies_in(cast: Cast, at: datetime) -> None:
    town = Town.objects.create(name="本町", key="本町", longitude=139.3, latitude=35.6)
    version = AreaVersion.objects.create(area=cast.town.east, starts_on=date(2020, 4, 1))
    AreaTown.objects.create(version=version, town=town)
    ZoningSystem.objects.filter(pk=cast.town.east.zoning_id).update(is_base=True)
    report = _report(
        f"{HEAD},住所,経度,緯度",
        f"{GOOD},本町5-1,,",
        "朝市,住民活動,インフォーマル,港町1,,",
        "夕市,住民活動,インフォーマル,,135.5,34.7",
    )
    assert report.lines[0].notes == ["圏域: 東（所在地から）"]
    assert "どこでも使える" in report.lines[1].notes[0]
    assert "km離れています" in report.lines[2].mistakes[0]
    _take_in(cast, report, at)
    assert [area.name for area in Resource.objects.get(name="ひなた").areas.all()] == ["東"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_files_of_any_usual_encoding_are_read(encoding: str) -> None:
    assert (
        sheet_reader.decode("名称,種別\r\n髙橋の会,①".encode(encoding)) == "名称,種別\r\n髙橋の会,①"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "ファイルが空です"),
        (b"PK\x03\x04garbage", "Excelのファイルのままでは"),
        (b"\xff\xfe\x00\xd8\x81\x00\x80", "文字が読めません"),
        (bytes(range(256)), "文字が読めません"),
        ("あ,い\nう,え".encode(), "見出しの行が見つかりません"),
        ("名称\n\ufffd\n".encode(), "2行目の文字が壊れています"),
        (b"x" * 1_000_001, "1MBまで"),
        (("名称\n" + "あ\n" * 1001).encode(), "1000行まで"),
    ],
)
def test_garbage_is_refused_with_words(cast: Cast, data: bytes, message: str) -> None:
    with pytest.raises(DomainError, match=message):
        sheet_reader.read(sheet_reader.decode(data), ON)


def test_an_unclosed_quote_is_no_crash(cast: Cast) -> None:
    report = _report(HEAD, '"ひなた,住民活動,インフォーマル', GOOD)
    assert [line.action for line in report.lines] == ["取りこめません"]


def test_reading_takes_a_constant_number_of_queries(
    cast: Cast, make: Make, django_assert_num_queries: Any
) -> None:
    make("一", themes=["KADAI_T-04"], areas=[cast.town.east])
    with django_assert_num_queries(14):
        _report(HEAD, GOOD)
    make("二", themes=["KADAI_T-05"], areas=[cast.town.west])
    with django_assert_num_queries(14):
        _report(HEAD, *(f"資源{n},住民活動,インフォーマル" for n in range(3)))


def _upload(client: Client, text: str) -> Any:
    file = SimpleUploadedFile("r.csv", text.encode("cp932"), content_type="text/csv")
    return client.post(reverse("directory:import"), {"file": file})


@pytest.mark.usefixtures("frozen")
def test_the_screen_looks_first_and_then_takes_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    looked = _upload(client, f"{HEAD}\n{GOOD}\nだめ,なぞ,インフォーマル")
    assert looked.status_code == 200
    assert "「なぞ」はコード表にありません" in looked.content.decode()
    assert Resource.objects.count() == 0
    seen = looked.context["confirm"].initial
    taken = client.post(reverse("directory:import_take_in"), seen)
    assert taken.status_code == 302
    assert [row.name for row in Resource.objects.all()] == ["ひなた"]
    again = client.post(reverse("directory:import_take_in"), seen)
    assert again.status_code == 422
    assert Resource.objects.count() == 1


@pytest.mark.usefixtures("frozen")
def test_an_excel_file_is_answered_with_what_to_do(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    file = SimpleUploadedFile("r.xlsx", b"PK\x03\x04")
    response = client.post(reverse("directory:import"), {"file": file})
    assert response.status_code == 422
    assert "CSV UTF-8" in response.content.decode()


@pytest.mark.usefixtures("frozen")
def test_the_export_holds_the_rows_of_the_list(cast: Cast, client: Client, make: Make) -> None:
    make("ひなた", weekdays="0")
    make("ひかげ", weekdays="1")
    client.force_login(cast.csw)
    response: Any = client.get(reverse("directory:export"), {"weekday": "1"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert [row["名称"] for row in csv.DictReader(io.StringIO(text))] == ["ひかげ"]
    last = AuditEvent.objects.order_by("-seq").first()
    assert last is not None
    assert (last.kind, last.data) == ("exported", {"what": "resource"})


@pytest.mark.opendata
def test_open_data_keeps_its_names_and_addresses(cast: Cast, opendata: Path) -> None:
    """子ども食堂 of Tokyo: foreign numbers, two marks at the start, tabs in cells."""
    for path in sorted((opendata / "tokyo/kodomo_shokudo").glob("*.csv")):
        if "tsuika" in path.name:
            continue
        report = sheet_reader.read(sheet_reader.decode(path.read_bytes()), ON)
        named = [line for line in report.lines if line.name]
        assert len(named) > len(report.lines) * 0.9, path.name
        assert not any("番号" in mistake for line in report.lines for mistake in line.mistakes)


@pytest.mark.usefixtures("frozen")
def test_before_and_after_it_is_said_how_many_lines_are_new_changed_the_same_and_refused(
    cast: Cast, client: Client, make: Make
) -> None:
    same, other = make("ひなた"), make("ひかげ")
    head = "番号,名称,種別,成り立ち"
    rows = [
        f"{one.pk},{name},住民活動,インフォーマル"
        for one, name in ((same, "ひなた"), (other, "こかげ"))
    ]
    client.force_login(cast.csw)
    alone = _upload(client, "\n".join([head, rows[0]])).content.decode()
    assert "加える 0行、直す 0行、変わりません 1行、取りこめません 0行" in alone
    assert "取りこむものはありません" in alone
    looked = _upload(
        client,
        "\n".join([head, *rows, ",あたらし,住民活動,インフォーマル", ",だめ,なぞ,インフォーマル"]),
    )
    words = "加える 1行、直す 1行、変わりません 1行、取りこめません 1行"
    assert words in looked.content.decode()
    seen = looked.context["confirm"].initial
    taken = client.post(reverse("directory:import_take_in"), seen, follow=True)
    assert f"取りこみました。{words}。" in taken.content.decode()
