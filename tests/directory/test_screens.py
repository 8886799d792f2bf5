"""The screens of the directory: who may, what they say, and that they stay fast."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from wagamachi.core.ids import uuid7
from wagamachi.core.paging import FEW
from wagamachi.directory.models import Resource

from .conftest import Make

pytestmark = pytest.mark.usefixtures("frozen")
FILLED = {
    "name": "ひなた", "kind": "SHIGEN-09", "sector": "informal", "token": str(uuid7()),
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "status"),
    [("csw", 200), ("seikatsu_sc", 200), ("admin", 200), ("manager", 404), ("agency", 404),
     ("minsei", 404), ("resident", 404), ("stranger", 404)],
)  # fmt: skip
def test_who_may_write_resources(cast: Cast, client: Client, who: str, status: int) -> None:
    client.force_login(getattr(cast, who))
    for name in ("new", "import", "unverified", "export"):
        assert client.get(reverse(f"directory:{name}")).status_code == status


def test_a_resident_opens_only_what_is_public(cast: Cast, client: Client, make: Make) -> None:
    hidden, shown = make("庁内の制度"), make("ひろば", is_public=True, contact_person="内野")
    client.force_login(cast.resident)
    assert client.get(reverse("directory:detail", args=[hidden.pk])).status_code == 404
    page = client.get(reverse("directory:detail", args=[shown.pk]))
    assert page.status_code == 200
    assert "内野" not in page.content.decode()
    client.force_login(cast.minsei)
    assert "内野" in client.get(page.request["PATH_INFO"]).content.decode()


def test_a_resource_is_written_confirmed_changed_and_ended(
    cast: Cast, client: Client, at: datetime
) -> None:
    client.force_login(cast.csw)
    client.post(
        reverse("directory:new"),
        FILLED
        | {
            "kana": "ヒナタ",
            "weekdays": ["4", "0"],
            "themes": ["KADAI_T-05"],
            "areas": [str(cast.town.east.pk)],
            "wheelchair": "0",
        },
    )
    row = Resource.objects.get()
    assert (row.kana, row.weekdays, row.wheelchair) == ("ひなた", "04", False)
    assert (row.verified_on, row.verified_by) == (date(2026, 11, 23), cast.csw)
    change = reverse("directory:change", args=[row.pk])
    assert client.post(change, FILLED | {"version": "1", "phone": "042-1"}).status_code == 302
    stale = client.post(change, FILLED | {"version": "1", "phone": "042-2"})
    assert stale.status_code == 409
    assert "042-1" in stale.content.decode()
    Resource.objects.update(verified_on=None)
    client.post(reverse("directory:verify", args=[row.pk]))
    row.refresh_from_db()
    assert row.verified_on == date(2026, 11, 23)
    end = reverse("directory:end", args=[row.pk])
    client.post(end, {"ends_on": "R8.12.1", "version": str(row.version)})
    row.refresh_from_db()
    assert row.ends_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"name": ""}, "ここは必ず入れてください"),
        ({"longitude": "0"}, "日本の経度・緯度"),
        ({"starts_on": "きのう"}, "日付として読めません"),
        ({"name": "ひかげ"}, "同じ名前の資源がもうあります"),
        ({"weekdays": ["9"]}, "一覧にありません"),
    ],
)
def test_bad_input_is_answered_beside_the_field(
    cast: Cast, client: Client, make: Make, bad: dict[str, str], message: str
) -> None:
    make("ひかげ")
    client.force_login(cast.csw)
    response = client.post(reverse("directory:new"), FILLED | bad)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert Resource.objects.count() == 1


@pytest.mark.parametrize(
    ("digits", "label"),
    [("", ""), ("02", "月・水"), ("012", "月〜水"), ("056", "月・土・日"), ("0123456", "毎日")],
)
def test_days_are_shown_as_people_write_them(digits: str, label: str) -> None:
    assert Resource(weekdays=digits).weekday_labels == label


def test_an_end_before_the_beginning_is_refused(cast: Cast, client: Client, make: Make) -> None:
    row = make("ひなた", starts_on=date(2026, 4, 1))
    client.force_login(cast.csw)
    url = reverse("directory:end", args=[row.pk])
    assert client.post(url, {"ends_on": "R8.4.1", "version": "1"}).status_code == 422


def test_filters_are_read_aloud_and_count_right(cast: Cast, client: Client, make: Make) -> None:
    for n in range(FEW + 5):
        make(f"月{n:02}", weekdays="0", areas=[cast.town.east])
    make("火", weekdays="1")
    client.force_login(cast.csw)
    response = client.get(
        reverse("directory:index"), {"weekday": "0", "area": str(cast.town.east.pk)}
    )
    assert response.context["sentence"] == "東で使える、月曜にやっている資源"
    assert response.context["count"] == FEW + 5
    assert len(response.context["page"]) == FEW
    rest = client.get(reverse("directory:index") + response.context["page"].next_url)
    assert len(rest.context["page"]) == 5


@pytest.mark.parametrize("query", ["weekday=9", "area=x", "kind=%00", "cost=-1", "after=garbage"])
def test_strange_filters_break_nothing(cast: Cast, client: Client, query: str) -> None:
    client.force_login(cast.csw)
    response = client.get(f"{reverse('directory:index')}?{query}")
    assert response.status_code in {200, 422}


def test_the_public_page_needs_no_login_and_shows_no_person(
    cast: Cast, client: Client, make: Make
) -> None:
    make("ひろば", is_public=True, contact="事務局", contact_person="内野", themes=["KADAI_LAW-08"])
    make("庁内の制度", themes=["KADAI_LAW-08"])
    page = client.get(reverse("directory:public"), {"theme": "KADAI_LAW-08"})
    text = page.content.decode()
    assert page.status_code == 200
    assert [row.name for row in page.context["page"]] == ["ひろば"]
    assert ("事務局" in text, "内野" in text) == (True, False)


def test_nobody_is_told_where_a_commissioner_lives(cast: Cast, client: Client, make: Make) -> None:
    helper = make("委員", is_public=True, kind_id="SHIGEN-08", address="鹿笛二丁目5番6号")
    make("ひろば", is_public=True, address="港町一丁目2番3号")
    text = client.get(reverse("directory:public")).content.decode()
    assert ("鹿笛二丁目" in text, "港町一丁目" in text) == (False, True)
    for who, is_told in ((cast.resident, False), (cast.csw, True)):
        client.force_login(who)
        page = client.get(reverse("directory:detail", args=[helper.pk])).content.decode()
        assert ("鹿笛二丁目" in page) == is_told


@pytest.mark.parametrize("name", ["index", "unverified", "public"])
def test_lists_take_a_constant_number_of_queries(
    cast: Cast, client: Client, make: Make, name: str
) -> None:
    client.force_login(cast.csw)
    url = reverse(f"directory:{name}")
    make("一", is_public=True, themes=["KADAI_T-04"], areas=[cast.town.east])
    _count(client, url)
    one = _count(client, url)
    for n in range(3):
        make(
            f"他{n}",
            is_public=True,
            themes=["KADAI_T-05", "KADAI_T-04"],
            areas=[cast.town.west, cast.town.east],
            organization=cast.town.houkatsu,
        )
    assert _count(client, url) == one


def _count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
