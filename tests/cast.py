"""The cast: the same people in every test, so that a test is read like a scene.

青葉 is a CSW of the 東 area team, 若葉 her colleague, 紅葉 the CSW of the 西 area team (an outsider to
東), 桜 sits at the 包括 window, 杉 at a 保育園, 柳 is a 民生委員, 松 leads the 中心機関, 楠 is the manager
of the 社協, 梅 a resident, 椿 the auditor, 桐 the administrator.
"""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client

from wagamachi.access import sessions
from wagamachi.access.actor import Actor
from wagamachi.access.queries import actor_for
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.areas.models import Area, MunicipalityProfile, Tier, ZoningSystem
from wagamachi.core import clock
from wagamachi.organizations.models import Organization, Team

from .factories import make_area, make_organization, make_post, make_team, make_user


@dataclass
class Town:
    """A small town: two 中圏域 with a team each, and the points and people around them."""

    city: Area
    east: Area
    west: Area
    shakyo: Organization
    houkatsu: Organization
    hoiku: Organization
    east_team: Team
    west_team: Team
    core_team: Team
    houkatsu_team: Team
    hoiku_team: Team
    minsei_team: Team


@dataclass
class Cast:
    """Everybody, with the town they work in."""

    town: Town
    csw: User
    colleague: User
    other_csw: User
    agency: User
    nursery: User
    minsei: User
    core: User
    manager: User
    resident: User
    auditor: User
    admin: User
    district: User
    seikatsu_sc: User
    lead: User
    stranger: User

    def actor(self, who: User, on: date) -> Actor:
        return actor_for(who, on)

    def everybody(self) -> Iterator[tuple[str, User]]:
        for field in fields(self):
            if field.name != "town":
                yield field.name, getattr(self, field.name)


def build_town() -> Town:
    MunicipalityProfile.objects.create(name="試験市", tiers_in_use=[t.value for t in Tier])
    city = make_area("試験市", Tier.MUNICIPALITY)
    east = make_area("東", parent=city)
    west = make_area("西", parent=city)
    shakyo = make_organization("試験市社会福祉協議会", "TSUNAGISAKI-25", is_core_body=True)
    houkatsu = make_organization("東地域包括支援センター", "TSUNAGISAKI-01")
    hoiku = make_organization("若竹保育園", "TSUNAGISAKI-19")
    minkyo = make_organization("東地区民児協", "TSUNAGISAKI-39")
    return Town(
        city=city,
        east=east,
        west=west,
        shakyo=shakyo,
        houkatsu=houkatsu,
        hoiku=hoiku,
        east_team=make_team(shakyo, "東チーム", is_base=True, areas=[east]),
        west_team=make_team(shakyo, "西チーム", is_base=True, areas=[west]),
        core_team=make_team(shakyo, "総合相談", is_fallback=True),
        houkatsu_team=make_team(houkatsu),
        hoiku_team=make_team(hoiku),
        minsei_team=make_team(minkyo, "東地区"),
    )


def build_cast() -> Cast:
    """Return the cast, written down: by the factories once, then as they wrote it the first time.

    Nearly every test begins with it, and row by row it takes longer than what most of them try.
    """
    there = tuple(ZoningSystem.objects.order_by("pk").values_list("pk", flat=True))
    if there in _written:
        rows, kept = _written[there]
        with connection.cursor() as cursor:
            for sql, params in rows:
                cursor.execute(sql, params)
        known: Cast = pickle.loads(kept)
        return known
    statements: Statements = []
    with connection.execute_wrapper(partial(_note, statements)):
        cast = _first_cast()
    _written[there] = statements, pickle.dumps(cast)
    return cast


Statements = list[tuple[str, Any]]
# By the systems of areas that were there before: what empties all tables takes those as well.
_written: dict[tuple[Any, ...], tuple[Statements, bytes]] = {}


def _note(
    statements: Statements, execute: Any, sql: str, params: Any, many: bool, context: Any
) -> Any:
    assert not many, "the cast is written row by row"
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        statements.append((sql, params))
    return execute(sql, params, many, context)


def _first_cast() -> Cast:
    town = build_town()
    posts = {
        "csw": ("青葉", Role.CSW, town.east_team, [town.east]),
        "colleague": ("若葉", Role.CSW, town.east_team, [town.east]),
        "other_csw": ("紅葉", Role.CSW, town.west_team, [town.west]),
        "agency": ("桜", Role.AGENCY_DESK, town.houkatsu_team, []),
        "nursery": ("杉", Role.AGENCY_DESK, town.hoiku_team, []),
        "minsei": ("柳", Role.MINSEI_IIN, town.minsei_team, [town.east]),
        "core": ("松", Role.CORE_BODY, town.core_team, [town.city]),
        "manager": ("楠", Role.MANAGER, town.core_team, []),
        "resident": ("梅", Role.RESIDENT, town.minsei_team, []),
        "auditor": ("椿", Role.AUDITOR, town.core_team, []),
        "admin": ("桐", Role.ADMIN, town.core_team, []),
        "district": ("藤", Role.DISTRICT_STAFF, town.core_team, [town.west]),
        "seikatsu_sc": ("萩", Role.SEIKATSU_SC, town.west_team, [town.west]),
        "lead": ("樫", Role.TEAM_LEAD, town.east_team, [town.east]),
    }
    people = {}
    for key, (name, role, team, areas) in posts.items():
        people[key] = make_user(key, name)
        make_post(people[key], role, team, areas=areas)
    return Cast(town=town, stranger=make_user("stranger", "無所属"), **people)


def let_in(user: User) -> Client:
    """Return a browser in which somebody has been logged in, without what logging in writes down."""
    client, session = Client(), import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    sessions.begin(session, clock.now())
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def on_day(at: datetime) -> date:
    return clock.today(at)
