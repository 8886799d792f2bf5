"""Reading 機関: which team takes a worry in, who is posted where, what an area is served by."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from wagamachi.access.models import Assignment
from wagamachi.access.models.assignment import AssignmentQuerySet
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area, Tier
from wagamachi.core.errors import DomainError

from .models import Organization, Team
from .models.organization import OrganizationQuerySet, TeamQuerySet

# A worry goes to the middle area's team; a town without that tier uses what it has (R005).
_RECEIVING_ORDER = {Tier.MIDDLE: 0, Tier.SMALL: 1, Tier.MUNICIPALITY: 2}


def team_for_areas(area_ids: Sequence[UUID], on: date) -> Team:
    """Return the base team that receives a worry from any of ``area_ids`` on ``on`` (R003, R140).

    The areas above count as well. Order: middle area, small area, municipality, and at last the
    fallback team; among equals the area named first. A team where nobody could take it on that day
    is passed over. Raises DomainError when no team is set to take in what has no area.
    """
    ids = with_parents(area_ids)
    at_work = Assignment.objects.able(Perm.INTAKE_CLAIM, on).filter(team=OuterRef("pk"))
    rows = (
        Team.objects.live(on)
        .filter(Exists(at_work), is_base=True, areas__in=ids)
        .values_list("pk", "name", "areas", "areas__tier")
    )
    best = min(
        rows,
        key=lambda row: (_RECEIVING_ORDER[Tier(row[3])], ids.index(row[2]), row[1]),
        default=None,
    )
    if best is not None:
        return Team.objects.select_related("organization").get(pk=best[0])
    return fallback_team(on)


def fallback_team(on: date) -> Team:
    """Return the team that takes a worry whose area nobody knows; raise DomainError if none is."""
    team = Team.objects.live(on).select_related("organization").filter(is_fallback=True).first()
    if team is None:
        raise DomainError(
            "圏域がわからない相談を受けとめるチームが決まっていません。"
            "管理担当に「機関」の画面でチームを1つ選んでもらってください。"
        )
    return team


def heir_of(
    team: Team, area_ids: Sequence[UUID], on: date, *, is_statutory: bool = False
) -> Team | None:
    """Return the team of the same organisation that keeps what a closed team has finished.

    The one that looks after any of ``area_ids`` or the areas above them, else the one of last resort,
    else the first by name; somebody must work on its cases that day. What a public body deals with by
    law is for the team of last resort alone (R017). None when the organisation has no such team.
    """
    at_work = Assignment.objects.able(Perm.CASE_EDIT, on).filter(team=OuterRef("pk"))
    others = Team.objects.live(on).filter(Exists(at_work), organization=team.organization_id)
    if is_statutory:
        others = others.filter(is_fallback=True)
    ids = with_parents(area_ids)
    best = min(
        others.values_list("pk", "is_fallback", "name", "areas"),
        key=lambda row: (ids.index(row[3]) if row[3] in ids else len(ids), not row[1], row[2]),
        default=None,
    )
    return Team.objects.get(pk=best[0]) if best else None


def with_parents(area_ids: Sequence[UUID]) -> list[UUID]:
    """Return the ids and those of the areas above them, nearest first, each once."""
    above = {
        pk: [up for up in (parent, grandparent) if up]
        for pk, parent, grandparent in Area.objects.filter(pk__in=area_ids).values_list(
            "pk", "parent_id", "parent__parent_id"
        )
    }
    ids = list(area_ids) + [up for pk in area_ids for up in above.get(pk, [])]
    return list(dict.fromkeys(ids))


def listed(
    *, on: date, text: str = "", kind: str = "", intake_only: bool = False, closed: bool = False
) -> OrganizationQuerySet:
    """Return organisations for the list: narrowed by words, kind and 相談窓口, with live posts."""
    found = Organization.objects.matching(text)
    found = found if closed else found.filter(Q(closes_on=None) | Q(closes_on__gt=on))
    if kind:
        found = found.filter(kind_id=kind)
    if intake_only:
        found = found.filter(is_intake_point=True)
    live = Q(assignments__ends_on=None) | Q(assignments__ends_on__gt=on)
    people = Count(
        "assignments__user", filter=live & Q(assignments__starts_on__lte=on), distinct=True
    )
    return found.select_related("kind").annotate(people_count=people)


def teams_of(organization: Organization, on: date) -> TeamQuerySet:
    """Return the open teams of one organisation with their areas."""
    areas = Prefetch("areas", Area.objects.order_by("tier", "code", "name"))
    return (
        Team.objects.filter(organization=organization)
        .filter(Q(closes_on=None) | Q(closes_on__gt=on))
        .prefetch_related(areas)
    )


def posts_at(organization: Organization, on: date) -> AssignmentQuerySet:
    """Return the live and coming posts of staff there; residents are nobody's staff list."""
    return (
        Assignment.objects.filter(organization=organization)
        .filter(Q(ends_on=None) | Q(ends_on__gt=on))
        .exclude(role=Role.RESIDENT)
        .select_related("user", "team")
        .prefetch_related("areas")
        .order_by("role", "user__kana", "pk")
    )


def posts_reaching(on: date, **narrow: Any) -> AssignmentQuerySet:
    """Return posts that go on past ``on`` or only begin later: they keep a place from closing."""
    return Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), **narrow)


def serving(area_ids: Sequence[UUID], on: date) -> TeamQuerySet:
    """Return the teams that look after any of the areas on ``on``, base teams first."""
    return (
        Team.objects.live(on)
        .filter(areas__in=area_ids)
        .select_related("organization")
        .distinct()
        .order_by("-is_base", "organization__kana", "name")
    )


def district_posts(on: date) -> AssignmentQuerySet:
    """Return the 地区担当職員 posts that are held or begin later, with their areas (R143)."""
    return (
        Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), role=Role.DISTRICT_STAFF)
        .select_related("user", "organization", "team")
        .prefetch_related("areas")
        .order_by("user__kana", "pk")
    )


@dataclass(frozen=True, slots=True)
class District:
    """One area with the staff who hold it beyond their section."""

    area: Area
    posts: list[Assignment]


def districts(on: date) -> list[District]:
    """Return every district with its staff: the base 中圏域, and any other area that has some."""
    held: dict[UUID, list[Assignment]] = defaultdict(list)
    for post in district_posts(on):
        for area in post.areas.all():
            held[area.pk].append(post)
    middle = Q(zoning__is_base=True, tier=Tier.MIDDLE)
    areas = (
        Area.objects.live(on)
        .filter(middle | Q(pk__in=held), is_unknown=False)
        .select_related("zoning")
        .order_by("tier", "zoning__name", "code", "name")
    )
    return [District(area, held[area.pk]) for area in areas]


def receiving_teams(on: date) -> TeamQuerySet:
    """Return the teams whose inbox may take a worry in: base teams and the fallback team."""
    return (
        Team.objects.live(on)
        .filter(Q(is_base=True) | Q(is_fallback=True))
        .select_related("organization")
        .order_by("organization__kana", "name")
    )
