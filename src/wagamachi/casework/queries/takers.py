"""Which kinds of agency (TSUNAGISAKI) usually take on a worry, the nearest to it first (R014)."""

from collections import defaultdict
from collections.abc import Set
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from wagamachi.core import codes
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team

from .alone import FIELDS, fields_among

T = TypeVar("T", Team, Resource)
Fits = dict[str, dict[T, tuple[int, bool]]]  # theme → who → how far off: by kind, by place
ANYBODYS = frozenset({"KADAI_LAW-01", "KADAI_LAW-10"})  # 福祉 and その他: in everybody's words

# By 課題 (KADAI_T, KADAI_N). What an agency itself writes as its 専門領域 counts as well.
BY_THEME = {
    "KADAI_T-01": ("12", "06", "01"),
    "KADAI_T-02": ("01", "03"),
    "KADAI_T-03": ("03", "20"),
    "KADAI_T-04": ("01", "13", "35"),
    "KADAI_T-05": ("12", "11", "06"),
    "KADAI_T-06": ("01", "17"),
    "KADAI_T-07": ("26", "23", "09"),
    "KADAI_T-08": ("01", "39", "24"),
    "KADAI_T-09": ("01", "13"),
    "KADAI_T-10": ("01", "13"),
    "KADAI_T-11": ("15", "13", "16"),
    "KADAI_T-12": ("16", "02", "14"),
    "KADAI_T-13": ("02", "03", "18"),
    "KADAI_T-14": ("01",),
    "KADAI_T-15": ("60", "02"),
    "KADAI_T-16": ("04", "03"),
    "KADAI_T-17": ("29",),
    "KADAI_T-18": ("28",),
    "KADAI_T-21": ("06", "09", "22"),
    "KADAI_T-22": ("45", "06", "22"),
    "KADAI_T-23": ("06", "22", "05"),
    "KADAI_T-24": ("24", "46"),
    "KADAI_T-25": ("24", "46"),
    "KADAI_T-26": ("23", "25"),
    "KADAI_T-27": ("56",),
    "KADAI_T-29": ("13", "15"),
    "KADAI_T-30": ("13", "15"),
    "KADAI_T-31": ("39", "25"),
    "KADAI_T-32": ("26", "23"),
    "KADAI_T-33": ("20", "03"),
    "KADAI_T-34": ("06", "08", "10", "11"),
    "KADAI_T-36": ("05", "06"),
    "KADAI_N-01": ("14", "13", "16"),
    "KADAI_N-02": ("14", "16"),
    "KADAI_N-03": ("02", "18"),
    "KADAI_N-04": ("02", "13"),
    "KADAI_N-05": ("13", "15"),
    "KADAI_N-06": ("13", "15", "16"),
    "KADAI_N-07": ("09", "06", "34"),
    "KADAI_N-08": ("06", "05"),
    "KADAI_N-09": ("06", "05", "22", "07"),
    "KADAI_N-10": ("27", "28", "06", "07"),
    "KADAI_N-11": ("07", "06", "23"),
    "KADAI_N-12": ("06", "08", "10", "11"),
    "KADAI_N-13": ("06", "08", "10", "11"),
    "KADAI_N-17": ("01", "17"),
    "KADAI_N-18": ("03", "13", "19"),
    "KADAI_N-19": ("20", "21", "03"),
    "KADAI_N-20": ("20", "04"),
    "KADAI_N-21": ("20", "11"),
    "KADAI_N-22": ("03", "05"),
    "KADAI_N-23": ("29", "04"),
    "KADAI_N-24": ("56",),
    "KADAI_N-25": ("32",),
}
# By 課題分野 (KADAI_LAW), for every other 課題 and a municipality's own.
BY_FIELD = {
    "KADAI_LAW-01": ("06", "05", "03", "02", "23"),
    "KADAI_LAW-02": ("01", "17"),
    "KADAI_LAW-03": ("01", "17", "44"),
    "KADAI_LAW-04": ("13", "14", "15", "16"),
    "KADAI_LAW-05": ("09", "34", "37"),
    "KADAI_LAW-06": ("06", "08", "10", "11"),
    "KADAI_LAW-07": ("03", "20", "21"),
    "KADAI_LAW-08": ("12", "24", "39", "44"),
    "KADAI_LAW-09": ("24", "44", "46", "56"),
}


def fitting(teams: QuerySet[Team], themes: dict[str, str], here: Set[UUID]) -> Fits[Team]:
    """Return, by theme, how well each team fits that takes it on by its kind or its own words."""
    kinds = {code: _kinds_for(code) for code in themes}
    words = {code: _words_for(code, label) for code, label in themes.items()}
    wanted = Q(organization__kind_id__in={kind for of in kinds.values() for kind in of})
    for word in {word for of in words.values() for word in of}:
        wanted |= Q(organization__speciality__contains=word)
    fits: Fits[Team] = defaultdict(dict)
    for team in teams.filter(wanted).prefetch_related("areas"):
        kind, written = team.organization.kind_id, team.organization.speciality
        is_near = any(area.pk in here for area in team.areas.all())
        for code in themes:
            ours = kinds[code]
            if kind in ours or any(word in written for word in words[code]):
                place = ours.index(kind) if kind in ours else len(ours)
                fits[code][team] = (place, not is_near)
    return fits


def _kinds_for(theme: str) -> list[str]:
    """Return the kinds of agency for a theme, the best first; through its 課題分野 where none is named."""
    numbers = BY_THEME.get(theme) or [
        number for field in sorted(fields_among({theme})) for number in BY_FIELD.get(field, ())
    ]
    return [f"TSUNAGISAKI-{number}" for number in numbers]


def _words_for(theme: str, label: str) -> set[str]:
    """Return the words of a 専門領域 that mean the theme: its own, and its 課題分野 if it has but one."""
    fields = fields_among({theme})
    names = {code.pk: code.name for code in codes.all_of(FIELDS)}
    return {label, *(names[field] for field in fields - ANYBODYS if len(fields) == 1)}
