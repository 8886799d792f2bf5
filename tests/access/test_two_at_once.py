"""Of two who change the same setting, the second is shown both versions and nothing is lost (I8)."""

from inspect import signature
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from lxml import html

from tests.cast import Cast, build_cast
from tests.records.scene import load_codes
from wagamachi.access.keeping import change
from wagamachi.access.queries import role_labels
from wagamachi.areas.models import MunicipalityProfile
from wagamachi.areas.municipality import settings_to_edit
from wagamachi.core.models import Code

pytestmark = pytest.mark.usefixtures("frozen")
CODE = "KADAI_T-04"


@pytest.fixture
def cast(db: None) -> Cast:
    load_codes()
    return build_cast()


def opened(client: Client, address: str) -> dict[str, Any]:
    """Return what the form of the page would send untouched."""
    return sent_from(client.get(address))


def sent_from(answer: Any) -> dict[str, Any]:
    [form] = html.fromstring(answer.content).xpath("//form[@data-once]")
    said: dict[str, Any] = {}
    for name, value in form.form_values():
        said.setdefault(name, []).append(value)
    return said


@pytest.mark.parametrize(
    ("who", "address", "field", "first", "second"),
    [
        ("manager", "/areas/settings/", "night_name", "市の当直", "夜間の受付"),
        ("manager", "/areas/settings/", "label_middle", "地区", "ブロック"),
        ("admin", "/access/roles/", "csw", "まちの相談員", "地域の相談員"),
        ("admin", f"/access/code/{CODE}/rename/", "label", "片づけ", "ものが多い"),
        ("admin", f"/access/code/{CODE}/end/", "valid_until", "令和9年1月1日", "令和9年2月1日"),
    ],
)
def test_the_second_is_shown_both_and_may_answer(
    cast: Cast, client: Client, who: str, address: str, field: str, first: str, second: str
) -> None:
    client.force_login(getattr(cast, who))
    one = opened(client, address) | {field: first}
    other = opened(client, address) | {field: second}
    assert client.post(address, one).status_code == 302
    refused = client.post(address, other)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert first in page
    assert second in page
    assert _kept(field) == first
    assert client.post(address, sent_from(refused)).status_code == 302
    assert _kept(field) == second


def _kept(field: str) -> str:
    code = Code.objects.get(pk=CODE)
    ends = code.valid_until
    return str(
        {
            "csw": role_labels()["csw"],
            "label": code.local_label,
            "valid_until": ends and f"令和9年{ends.month}月1日",
        }.get(field)
        or settings_to_edit()[field]
    )


def test_the_first_to_say_what_the_town_is_called_is_not_overwritten(
    cast: Cast, client: Client
) -> None:
    MunicipalityProfile.objects.all().delete()
    client.force_login(cast.manager)
    one, other = (opened(client, "/areas/settings/") | {"name": name} for name in ("東町", "西町"))
    assert client.post("/areas/settings/", one).status_code == 302
    assert client.post("/areas/settings/", other).status_code == 409
    assert settings_to_edit()["name"] == "東町"


def test_a_button_of_an_old_page_changes_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    person = cast.resident
    address = f"/access/people/{person.pk}/active/"
    assert client.post(address, {"is_active": "0", "version": "1"}).status_code == 302
    assert client.post(address, {"is_active": "1", "version": "2"}).status_code == 302
    old = client.post(address, {"is_active": "0", "version": "1"})
    assert old.status_code == 409
    assert "いまの内容と、あなたが書いた内容" in old.content.decode()
    person.refresh_from_db()
    assert person.is_active


def test_no_column_is_called_like_what_a_change_is_told_beside_its_values() -> None:
    told = signature(change).parameters.values()
    beside = {one.name for one in told if one.default is not one.empty}
    taken = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name in beside and any(one.name == "version" for one in model._meta.fields)
    }
    assert not taken, "its value would be taken for the other and lost without a word"
