"""What people see of areas, and who may change them."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from shapely.geometry import mapping

from tests.cast import Cast
from wagamachi.access.models import Assignment
from wagamachi.areas.attachments import AttachmentProvider, Shown, register
from wagamachi.areas.models import Area, MunicipalityProfile, Tier, ZoningSystem
from wagamachi.areas.services import configure_municipality, ensure_unknown_area
from wagamachi.core.ids import uuid7

from .place import OFFICE, area, square, towns, zoning

pytestmark = pytest.mark.django_db


@pytest.fixture
def csw(client: Client, cast: Cast) -> Client:
    client.force_login(cast.csw)
    return client


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.manager)
    return client


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what the test itself registers hangs on areas."""
    monkeypatch.setattr("wagamachi.areas.attachments._providers", {})


def test_without_areas_the_list_says_what_to_do(client: Client, cast: Cast) -> None:
    Area.objects.filter(is_unknown=False).update(ends_on=date(2024, 5, 1))
    client.force_login(cast.manager)
    assert "wagamachi import areas" in client.get(reverse("areas:index")).content.decode()


def _none(*_: object) -> QuerySet[Area]:
    return Area.objects.none()


def _kind(label: str, rows: Any, title: str = "") -> AttachmentProvider:
    """A kind of thing of which ``rows`` are attached, each called ``title``."""
    return AttachmentProvider(
        slug=label, label=label, rows_fn=rows, by=("id",),
        show_fn=lambda actor, found: [Shown(title, "/cases/1/") for _ in found],
    )  # fmt: skip


def test_an_area_page_shows_its_place_and_everything_attached(
    csw: Client, cast: Cast, at: datetime, providers: None
) -> None:
    """Tier, theme, parent and children, and what every room knows about the area."""
    asked = []

    def rows(actor: object, area_ids: object, on: date) -> QuerySet[Area]:
        asked.append(area_ids)
        return Area.objects.filter(pk=cast.town.west.pk)

    register(_kind("相談", rows, "ひとつめの相談"))
    register(_kind("活動", _none))
    slope = area(zoning("小", Tier.SMALL, at), "坂の上", at)
    Area.objects.filter(pk=slope.pk).update(parent=cast.town.east)
    page = csw.get(reverse("areas:detail", args=[cast.town.east.pk])).content.decode()
    for words in (
        "中圏域",
        "住民と多機関の協働で受け止め・解決",
        "試験市",
        "坂の上",
        "ひとつめの相談",
    ):
        assert words in page
    assert "この中圏域には、活動がまだありません。" in page
    assert asked == [(cast.town.east.pk, slope.pk)]


def test_unknown_area_lists_what_waits(csw: Client, providers: None) -> None:
    unknown = ensure_unknown_area()
    register(_kind("相談", lambda *_: Area.objects.all(), "場所のわからない相談"))
    page = csw.get(reverse("areas:unassigned")).content.decode()
    assert "場所のわからない相談" in page
    assert csw.get(reverse("areas:detail", args=[unknown.pk])).status_code == 200
    register(_kind("相談", _none))
    assert "圏域不明のものはありません" in csw.get(reverse("areas:unassigned")).content.decode()


def test_lookup_explains_one_several_and_none(csw: Client, cast: Cast, at: datetime) -> None:
    towns(at, ("本町", 0, 0), ("港町", 1, 0), ("島町", 9, 9))
    small = zoning("小", Tier.SMALL, at)
    area(small, "坂の上", at, square(0, 0, 2, 1))
    area(small, "坂の下", at, square(1, 0, 2, 1))
    url = reverse("areas:lookup")

    def answer(address: str) -> str:
        response = csw.post(url, {"address": address})
        assert response.status_code == 200
        return response.content.decode()

    one = answer("東京都試験市本町１−１")
    assert "「本町」の代表点がこの区域に入っています" in one
    assert "未設定" in one
    assert "2つ以上の区域にかかっています" in answer("港町")
    assert "まだどの区域にも入っていません（未設定）" in answer("島町")
    assert "町丁目が見つかりません" in answer("となり市本町")
    assert csw.post(url, {"address": ""}).status_code == 422


