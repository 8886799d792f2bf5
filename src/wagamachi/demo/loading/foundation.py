"""Areas, organisations, people and resources: what is there before the first worry."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from django.contrib.auth.hashers import make_password

from wagamachi.access.actor import system
from wagamachi.access.models import Assignment
from wagamachi.accounts.models import User
from wagamachi.areas.addresses import town_key
from wagamachi.areas.geometry import to_wkb
from wagamachi.areas.models import Area, AreaTown, AreaVersion, HouseholdCount, Tier, Town
from wagamachi.areas.services import (
    configure_municipality,
    ensure_unknown_area,
    ensure_zoning,
    refresh_overlaps,
)
from wagamachi.core import search
from wagamachi.directory import search as resource_search
from wagamachi.directory.models import Resource
from wagamachi.directory.services.standing import keep_standing
from wagamachi.organizations import search as organization_search
from wagamachi.organizations.models import Organization, Team

from .. import terrain, zoning
from ..cast import PASSWORD
from ..city import City
from ..days import day_of
from ..ids import Ids
from ..names import CITY

_KINDS = {"municipality": "03", "middle": "02", "small": "01", "elementary-school": "04",
          "houkatsu": "06", "minjikyo": "07"}  # fmt: skip


def load_foundation(city: City) -> None:
    """Write everything but the stories; the database must be migrated and have its code lists."""
    _load_areas(city)
    _load_organizations(city)
    _load_people(city)
    _load_resources(city)
    refresh_overlaps(on=day_of(city.until))


def area_ids(city: City) -> dict[str, UUID]:
    """Return area key → id, with ``unknown`` for 圏域不明."""
    return city.area_ids | {"unknown": ensure_unknown_area().pk}


def _load_areas(city: City) -> None:
    actor = system(day_of(city.until))
    configure_municipality(
        actor=actor, name=CITY, code="139990", tiers_in_use=Tier.values, at=city.until,
        is_fictional=True, night_phone="03-0000-0000", night_name="市役所の夜間受付（架空）",
    )  # fmt: skip
    zonings = {
        z.code: ensure_zoning(
            actor=actor, code=z.code, name=z.name, tier=z.tier, at=city.until, is_base=z.is_base,
            kind_id=f"KENIKI_TAIKEI-{_KINDS[z.code]}", source="架空のデモデータ",
        )
        for z in zoning.ZONINGS
    }  # fmt: skip
    ids = Ids(f"{city.seed}:towns")
    founded = datetime.combine(zoning.FOUNDED, time(), UTC)
    towns = [
        Town(
            id=ids.at(founded), code=t.code, name=t.name, kana=t.kana, key=town_key(t.name),
            longitude=t.degrees[0], latitude=t.degrees[1],
        )
        for t in city.towns
    ]  # fmt: skip
    Town.objects.bulk_create(towns)
    known = city.area_ids
    for area in city.areas:  # parents come first
        Area.objects.create(
            id=known[area.key], zoning=zonings[area.zoning], tier=area.tier, code=area.code,
            name=area.name, kana=area.kana, parent_id=known[area.parent] if area.parent else None,
            origin="residents" if area.proposed_by else "government",
            proposed_by=area.proposed_by, basis_codes=list(area.basis), landmarks=area.landmarks,
            size_note=area.size_note, theme_note=area.theme_note, starts_on=area.starts_on,
        )  # fmt: skip
    _load_versions(city, towns, ids)
    _load_households(city, towns, ids)


def _load_households(city: City, towns: list[Town], ids: Ids) -> None:
    """住民基本台帳 of the last January: some hundred households a 町丁目, the same every time."""
    counted_on = date(city.until.year, 1, 1)
    HouseholdCount.objects.bulk_create(
        HouseholdCount(
            id=ids.at(city.until), town=town, households=350 + 61 * n % 900,
            counted_on=counted_on, source="住民基本台帳（架空）",
        )
        for n, town in enumerate(towns)
    )  # fmt: skip


def _load_versions(city: City, towns: list[Town], ids: Ids) -> None:
    versions, parts = [], []
    for area in city.areas:
        for fact in area.versions:
            version = AreaVersion(
                id=ids.at(datetime.combine(fact.starts_on, time(), UTC)),
                area_id=city.area_ids[area.key],
                starts_on=fact.starts_on,
                ends_on=fact.ends_on,
                shape=to_wkb(terrain.to_degrees(fact.shape)) if fact.shape is not None else None,
                agreed_by=fact.agreed_by,
                note=fact.note,
            )
            versions.append(version)
            parts += [AreaTown(version=version, town=towns[i], lots=lots) for i, lots in fact.towns]
    AreaVersion.objects.bulk_create(versions)
    AreaTown.objects.bulk_create(parts)


def _load_organizations(city: City) -> None:
    columns = ("id", "name", "kana", "is_intake_point", "is_core_body", "speciality", "scope_note",
               "contact", "phone", "address", "longitude", "latitude", "opens_on")  # fmt: skip
    organizations = [
        Organization(
            **{name: getattr(fact, name) for name in columns},
            kind_id=fact.kind,
            parent_id=fact.parent,
        )
        for fact in city.roster.organizations
    ]
    Organization.objects.bulk_create(organizations)
    teams = [
        Team(
            id=t.id, organization_id=t.organization.id, name=t.name, is_base=t.is_base,
            is_fallback=t.is_fallback,
        )
        for t in city.roster.teams
    ]  # fmt: skip
    Team.objects.bulk_create(teams)
    through = Team.areas.through
    through.objects.bulk_create(
        through(team_id=t.id, area_id=city.area_ids[key])
        for t in city.roster.teams
        for key in t.areas
    )
    kept = Organization.objects.select_related("kind").order_by("pk")
    search.put_many(
        organization_search.entry(o, datetime.combine(o.opens_on, time(), UTC)) for o in kept
    )


def _load_people(city: City) -> None:
    """Write the accounts; one hash for all, since they share one password that is no secret."""
    password = make_password(PASSWORD)
    User.objects.bulk_create(
        User(
            id=a.id, username=a.username, name=a.name, kana=a.kana, password=password,
            email=f"{a.username}@wagamachi.example", date_joined=city.until,
        )
        for a in city.roster.accounts
    )  # fmt: skip
    Assignment.objects.bulk_create(
        Assignment(
            id=p.id, user_id=p.account.id, role=p.role, organization_id=p.organization.id,
            team_id=p.team.id if p.team else None, fte=p.fte, starts_on=p.starts_on,
            ends_on=p.ends_on,
        )
        for p in city.roster.posts
    )  # fmt: skip
    through = Assignment.areas.through
    through.objects.bulk_create(
        through(assignment_id=p.id, area_id=city.area_ids[key])
        for p in city.roster.posts
        for key in p.areas
    )


def _load_resources(city: City) -> None:
    columns = ("id", "name", "kana", "sector", "description", "weekdays", "hours", "cost_yen",
               "cost_note", "capacity", "contact", "contact_person", "phone", "address", "longitude",
               "latitude", "wheelchair", "is_public", "verified_on", "starts_on")  # fmt: skip
    checker = next(a.id for a in city.roster.accounts if a.username == "sc")
    Resource.objects.bulk_create(
        Resource(
            **{name: getattr(fact, name) for name in columns},
            kind_id=fact.kind,
            organization_id=fact.organization,
            verified_by_id=checker if fact.verified_on else None,
        )
        for fact in city.resources
    )
    themes, areas = Resource.themes.through, Resource.areas.through
    themes.objects.bulk_create(
        themes(resource_id=r.id, code_id=code) for r in city.resources for code in r.themes
    )
    areas.objects.bulk_create(
        areas(resource_id=r.id, area_id=city.area_ids[key])
        for r in city.resources
        for key in r.areas
    )
    kept = Resource.objects.select_related("kind", "organization").prefetch_related(
        "themes", "areas"
    )
    search.put_many(resource_search.entry(r, city.until) for r in kept.order_by("pk"))
    keep_standing(list(Resource.objects.order_by("pk")), on=city.until.date())
