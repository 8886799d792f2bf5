"""わたしの地区: what a 地区担当 sees of their districts, and what became of what they heard there (R143)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import own, visible_to
from wagamachi.access.queries import role_labels
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area
from wagamachi.areas.queries import lines_below
from wagamachi.casework.enums import IntakeAsk, IntakeState
from wagamachi.casework.models import Intake
from wagamachi.casework.queries.standing import standing_of, what_became_of
from wagamachi.core import clock
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team
from wagamachi.organizations.queries import serving

from .section import Section, if_any, listed

NEWS_SHOWN, MOST = 5, 60
MONTH = timedelta(days=30)
REMEMBERED = timedelta(days=180)  # what was answered longer ago is among the worries one took in
CONTACTS = (Role.CSW, Role.SEIKATSU_SC, Role.TEAM_LEAD)


@dataclass(frozen=True, slots=True)
class News:
    """Something that begins, ends or was confirmed; ``where`` are the areas it is about."""

    where: set[UUID]
    on: date
    said: str
    url: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A team that looks after a district, and its coordinators by name."""

    team: Team
    where: set[UUID]
    people: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class District:
    """One district: whom to turn to, and what is new."""

    area: Area
    contacts: list[Contact]
    news: list[News]


def my_districts(actor: Actor, at: datetime) -> Section | None:
    """The districts one holds beyond one's section: their news and contacts."""
    ids = actor.areas_as(Role.DISTRICT_STAFF)
    if not ids:
        return None
    rows = _districts(actor, ids, clock.today(at))
    return if_any(
        Section(
            title="わたしの地区", why="受け持ちの地区の連絡先と、この1か月の動きです。",
            template="home/_districts.html", rows=rows, count=len(rows), empty="",
            more_url=reverse("organizations:districts"), draw=lambda size: rows[:size],
        )
    )  # fmt: skip


def heard(actor: Actor, at: datetime) -> Section | None:
    """What one heard in one's district, whether it was read, and what became of it."""
    if Role.DISTRICT_STAFF not in actor.roles:
        return None
    mine = own(actor, person="received_by", team="received_team")
    lately = Q(state=IntakeState.WAITING) | Q(received_at__gte=at - REMEMBERED)
    rows = (
        visible_to(actor, Intake.objects.filter(mine, lately, ask=IntakeAsk.HEARD), Perm.INTAKE_STATUS)
        .select_related(
            "area", "holder_team__organization", "holder_user",
            "case__holder_team__organization", "case__holder_user",
        )
        .order_by("-received_at", "-id")
    )  # fmt: skip
    section = listed(
        "地区で聞いた話", "わたしが届けた話を、だれが読み、どうなったかです。", "home/_heard_rows.html",
        rows, reverse("casework:my_intakes"),
    )  # fmt: skip
    return if_any(section.with_rows(_told))


def _told(intakes: Iterable[Intake]) -> list[tuple[Intake, object, str]]:
    return [(one, standing_of(one), what_became_of(one)) for one in intakes]


def _districts(actor: Actor, ids: frozenset[UUID], on: date) -> list[District]:
    """Return the districts with what is known of each; as many queries for three as for one."""
    lines = lines_below(ids)
    above = {line[0]: {pk for pk in line if pk} for line in lines if line[0] in ids}
    within = {pk: {line[0] for line in lines if pk in line} for pk in above}
    contacts = _contacts(set[UUID]().union(*above.values()), on)
    news = _news(actor, set[UUID]().union(*within.values()), on)
    areas = Area.objects.live(on).filter(pk__in=above).order_by("tier", "code", "name")
    return [
        District(
            area,
            [one for one in contacts if one.where & above[area.pk]],
            [one for one in news if one.where & within[area.pk]][:NEWS_SHOWN],
        )
        for area in areas
    ]


def _contacts(ids: Collection[UUID], on: date) -> list[Contact]:
    teams = serving([*ids], on).prefetch_related("areas")
    found = {team.pk: Contact(team, {area.pk for area in team.areas.all()}) for team in teams}
    posts = Assignment.objects.live(on).filter(team__in=found, role__in=CONTACTS)
    named = posts.filter(user__is_active=True).order_by("user__kana", "pk")
    roles: dict[tuple[UUID, UUID], list[str]] = {}
    names, labels = {}, role_labels()
    for team, user, name, role in named.values_list("team", "user", "user__name", "role"):
        roles.setdefault((team, user), []).append(labels[role])
        names[user] = name
    for (team, user), held in roles.items():
        found[team].people.append(f"{names[user]}（{'・'.join(held)}）")
    return list(found.values())


def _news(actor: Actor, ids: Collection[UUID], on: date) -> list[News]:
    """Return what begins or ends within a month, before or ahead, and what was confirmed; newest first."""
    found = [*_of_resources(actor, ids, on), *_of_posts(ids, on)]
    return sorted(found, key=lambda news: news.on, reverse=True)


def _around(on: date, column: str) -> Q:
    return Q((f"{column}__gt", on - MONTH), (f"{column}__lte", on + MONTH))


def _of_resources(actor: Actor, ids: Collection[UUID], on: date) -> Iterable[News]:
    said = (
        ("ends_on", "が、この日から使えなくなります"),
        ("starts_on", "がはじまります"),
        ("verified_on", "の内容を確かめました"),
    )
    changing = reduce(or_, (_around(on, column) for column, _ in said))
    here = Resource.objects.filter(changing).here([*ids])
    rows = visible_to(actor, here, Perm.RESOURCE_READ)
    for row in rows.prefetch_related("areas", "stands_in").order_by("-verified_on", "id")[:MOST]:
        days = ((getattr(row, column), words) for column, words in said)
        day, words = next((day, words) for day, words in days if day and abs(day - on) <= MONTH)
        where = {area.pk for area in (*row.areas.all(), *row.stands_in.all())}
        yield News(where, day, f"{row.name}{words}", reverse("directory:detail", args=[row.pk]))


def _of_posts(ids: Collection[UUID], on: date) -> Iterable[News]:
    here = Assignment.areas.through.objects.filter(area_id__in=ids).values("assignment_id")
    posts = Assignment.objects.filter(_around(on, "starts_on"), pk__in=here, user__is_active=True)
    rows = posts.exclude(role=Role.RESIDENT).select_related("user").prefetch_related("areas")
    labels = role_labels()
    for post in rows.order_by("-starts_on", "pk")[:MOST]:
        said = f"{post.user.name}さんが、{labels[post.role]}として受け持ちます"
        url = reverse("organizations:team", args=[post.team_id]) if post.team_id else ""
        yield News({area.pk for area in post.areas.all()}, post.starts_on, said, url)
