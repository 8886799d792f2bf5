"""Rows for tests, made the short way. Whatever is not said is something plausible."""

from datetime import date, datetime, timedelta
from typing import Any

from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.areas.models import Area, Tier, ZoningSystem
from wagamachi.casework.models import Case, CaseMember, Intake
from wagamachi.core.ids import uuid7
from wagamachi.organizations.models import Organization, Team
from wagamachi.people.models import Person

LONG_AGO = date(2024, 4, 1)
PASSWORD = "ひみつのことば-2026"


def make_zoning(tier: Tier, **fields: Any) -> ZoningSystem:
    """Return the base zoning of a tier, made if it is not there."""
    defaults = {"code": f"base-{tier}", "name": str(tier.label)} | fields
    found, _ = ZoningSystem.objects.get_or_create(tier=tier, is_base=True, defaults=defaults)
    return found


def make_area(name: str, tier: Tier = Tier.MIDDLE, **fields: Any) -> Area:
    zoning = fields.pop("zoning", None) or make_zoning(tier)
    return Area.objects.create(
        zoning=zoning, tier=tier, name=name, **{"starts_on": LONG_AGO} | fields
    )


def make_organization(name: str, kind: str = "TSUNAGISAKI-59", **fields: Any) -> Organization:
    defaults = {"opens_on": LONG_AGO, "is_intake_point": True}
    return Organization.objects.create(name=name, kind_id=kind, **defaults | fields)


def make_team(organization: Organization, name: str = "窓口", **fields: Any) -> Team:
    areas = fields.pop("areas", ())
    team = Team.objects.create(organization=organization, name=name, **fields)
    team.areas.set(areas)
    return team


def make_user(username: str, name: str = "") -> User:
    return User.objects.create_user(
        username=username, name=name or username, email=f"{username}@example.jp", password=PASSWORD
    )


def make_post(user: User, role: Role, team: Team, **fields: Any) -> Assignment:
    areas = fields.pop("areas", ())
    defaults = {"organization": team.organization, "team": team, "starts_on": LONG_AGO}
    post = Assignment.objects.create(user=user, role=role, **defaults | fields)
    post.areas.set(areas)
    return post


def make_intake(team: Team, by: User, at: datetime, **fields: Any) -> Intake:
    """Return an intake waiting in the inbox of ``team``."""
    defaults = {
        "received_at": at,
        "received_by": by,
        "received_team": team,
        "window_kind_id": team.organization.kind_id,
        "noticed_by": "となりの人",
        "situation": "最近、姿を見ない。新聞がたまっている。",
        "place": "駅前の団地のあたり",
        "area": Area.objects.get(is_unknown=True),
        "holder_team": team,
        "next_action_on": at.date() + timedelta(days=3),
        "next_action": "受けとめて、はじめの連絡をする",
    }
    return Intake.objects.create(**defaults | fields)


def make_case(team: Team, holder: User | None, at: datetime, **fields: Any) -> Case:
    """Return an open case with one member, held by ``team``."""
    label = fields.pop("label", "12階のBさん")
    defaults = {
        "number": f"2026-{uuid7().hex[-8:]}",
        "label": label,
        "place": "駅前の団地のあたり",
        "area": Area.objects.get(is_unknown=True),
        "holder_team": team,
        "holder_user": holder,
        "next_action_on": at.date() + timedelta(days=3),
        "next_action": "訪問する",
        "opened_at": at,
    }
    case = Case.objects.create(**defaults | fields)
    person = Person.objects.create(nickname=label)
    CaseMember.objects.create(
        case=case, person=person, relation="本人", is_key=True, joined_on=at.date()
    )
    return case
