"""Whom a case can be handed to, and what they would be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.core import codes
from wagamachi.core.workdays import add_workdays
from wagamachi.directory.models import Resource
from wagamachi.directory.queries import find_resources, related_area_ids
from wagamachi.organizations.models import Team

from ..models import Case
from .household import live_consents, members_of, open_themes
from .nearby import areas_of, serving
from .takers import fitting

SHOWN = 30
LIFE_AND_ISSUES = "DOI_KOMOKU-06"  # 生活歴・抱えている課題


@dataclass(frozen=True, slots=True)
class Receivers:
    """Teams that answer here, and resources whose answer one finds out oneself.

    ``is_cut`` says that more than ``SHOWN`` of either fit, ``suited`` which teams usually take on the 課題
    that was asked for: they come first.
    """

    teams: list[Team]
    resources: list[Resource]
    is_cut: bool
    suited: frozenset[Team]


def receivers(actor: Actor, case: Case, asked: Mapping[str, Any], on: date) -> Receivers:
    """Return who could be asked, narrowed by what the form asks for (R024)."""
    area_ids = areas_of(case) if asked.get("near") else []
    resources = find_resources(
        actor,
        themes=[asked["theme"]] if asked.get("theme") else (),
        area_ids=area_ids,
        weekday=int(asked["weekday"]) if asked.get("weekday") else None,
        max_cost=asked.get("max_cost"),
        text=asked.get("text", ""),
        on=on,
    )
    among = _teams(case, asked, area_ids, on)
    suited = _suited(among, case, asked.get("theme"))
    teams = [*suited, *among.exclude(pk__in=[team.pk for team in suited])[: SHOWN + 1]]
    found = list(resources[: SHOWN + 1])
    return Receivers(
        teams[:SHOWN], found[:SHOWN], max(len(teams), len(found)) > SHOWN, frozenset(suited)
    )


def _suited(teams: QuerySet[Team], case: Case, theme: str | None) -> list[Team]:
    """Return those that usually take on the theme: the nearest to it first, and the near before the far."""
    if not theme:
        return []
    here = set(related_area_ids(areas_of(case)))
    fits = fitting(teams, {theme: codes.theme_labels().get(theme, theme)}, here)[theme]
    return sorted(fits, key=lambda team: fits[team])


def _teams(case: Case, asked: Mapping[str, Any], area_ids: list[Any], on: date) -> QuerySet[Team]:
    open_now = Q(closes_on=None) | Q(closes_on__gt=on)
    still_there = Q(organization__closes_on=None) | Q(organization__closes_on__gt=on)
    teams = (
        Team.objects.filter(open_now, still_there, organization__is_intake_point=True)
        .exclude(pk=case.holder_team_id)
        .select_related("organization__kind")
        .order_by("organization__kana", "name")
    )
    if text := asked.get("text", "").strip():
        words = Q(name__icontains=text) | Q(organization__name__icontains=text)
        teams = teams.filter(words | Q(organization__kind__label__icontains=text))
    return serving(teams, area_ids) if area_ids else teams


def first_due(on: date) -> date:
    """Return the day an answer is asked for unless the sender says otherwise, in working days."""
    return add_workdays(on, settings.WAGAMACHI["HANDOFF_ANSWER_DAYS"])


@dataclass(frozen=True, slots=True)
class Outline:
    """A first draft of what the receiver sees, and whose 課題 it leaves out (one name each)."""

    text: str
    left_out: tuple[str, ...]


def outline_for_sharing(case: Case, organization_id: UUID | None, on: date) -> Outline:
    """Return what may be told of a case before anybody says yes: only what people consented to (R102).

    The 課題 of those whose live consent says so to the receiver's organisation. Household and outline
    speak of everybody, so everybody must have consented. What the law allows beyond that the sender
    writes in their own words: no more than is needed.
    """
    told = _telling_their_issues(case, organization_id, on) if organization_id else set()
    members = [member for member in members_of(case.pk) if member.left_on is None]
    left_out = [m for m in members if not told & {m.person_id, m.person.merged_into_id}]
    themes = open_themes(case.pk, but_not=left_out)
    lines = [f"圏域: {case.area.name}"]
    if listed := "、".join(str(theme) for theme in themes):
        lines.append(f"課題: {listed}")
    if told and not left_out:
        lines += [f"世帯: {case.household_type}" if case.household_type else "", case.summary]
    names = tuple(member.person.known.with_san for member in left_out)
    return Outline("\n".join(line for line in lines if line), names)


def _telling_their_issues(case: Case, organization_id: UUID, on: date) -> set[UUID]:
    consents = live_consents(case.pk, on).filter(recipients=organization_id)
    covering = consents.filter(items__in=codes.under("DOI_KOMOKU", LIFE_AND_ISSUES))
    return set(covering.values_list("person", flat=True))
