"""One search over every kind. The index narrows; the policy's ``Q`` decides what is shown."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.casework.enums import UrgentRank
from wagamachi.casework.models import Case, Intake
from wagamachi.casework.queries.tokens import narrow_tokens
from wagamachi.core import search
from wagamachi.core.refs import kind
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Organization

LIMIT = 60


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the result list."""

    title: str
    note: str
    url: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind."""

    label: str
    results: list[Result]


@dataclass(frozen=True, slots=True)
class _Searchable:
    rows: QuerySet[Model]
    perm: Perm
    title: Callable[[Model], str]
    note: Callable[[Model], str]


def _searchables() -> dict[str, _Searchable]:
    return {
        "case": _Searchable(
            Case.objects.select_related("area", "holder_team"),
            Perm.CASE_READ_SUMMARY,
            lambda case: f"{case.label}（{case.number}）",  # type: ignore[attr-defined]
            lambda case: f"{case.area.name}・{case.holder_team.name}・{case.get_state_display()}",  # type: ignore[attr-defined]
        ),
        "intake": _Searchable(
            Intake.objects.select_related("area"),
            Perm.INTAKE_READ,
            lambda intake: intake.situation[:40],  # type: ignore[attr-defined]
            lambda intake: f"{intake.area.name}・{intake.get_state_display()}",  # type: ignore[attr-defined]
        ),
        "organization": _Searchable(
            Organization.objects.select_related("kind"),
            Perm.ORGANIZATION_READ,
            lambda organization: organization.name,  # type: ignore[attr-defined]
            lambda organization: str(organization.kind),  # type: ignore[attr-defined]
        ),
        "resource": _Searchable(
            Resource.objects.select_related("kind"),
            Perm.RESOURCE_READ,
            lambda resource: resource.name,  # type: ignore[attr-defined]
            lambda resource: str(resource.kind),  # type: ignore[attr-defined]
        ),
    }


def find(actor: Actor, words: str) -> list[Group]:
    """Return what matches ``words`` and may be seen, by kind: the urgent first, then the newest."""
    searchables = _searchables()
    ids: dict[str, list[UUID]] = defaultdict(list)
    for hit in search.hits(
        words, narrow=narrow_tokens(actor), kinds=list(searchables), limit=LIMIT
    ):
        ids[hit.kind].append(hit.object_id)
    ids["case"] = _told(actor, words, ids["case"])
    groups = [
        Group(kind(name).label, _results(actor, name, searchable, ids[name]))
        for name, searchable in searchables.items()
        if ids[name]
    ]
    return [group for group in groups if group.results]


def _told(actor: Actor, words: str, found: list[UUID]) -> list[UUID]:
    """Return the cases in which the actor may read ``words``.

    Who reads the outline only must not learn by trying who else belongs to it and where they live.
    """
    cases = Case.objects.filter(pk__in=found)
    read = set(visible_to(actor, cases, Perm.CASE_READ_FULL).values_list("pk", flat=True))
    outlines = visible_to(actor, cases.exclude(pk__in=read), Perm.CASE_READ_SUMMARY)
    for case in outlines.prefetch_related("tags"):
        tags = [word for tag in case.tags.all() for word in (tag.label, *tag.synonyms)]
        texts = [case.number, case.summary, *tags]
        if search.is_told(words, texts=texts, titles=[case.label, case.kana]):
            read.add(case.pk)
    return [pk for pk in found if pk in read]


def _results(actor: Actor, name: str, searchable: _Searchable, found: list[UUID]) -> list[Result]:
    rows = visible_to(actor, searchable.rows.filter(pk__in=found), searchable.perm)
    by_id = {row.pk: row for row in rows}
    url_name = kind(name).url_name
    rows_found = (by_id[pk] for pk in found if pk in by_id)
    return [
        Result(
            searchable.title(row),
            searchable.note(row),
            reverse(url_name, args=[row.pk]),
            is_urgent=_place(row) < UrgentRank.CALM,
        )
        for row in sorted(rows_found, key=_place)
    ]


def _place(row: Model) -> int:
    return int(getattr(row, "urgent_rank", UrgentRank.CALM))