def test_shapes_for_the_map(csw: Client, at: datetime) -> None:
    small = zoning("小", Tier.SMALL, at)
    slope = area(small, "坂の上", at, square(0, 0))
    area(small, "坂の下", at, square(1, 0))
    area(small, "形なし", at)
    url = reverse("areas:geojson")
    drawn = json.loads(csw.get(url, {"area": str(slope.pk)}).content)
    assert [(f["properties"]["name"], f["properties"]["current"]) for f in drawn["features"]] == [
        ("坂の上", True),
        ("坂の下", False),
    ]
    assert drawn["features"][0]["properties"]["url"] == reverse("areas:detail", args=[slope.pk])
    assert len(json.loads(csw.get(url, {"zoning": small.code}).content)["features"]) == 2
    assert len(json.loads(csw.get(url).content)["features"]) == 2
    assert json.loads(csw.get(url, {"zoning": "none"}).content)["features"] == []
    assert csw.get(url, {"area": "x"}).status_code == 404


def test_pages_ask_the_same_however_many_areas(csw: Client, at: datetime, providers: None) -> None:
    towns(at, ("本町0丁目", 0, 0), ("本町1丁目", 1, 0), ("本町2丁目", 2, 0))
    city = area(zoning("全", Tier.MUNICIPALITY, at), "全域", at, square(0, 0, 3, 3))
    small = zoning("小", Tier.SMALL, at)
    urls = (
        reverse("areas:index"),
        reverse("areas:detail", args=[city.pk]),
        reverse("areas:zonings"),
    )

    def asked() -> list[int]:
        csw.get(reverse("areas:index"))  # builds the index of shapes, once after each change
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                assert csw.get(url).status_code == 200
            counts.append(len(queries))
        return counts

    area(small, "小0", at, square(0, 0))
    with_one = asked()
    area(small, "小1", at, square(1, 0))
    area(small, "小2", at, square(2, 0))
    assert asked() == with_one


def test_the_list_filters_by_who_drew_the_area(csw: Client, at: datetime) -> None:
    small = zoning("小", Tier.SMALL, at)
    area(small, "役所の区域", at)
    ours = area(small, "坂の上", at)
    Area.objects.filter(pk=ours.pk).update(origin="residents", proposed_by="坂の上サロン")
    page = csw.get(reverse("areas:index"), {"origin": "residents"}).content.decode()
    assert "坂の上サロン" in page
    assert "役所の区域" not in page
    past = csw.get(reverse("areas:index"), {"on": "平成元年4月1日"}).content.decode()
    assert "あてはまる圏域がありません" in past
    assert csw.get(reverse("areas:index"), {"on": "令和99年1月1日"}).status_code == 422


def drawing(system: ZoningSystem, **instead: object) -> dict[str, object]:
    return {
        "token": uuid7(),
        "zoning": system.pk,
        "name": "坂の上",
        "proposed_by": "坂の上サロン",
        "basis_codes": ["KENIKI_KONKYO-01"],
        "landmarks": "豆腐屋",
        "towns": "本町 1-20",
        "starts_on": "令和8年12月1日",
    } | instead


def test_a_proposal_is_written_down_changed_and_ended(manager: Client, at: datetime) -> None:
    towns(at, ("本町", 0, 0), ("港町", 1, 0))
    small = zoning("小", Tier.SMALL, at)
    bad = manager.post(reverse("areas:propose"), drawing(small, towns="どこか町"))
    assert bad.status_code == 422
    assert "1行目「どこか町」" in bad.content.decode()
    assert not Area.objects.filter(name="坂の上").exists()
    assert manager.post(reverse("areas:propose"), drawing(small)).status_code == 302
    ours = Area.objects.get(name="坂の上")
    form = manager.get(reverse("areas:change", args=[ours.pk])).content.decode()
    assert "本町 1-20" in form
    changed = {
        "towns": "本町\n港町",
        "starts_on": "2027-04-01",
        "agreed_by": "坂の上懇談会",
        "seen_version": ours.version,
    }
    url = reverse("areas:change", args=[ours.pk])
    assert manager.post(url, changed | {"agreed_by": ""}).status_code == 422
    assert manager.post(url, changed).status_code == 302
    stale = manager.post(url, changed | {"starts_on": "2027-05-01"})
    assert "先に書きかえました" in stale.content.decode()
    page = manager.get(reverse("areas:detail", args=[ours.pk])).content.decode()
    assert "坂の上懇談会" in page
    assert "豆腐屋" in page
    ours.refresh_from_db()
    end = {"ends_on": "令和9年9月1日", "seen_version": ours.version}
    assert manager.post(reverse("areas:end", args=[ours.pk]), end).status_code == 302
    ours.refresh_from_db()
    assert ours.ends_on == date(2027, 9, 1)


