"""Where a resource stands by its own address, which is not where it can be used."""

from datetime import date, datetime

import pytest

from tests.cast import Cast
from tests.factories import make_area
from wagamachi.areas.models import Area, AreaTown, AreaVersion, Tier, Town
from wagamachi.directory.models import Resource
from wagamachi.directory.queries import attached_to, per_area
from wagamachi.directory.services import change_resource, create_resource, import_report
from wagamachi.directory.sheet_reader import read
from wagamachi.directory.tasks import find_where_all_stand

ON = date(2026, 11, 23)


@pytest.fixture
def slope(cast: Cast) -> Area:
    """A 小地域 of one 町丁目 up to 番地 20."""
    area = make_area("坂のまわり", Tier.SMALL, parent=cast.town.east)
    town = Town.objects.create(name="鹿笛一丁目", key="鹿笛1丁目")
    version = AreaVersion.objects.create(area=area, starts_on=date(2020, 4, 1))
    AreaTown.objects.create(version=version, town=town, lots="1-20")
    return area


def had_by(cast: Cast, area: Area) -> list[str]:
    rows = attached_to(cast.actor(cast.csw, ON), [area.pk], ON)
    counted = per_area(Resource.objects.all(), [area.pk])[area.pk]
    assert counted == len(rows)
    return sorted(row.name for row in rows)


def test_an_area_has_what_stands_in_it_whoever_may_use_it(
    cast: Cast, at: datetime, slope: Area
) -> None:
    actor = cast.actor(cast.csw, ON)
    said = {"sector": "informal", "areas": [cast.town.east]}
    here = {"address": "鹿笛一丁目5番9号", "kind_id": "SHIGEN-09"} | said
    room = create_resource(actor=actor, at=at, is_confirmed=True, name="学習室", **here)
    create_resource(
        actor=actor, at=at, is_confirmed=True, name="隣", **here | {"address": "鹿笛一丁目21-1"}
    )
    create_resource(
        actor=actor, at=at, is_confirmed=True, name="自宅", **here | {"kind_id": "SHIGEN-08"}
    )
    create_resource(actor=actor, at=at, is_confirmed=True, name="両方", **here | {"areas": [slope]})
    assert had_by(cast, slope) == ["両方", "学習室"]
    assert list(room.areas.all()) == [cast.town.east]
    room.refresh_from_db()
    moved = here | {"name": "学習室", "address": "鹿笛一丁目30"}
    change_resource(actor=actor, resource=room, version=room.version, at=at, **moved)
    assert had_by(cast, slope) == ["両方"]


def test_what_comes_in_a_file_or_was_there_before_is_found_too(
    cast: Cast, at: datetime, slope: Area
) -> None:
    Resource.objects.create(
        name="前から", kind_id="SHIGEN-09", sector="informal", address="鹿笛1-3-3"
    )
    report = read("名称,種別,成り立ち,所在地\r\nひなた,住民活動,インフォーマル,鹿笛1-7-2", ON)
    actor = cast.actor(cast.csw, ON)
    import_report(actor=actor, report=report, promised=report.outcome, at=at)
    assert had_by(cast, slope) == ["ひなた"]
    assert find_where_all_stand.call() == 1
    assert had_by(cast, slope) == ["ひなた", "前から"]
