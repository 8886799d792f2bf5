"""Who could join: agencies and resources for the themes nobody has taken on yet (R014)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, zip_longest
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.core import clock, codes
from wagamachi.directory.models import Resource
from wagamachi.directory.queries import find_resources, related_area_ids
from wagamachi.organizations.models import Team

from ..enums import HandoffKind
from ..models import LIVE, Case, Handoff, RoleTask
from .alone import agencies_of, fields_among, themes_of
from .nearby import areas_of, serving
from .seeing import start_of_day
from .takers import Fits, T, fitting

SHOWN = 6
LOOKED_AT = 200  # resources of which the best are shown


@dataclass(frozen=True, slots=True)
class Offer:
    """One agency that could join, with the 課題 it would take on."""

    team: Team
    themes: list[str]


@dataclass(frozen=True, slots=True)
class Joining:
    """Themes nobody stands for, and who in the case's areas could; each resource with its themes."""

    themes: list[str]
    offers: list[Offer]
    resources: list[tuple[Resource, list[str]]]


def who_could_join(actor: Actor, case: Case, at: datetime) -> Joining:
    """Return the themes without a standing 役割 and who could take them on; eighteen queries at most.

    Offered are intake points of the case's areas (or of the whole town) that do not act yet, and
    resources of the directory: for each theme the best first, so that none is crowded out.
    """
    on = clock.today(at)
    open_themes = themes_of([case.pk])[case.pk]
    standing = RoleTask.objects.filter(case=case, done_on=None, theme__isnull=False)
    unserved = open_themes - set(standing.values_list("theme_id", flat=True))
    if not unserved:
        return Joining([], [], [])
    area_ids = areas_of(case)
    since = start_of_day(at, settings.WAGAMACHI["HELD_ALONE_DAYS"])
    acting = agencies_of([case.pk], since)[case.pk] | {case.holder_team.organization_id}
    acting |= set(_asked_already(case))
    names = codes.theme_labels()
    themes = {code: names.get(code, code) for code in sorted(unserved)}
    here = set(related_area_ids(area_ids))
    teams = fitting(serving(_teams(on).exclude(organization__in=acting), area_ids), themes, here)
    found = _about(actor, on, unserved, area_ids, acting)
    resources = _themed(found, unserved, here)
    return Joining(
        themes=list(themes.values()),
        offers=[Offer(team, [themes[code] for code in fits]) for team, fits in _best(teams)],
        resources=[
            (one, [themes[c] for c in fits if c in themes]) for one, fits in _best(resources)
        ],
    )


def _asked_already(case: Case) -> "QuerySet[Handoff, UUID]":
    """Return the agencies that were asked to help, and have not said no."""
    asked = Handoff.objects.filter(case=case, kind=HandoffKind.REFER, state__in=LIVE)
    return asked.exclude(to_team=None).values_list("to_team__organization", flat=True)


def _teams(on: date) -> QuerySet[Team]:
    points = Team.objects.live(on).filter(organization__is_intake_point=True)
    return points.select_related("organization").order_by("organization__kana", "name", "pk")


def _about(
    actor: Actor, on: date, unserved: set[str], area_ids: list[UUID], acting: set[UUID]
) -> list[Resource]:
    """Return resources for one of the themes; only where there is none, for their 課題分野."""
    for themes in (unserved, fields_among(unserved)):
        rows = find_resources(actor, on=on, themes=themes, area_ids=area_ids)
        if found := list(rows.exclude(organization__in=acting)[:LOOKED_AT]):
            return found
    return []


def _themed(found: Iterable[Resource], unserved: set[str], here: set[UUID]) -> Fits[Resource]:
    fits: Fits[Resource] = defaultdict(dict)
    for one in found:
        is_far = all(area.pk not in here for area in one.areas.all())
        for code in {theme.pk for theme in one.themes.all()} & unserved or {""}:
            fits[code][one] = (0, is_far)
    return fits


def _best(fits: Fits[T]) -> list[tuple[T, list[str]]]:
    """Return the best of each theme in turn, until enough are found; each with all it is good for.

    What fits as well stays in the order of its name.
    """
    many = Counter(one for of in fits.values() for one in of)
    lines = [sorted(of, key=lambda one: (of[one], -many[one])) for _, of in sorted(fits.items())]
    turns = (one for turn in zip_longest(*lines) for one in turn if one is not None)
    chosen = list(islice(dict.fromkeys(turns), SHOWN))
    return [(one, [code for code in sorted(fits) if one in fits[code]]) for one in chosen]
