"""The screens of organisations: who may, what they say, and that they stay fast."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories import make_organization, make_post, make_team, make_user
from wagamachi.access.roles import Role
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code
from wagamachi.organizations.models import Organization, Team

pytestmark = pytest.mark.usefixtures("frozen")


def _filled(kind: Code, **fields: str) -> dict[str, str]:
    return {
        "name": "ひだまり会",
        "kind": kind.pk,
        "opens_on": "R8.11.1",
        "token": str(uuid7()),
    } | fields


@pytest.mark.parametrize("who", ["csw", "agency", "minsei", "resident", "auditor"])
def test_only_the_office_changes_organisations(cast: Cast, client: Client, who: str) -> None:
    client.force_login(getattr(cast, who))
    pk = cast.town.hoiku.pk
    assert client.get(reverse("organizations:detail", args=[pk])).status_code == 200
    assert client.get(reverse("organizations:new")).status_code == 404
    assert client.get(reverse("organizations:change", args=[pk])).status_code == 404
    assert client.post(reverse("organizations:close", args=[pk])).status_code == 404


def test_without_a_post_there_is_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    assert client.get(reverse("organizations:index")).status_code == 404


@pytest.mark.parametrize("who", ["manager", "admin"])
def test_the_office_opens_an_organisation(cast: Cast, client: Client, kind: Code, who: str) -> None:
    client.force_login(getattr(cast, who))
    response = client.post(
        reverse("organizations:new"), _filled(kind, kana="ヒダマリカイ", team_name="相談")
    )
    made = Organization.objects.get(name="ひだまり会")
    assert response.url == reverse("organizations:detail", args=[made.pk])  # type: ignore[attr-defined]
    assert made.kana == "ひだまりかい"
    assert [team.name for team in made.teams.all()] == ["相談"]


def test_bad_input_is_answered_beside_the_field(cast: Cast, client: Client, kind: Code) -> None:
    client.force_login(cast.admin)
    response = client.post(
        reverse("organizations:new"), _filled(kind, name="若竹保育園", opens_on="令和99年1月1日")
    )
    assert response.status_code == 422
    assert "先すぎます" in response.content.decode()
    response = client.post(reverse("organizations:new"), _filled(kind, name="若竹保育園"))
    assert response.status_code == 422
    assert "同じ名前の機関がもうあります" in response.content.decode()


def test_two_people_change_one_organisation(cast: Cast, client: Client, kind: Code) -> None:
    client.force_login(cast.admin)
    url = reverse("organizations:change", args=[cast.town.hoiku.pk])
    filled = _filled(kind, name="若竹保育園", version="1")
    assert client.post(url, filled | {"contact": "事務室"}).status_code == 302
    stale = client.post(url, filled | {"contact": "園長"})
    assert stale.status_code == 409
    assert "事務室" in stale.content.decode()
    again = client.post(url, filled | {"contact": "園長", "version": "2"})
    assert again.status_code == 302
    assert Organization.objects.get(pk=cast.town.hoiku.pk).contact == "園長"


def test_a_team_is_made_changed_and_closed(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    url = reverse("organizations:team_new", args=[cast.town.shakyo.pk])
    bad = client.post(url, {"name": "北チーム", "is_base": "on"})
    assert bad.status_code == 422
    filled = {"name": "北チーム", "is_base": "on", "areas": [str(cast.town.west.pk)]}
    client.post(url, filled | {"token": str(uuid7())})
    team = Team.objects.get(name="北チーム")
    change = reverse("organizations:team_change", args=[team.pk])
    client.post(change, {"name": "北", "areas": [], "version": "1"})
    assert Team.objects.get(pk=team.pk).name == "北"
    close = reverse("organizations:team_close", args=[team.pk])
    client.post(close, {"closes_on": "R8.12.1", "version": "3"})
    closed = Team.objects.get(pk=team.pk)
    assert closed.closes_on is None  # an old version is refused
    client.post(close, {"closes_on": "R8.12.1", "version": str(closed.version)})
    assert Team.objects.get(pk=team.pk).closes_on is not None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ワカタケ"}, ["若竹保育園"]),
        ({"q": "若竹"}, ["若竹保育園"]),
        ({"kind": "TSUNAGISAKI-01"}, ["東地域包括支援センター"]),
        ({"q": "どこにもない"}, []),
    ],
)
def test_organisations_are_found(
    cast: Cast, client: Client, query: dict[str, str], found: list[str]
) -> None:
    Organization.objects.filter(name="若竹保育園").update(kana="わかたけほいくえん")
    client.force_login(cast.csw)
    response = client.get(reverse("organizations:index"), query)
    assert [row.name for row in response.context["page"]] == found


def test_closed_organisations_are_shown_on_request(cast: Cast, client: Client) -> None:
    Organization.objects.filter(name="若竹保育園").update(closes_on="2026-04-01")
    client.force_login(cast.csw)
    response = client.get(reverse("organizations:index"), {"q": "若竹"})
    assert len(response.context["page"]) == 0
    response = client.get(reverse("organizations:index"), {"q": "若竹", "closed": "on"})
    assert len(response.context["page"]) == 1


def test_residents_are_on_no_staff_list(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    url = reverse("organizations:team", args=[cast.town.minsei_team.pk])
    names = [post.user.name for post in client.get(url).context["posts"]]
    assert names == ["柳"]


@pytest.mark.parametrize("name", ["index", "deployment", "districts"])
def test_lists_take_a_constant_number_of_queries(
    cast: Cast, client: Client, name: str, django_assert_num_queries: object
) -> None:
    client.force_login(cast.admin)
    url = reverse(f"organizations:{name}")
    client.get(url)
    one = _count(client, url)
    for n in range(3):
        organization = make_organization(f"法人{n}")
        team = make_team(organization, areas=[cast.town.east])
        make_post(make_user(f"csw{n}"), Role.CSW, team, areas=[cast.town.east])
        make_post(make_user(f"d{n}"), Role.DISTRICT_STAFF, team, areas=[cast.town.west])
    assert _count(client, url) == one


def test_a_page_of_an_organisation_takes_a_constant_number_of_queries(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.admin)
    url = reverse("organizations:detail", args=[cast.town.hoiku.pk])
    one = _count(client, url)
    for n in range(3):
        team = make_team(cast.town.hoiku, f"組{n}", areas=[cast.town.east])
        make_post(make_user(f"u{n}"), Role.AGENCY_DESK, team, areas=[cast.town.east])
    assert _count(client, url) == one


def _count(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_a_page_beyond_the_first_is_reached(cast: Cast, client: Client, at: datetime) -> None:
    for n in range(30):
        make_organization(f"法人{n:02}")
    client.force_login(cast.csw)
    first = client.get(reverse("organizations:index"))
    second = client.get(reverse("organizations:index") + first.context["page"].next_url)
    assert len(first.context["page"]) == 25
    assert len(second.context["page"]) == Organization.objects.count() - 25
