"""The frame: what surrounds every page, for whom, and what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wagamachi.access.models import RoleLabel
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.areas.models import MunicipalityProfile
from wagamachi.home.context import ACCOUNT, MAIN, MORE, NEW_INTAKE, SEARCH

from ..factories import make_organization, make_post, make_team, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.ui_site")]


@pytest.fixture
def city() -> MunicipalityProfile:
    MunicipalityProfile.objects.all().delete()
    return MunicipalityProfile.objects.create(name="みほん市", is_fictional=True)


def person(*roles: Role, team_count: int = 1) -> User:
    """Return somebody who holds each of ``roles`` at each of ``team_count`` organisations."""
    user = make_user("umino", "海野 みちる")
    for number in range(team_count):
        team = make_team(make_organization(f"社協{number}"))
        for role in roles:
            make_post(user, role, team)
    return user


def seen_by(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/sink/").content.decode()


def test_every_door_of_the_menu_leads_somewhere() -> None:
    for door in (*MAIN, *MORE, SEARCH, NEW_INTAKE, ACCOUNT):
        assert reverse(door.url_name).startswith("/")


@pytest.mark.parametrize("path", ["/account/login/", "/nowhere/"])
def test_invented_data_is_marked_before_login_and_on_error_pages(
    client: Client, city: MunicipalityProfile, path: str
) -> None:
    assert "架空のデモデータ" in client.get(path).content.decode()


def test_invented_data_is_marked_inside(city: MunicipalityProfile) -> None:
    assert "架空のデモデータ" in seen_by(person(Role.CSW))


def test_a_real_city_is_not_called_invented(client: Client, city: MunicipalityProfile) -> None:
    MunicipalityProfile.objects.update(is_fictional=False)
    shown = client.get("/account/login/").content.decode()
    assert "みほん市" in shown
    assert "架空" not in shown


def test_only_what_ones_posts_can_use_is_in_the_menu() -> None:
    shown = seen_by(person(Role.RESIDENT))
    assert reverse("areas:index") in shown
    for name in ("casework:cases", "insight:index", "access:audit", "access:roles"):
        assert f'href="{reverse(name)}"' not in shown


def test_the_auditor_finds_the_audit_log() -> None:
    assert f'href="{reverse("access:audit")}"' in seen_by(person(Role.AUDITOR))


def test_posts_are_named_as_this_municipality_names_them() -> None:
    RoleLabel.objects.update_or_create(role=Role.CSW, defaults={"label": "まちの相談員"})
    shown = seen_by(person(Role.CSW))
    assert "まちの相談員" in shown
    assert "地域福祉コーディネーター" not in shown


def test_a_person_without_a_post_is_told_what_to_do() -> None:
    assert "所属の管理者に伝えてください" in seen_by(person())


@pytest.mark.parametrize("count", [1, 3])
def test_the_frame_costs_the_same_for_one_post_and_for_many(
    client: Client, city: MunicipalityProfile, count: int
) -> None:
    """Session, account, posts with their areas; city, role names, organisations, unread お知らせ."""
    client.force_login(person(Role.CSW, team_count=count))
    with CaptureQueriesContext(connection) as queries:
        client.get("/sink/")
    assert len(queries) == 8


def test_staff_pages_are_japanese_whatever_the_browser_asks_for(client: Client) -> None:
    client.force_login(person(Role.CSW))
    shown = client.get("/sink/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="ja">' in shown
    assert "必須" in shown
    assert "Required" not in shown


def test_no_name_is_in_the_title_or_the_address() -> None:
    shown = seen_by(person(Role.CSW))
    assert "<title>部品の見本 | わがまち</title>" in shown


def test_healthz_answers_anybody(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
