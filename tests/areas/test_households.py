"""世帯数 by 町丁目 or area, with day and source; a bad line is said, the good ones come in (R018)."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from wagamachi.areas.households import Households, households_of
from wagamachi.areas.models import HouseholdCount, Tier
from wagamachi.areas.services import TownPart

from .place import area, towns, zoning

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


@pytest.mark.usefixtures("frozen")
def test_households_come_in_by_town_and_add_up(client: Client, cast: Cast, at: datetime) -> None:
    by_name = towns(at, ("本町一丁目", 0, 0), ("本町二丁目", 1, 0), ("港町", 2, 0))
    here = area(
        zoning("小", Tier.SMALL, at), "坂の上", at, towns=tuple(map(TownPart, by_name.values()))
    )
    text = (
        '町丁目,世帯数,基準日,圏域\n本町一丁目,"1,200",R8.1.1,\n本町2丁目,800世帯,,\n'
        "どこか町,5,,\n港町,多い,,\n本町1丁目,3,2026/1/1,\n"
    )
    client.force_login(cast.manager)
    url = reverse("areas:households")
    file = SimpleUploadedFile("h.csv", text.encode("cp932"), content_type="text/csv")
    looked = client.post(url, {"file": file, "counted_on": "2026-04-01", "source": "住民基本台帳"})
    table = looked.context["table"]
    assert [bool(line.mistake) for line in table.lines] == [False, False, True, True, True]
    assert "2行目と同じところ" in table.lines[4].mistake
    assert HouseholdCount.objects.count() == 0
    assert client.post(url, looked.context["confirm"].initial).status_code == 302
    assert households_of([here.pk], ON) == {
        here.pk: Households(2000, date(2026, 4, 1), "住民基本台帳", missing=1)
    }
    HouseholdCount.objects.create(
        area=here, households=2500, counted_on=date(2026, 10, 1), source="国勢調査"
    )
    assert households_of([here.pk], ON)[here.pk].count == 2500
    client.force_login(cast.csw)
    assert client.get(url).status_code == 404
