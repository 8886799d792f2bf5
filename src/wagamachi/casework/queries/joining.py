"""Who could join: agencies and resources for the themes nobody has taken on yet (R014)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.core import clock, codes
from wagamachi.directory.models import Resource
from wagamachi.directory.queries import find_resources
from wagamachi.organizations.models import Team

from ..enums import HandoffKind
from ..models import LIVE, Case, Handoff, RoleTask
from .alone import FIELDS, agencies_of, fields_among, themes_of
from .nearby import areas_of, serving
from .seeing import start_of_day

SHOWN = 6

# Which kinds of agency (TSUNAGISAKI) usually take on a 課題分野 (KADAI_LAW); what an agency itself
# writes as its 専門領域 counts as well.
KINDS_FOR = {
    "KADAI_LAW-01": ("02", "03", "05", "06", "07", "18", "23", "49"),
    "KADAI_LAW-02": ("01", "17"),
    "KADAI_LAW-03": ("01", "17", "44"),
    "KADAI_LAW-04": ("13", "14", "15", "16"),
    "KADAI_LAW-05": ("09", "34", "37"),
    "KADAI_LAW-06": ("06", "08", "10", "11"),
    "KADAI_LAW-07": ("03", "20", "21"),
    "KADAI_LAW-08": ("12", "24", "39", "44"),
    "KADAI_LAW-09": ("24", "44", "46", "56"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One agency that could join, with the 課題分野 it would take on."""

    team: Team
    fields: list[str]


@dataclass(frozen=True, slots=True)
class Joining:
    """Themes nobody stands for, and who in the case's areas could."""

    themes: list[str]
    offers: list[Offer]
    resources: list[Resource]


def who_could_join(actor: Actor, case: Case, at: datetime) -> Joining:
    """Return the themes without a standing 役割 and who could take them on; twelve queries at most.

    Offered are intake points of the case's areas (or of the whole town) that do not act yet, and
    resources of the directory for the themes or their 課題分野.
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
    fields = fields_among(unserved)
    near = serving(_teams(on).exclude(organization__in=acting), area_ids)
    resources = find_resources(actor, on=on, themes=unserved | fields, area_ids=area_ids)
    names = codes.theme_labels()
    return Joining(
        themes=[names.get(code, code) for code in sorted(unserved)],
        offers=_offers(near, fields),
        resources=list(resources.exclude(organization__in=acting)[:SHOWN]),
    )


def _asked_already(case: Case) -> "QuerySet[Handoff, UUID]":
    """Return the agencies that were asked to help, and have not said no."""
    asked = Handoff.objects.filter(case=case, kind=HandoffKind.REFER, state__in=LIVE)
    return asked.exclude(to_team=None).values_list("to_team__organization", flat=True)


def _teams(on: date) -> QuerySet[Team]:
    points = Team.objects.live(on).filter(organization__is_intake_point=True)
    return points.select_related("organization").order_by("organization__kana", "name", "pk")


def _offers(teams: QuerySet[Team], fields: frozenset[str]) -> list[Offer]:
    """Return those that fit any of the fields, the ones that fit most first."""
    labels = codes.labels(FIELDS)
    wanted = {field: labels[field] for field in sorted(fields)}
    by_field = {
        field: Q(organization__kind_id__in=[f"TSUNAGISAKI-{n}" for n in KINDS_FOR.get(field, ())])
        | Q(organization__speciality__contains=label)
        for field, label in wanted.items()
    }
    fits: dict[Team, list[str]] = {}
    for field, fitting in by_field.items():
        for team in teams.filter(fitting)[:SHOWN]:
            fits.setdefault(team, []).append(wanted[field])
    ranked = sorted(fits, key=lambda team: (-len(fits[team]), team.organization.kana, team.name))
    return [Offer(team, fits[team]) for team in ranked[:SHOWN]]
