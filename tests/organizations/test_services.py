"""Opening, changing and closing organisations and teams."""

from datetime import date, datetime

import pytest

from tests.cast import Cast
from tests.factories import make_organization, make_team
from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment, AuditEvent
from wagamachi.access.versions import Stale
from wagamachi.core.errors import DomainError
from wagamachi.core.models import Code
from wagamachi.organizations import closing_guards
from wagamachi.organizations.models import Organization, Team
from wagamachi.organizations.services import (
    change_organization,
    change_team,
    close_organization,
    close_team,
    create_organization,
    create_team,
)

ON = date(2026, 11, 23)


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor(cast.admin, ON)


def test_a_new_organisation_has_a_team(admin: Actor, kind: Code, at: datetime) -> None:
    made = create_organization(
        actor=admin, name="ひだまり会", kind=kind, opens_on=ON, team_name="", at=at
    )
    assert list(made.teams.values_list("name", flat=True)) == ["ひだまり会"]
    last = AuditEvent.objects.order_by("-seq")[:2]
    assert [event.target_kind for event in last] == ["organization", "team"]


def test_two_organisations_of_one_name_are_refused(
    admin: Actor, cast: Cast, kind: Code, at: datetime
) -> None:
    before = Organization.objects.count()
    with pytest.raises(DomainError) as caught:
        create_organization(
            actor=admin, name="若竹保育園", kind=kind, opens_on=ON, team_name="", at=at
        )
    assert caught.value.field == "name"
    assert Organization.objects.count() == before


def test_a_stale_change_saves_nothing(admin: Actor, cast: Cast, at: datetime) -> None:
    row = cast.town.hoiku
    values = {"name": row.name, "opens_on": row.opens_on}
    change_organization(actor=admin, organization=row, version=1, at=at, contact="事務室", **values)
    with pytest.raises(Stale) as caught:
        change_organization(
            actor=admin, organization=row, version=1, at=at, contact="園長", **values
        )
    assert caught.value.differences == [("連絡窓口", "事務室", "園長")]
    assert Organization.objects.get(pk=row.pk).contact == "事務室"


def test_a_parent_cannot_hang_below_its_child(admin: Actor, cast: Cast, at: datetime) -> None:
    child = make_organization("若竹分園", parent=cast.town.hoiku)
    row = cast.town.hoiku
    with pytest.raises(DomainError) as caught:
        change_organization(
            actor=admin,
            organization=row,
            version=1,
            at=at,
            name=row.name,
            opens_on=row.opens_on,
            parent=child,
        )
    assert caught.value.field == "parent"


def test_open_work_keeps_an_organisation_open(
    admin: Actor, at: datetime, kind: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create_organization(
        actor=admin, name="ひだまり会", kind=kind, opens_on=date(2026, 4, 1), team_name="", at=at
    )
    guards = [lambda teams, on: [f"{teams[0].name}に、ひらいている相談が2件あります。"]]
    monkeypatch.setattr(closing_guards, "_guards", guards)
    with pytest.raises(DomainError, match="ひだまり会に、ひらいている相談が2件"):
        close_organization(actor=admin, organization=made, closes_on=ON, version=1, at=at)
    monkeypatch.setattr(closing_guards, "_guards", [])
    close_organization(actor=admin, organization=made, closes_on=ON, version=1, at=at)
    assert list(made.teams.values_list("closes_on", flat=True)) == [ON]


def test_posts_keep_an_organisation_open(admin: Actor, cast: Cast, at: datetime) -> None:
    with pytest.raises(DomainError, match="配置が1件"):
        close_organization(
            actor=admin, organization=cast.town.hoiku, closes_on=ON, version=1, at=at
        )
    Assignment.objects.filter(organization=cast.town.hoiku).update(ends_on=ON)
    close_organization(actor=admin, organization=cast.town.hoiku, closes_on=ON, version=1, at=at)
    assert list(Organization.objects.live(ON).filter(name="若竹保育園")) == []


def test_the_fallback_team_cannot_close(admin: Actor, cast: Cast, at: datetime) -> None:
    Assignment.objects.filter(team=cast.town.core_team).update(ends_on=ON)
    with pytest.raises(DomainError, match="圏域がわからない相談"):
        close_team(actor=admin, team=cast.town.core_team, closes_on=ON, version=1, at=at)


def test_the_last_team_cannot_close_alone(admin: Actor, cast: Cast, at: datetime) -> None:
    Assignment.objects.filter(team=cast.town.hoiku_team).update(ends_on=ON)
    with pytest.raises(DomainError, match="最後のチーム"):
        close_team(actor=admin, team=cast.town.hoiku_team, closes_on=ON, version=1, at=at)


def test_a_new_fallback_team_takes_the_duty_over(admin: Actor, cast: Cast, at: datetime) -> None:
    made = create_team(
        actor=admin,
        organization=cast.town.shakyo,
        name="夜間窓口",
        areas=[],
        is_base=False,
        is_fallback=True,
        at=at,
    )
    assert list(Team.objects.filter(is_fallback=True)) == [made]


def test_the_only_fallback_mark_cannot_be_taken_off(admin: Actor, cast: Cast, at: datetime) -> None:
    team = cast.town.core_team
    with pytest.raises(DomainError) as caught:
        change_team(
            actor=admin,
            team=team,
            version=1,
            name=team.name,
            areas=[],
            is_base=False,
            is_fallback=False,
            at=at,
        )
    assert caught.value.field == "is_fallback"


def test_a_base_team_needs_an_area(admin: Actor, cast: Cast, at: datetime) -> None:
    team = make_team(cast.town.shakyo, "北チーム")
    with pytest.raises(DomainError) as caught:
        change_team(
            actor=admin,
            team=team,
            version=1,
            name=team.name,
            areas=[],
            is_base=True,
            is_fallback=False,
            at=at,
        )
    assert caught.value.field == "areas"


def test_a_change_of_areas_is_written_down(admin: Actor, cast: Cast, at: datetime) -> None:
    team = cast.town.east_team
    change_team(
        actor=admin,
        team=team,
        version=1,
        name=team.name,
        areas=[cast.town.east, cast.town.west],
        is_base=True,
        is_fallback=False,
        at=at,
    )
    event = AuditEvent.objects.order_by("-seq").first()
    assert event is not None
    assert (event.target_id, event.data) == (team.pk, {"fields": ["areas"]})