def test_an_area_can_be_drawn_from_a_file(manager: Client, at: datetime) -> None:
    small = zoning("小", Tier.SMALL, at)
    feature = {"type": "Feature", "properties": {"name": "東"}, "geometry": mapping(square(0, 0))}
    file = SimpleUploadedFile("a.geojson", json.dumps(feature).encode())
    data = drawing(small, towns="", boundary=file)
    assert manager.post(reverse("areas:new"), data).status_code == 302
    assert Area.objects.get(name="坂の上").versions.exclude(shape=None).count() == 1
    broken = SimpleUploadedFile("a.geojson", b"{")
    answer = manager.post(reverse("areas:new"), drawing(small, name="別", boundary=broken))
    assert answer.status_code == 422
    assert "GeoJSON として読めません" in answer.content.decode()


def test_two_municipalities_differ_by_settings_alone(
    manager: Client, cast: Cast, at: datetime
) -> None:
    page = manager.get(reverse("areas:index")).content.decode()
    assert "中圏域" in page
    answer = manager.post(
        reverse("areas:settings"),
        {"name": "試験島", "tiers_in_use": ["middle"], "label_middle": "地区"},
    )
    assert answer.status_code == 302
    assert "地区" in manager.get(reverse("areas:index")).content.decode()
    assert manager.post(reverse("areas:settings"), {"name": ""}).status_code == 422
    refused = manager.post(reverse("areas:settings"), {"name": "試験島"})
    assert "担当者がついています" in refused.content.decode()
    Assignment.objects.exclude(user=cast.manager).update(ends_on=at.date())
    configure_municipality(actor=OFFICE, name="試験村", tiers_in_use=[], at=at)
    assert MunicipalityProfile.objects.get().tiers_in_use == ["municipality"]
    for name in ("index", "lookup", "zonings", "settings"):
        assert manager.get(reverse(f"areas:{name}")).status_code == 200


def test_the_deciding_zoning_is_chosen_on_a_screen(manager: Client, at: datetime) -> None:
    other = zoning("民児協", Tier.MIDDLE, at, is_base=False)
    assert manager.post(reverse("areas:make_base", args=[other.pk])).status_code == 302
    other.refresh_from_db()
    assert other.is_base
    assert "これで決めています" in manager.get(reverse("areas:zonings")).content.decode()


def test_a_zoning_is_added_on_a_screen(manager: Client) -> None:
    data = {"token": uuid7(), "name": "わがまち", "tier": "small", "kind": "", "source": ""}
    url = reverse("areas:new_zoning")
    assert manager.post(url, data).status_code == 302
    made = ZoningSystem.objects.get(name="わがまち")
    assert (made.tier, made.is_base) == (Tier.SMALL, True)
    assert manager.post(url, data | {"token": uuid7()}).status_code == 422
    assert manager.post(url, data | {"token": uuid7(), "name": "町会"}).status_code == 302
    assert not ZoningSystem.objects.get(name="町会").is_base


def test_who_may_not_draw_finds_no_form(csw: Client, cast: Cast, at: datetime) -> None:
    east, other = cast.town.east.pk, zoning("民児協", Tier.MIDDLE, at, is_base=False)
    for url in (
        reverse("areas:new"),
        reverse("areas:settings"),
        reverse("areas:new_zoning"),
        reverse("areas:change", args=[east]),
        reverse("areas:end", args=[east]),
    ):
        assert csw.get(url).status_code == 404
    assert csw.post(reverse("areas:make_base", args=[other.pk])).status_code == 404
    page = csw.get(reverse("areas:detail", args=[east])).content.decode()
    assert "区域を変える" not in page
    assert csw.get(reverse("areas:propose")).status_code == 200  # what residents say, R002


def test_an_account_without_a_post_sees_no_areas(client: Client, cast: Cast) -> None:
    client.force_login(cast.stranger)
    for url in (reverse("areas:index"), reverse("areas:geojson"), reverse("areas:lookup")):
        assert client.get(url).status_code == 404
    assert client.get(reverse("areas:detail", args=[cast.town.east.pk])).status_code == 404
