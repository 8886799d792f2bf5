"""What of the people in the house somebody may read, asked of the policy, not of the pages.

A *secret* is a string that says something about a person: a name, a reading, a phone, an address with
its number, the beginning of a note. Whoever may see one row that holds it may read it anywhere; every other
secret on one of their pages is a finding.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import scope, visible_to
from wagamachi.casework.models import Case, Handoff, Intake
from wagamachi.casework.policy import reads_request

from .pages import SPACES

HANDOFFS = Handoff._default_manager.select_related(
    "case", "consent__person__merged_into", "to_team__organization"
)
HEAD = 3  # letters by which a page is searched
BEGINNING = 24  # letters of a note: lists show the beginning, and shorter ones are many people's


@dataclass(frozen=True, slots=True)
class Source:
    """Columns that tell of a person, and the rows of which an actor may read them."""

    label: str
    fields: tuple[str, ...]
    allowed: Callable[[Actor, "QuerySet[Any]"], Iterable[Any]]

    def rows(self) -> "QuerySet[Any]":
        rows: QuerySet[Any] = apps.get_model(self.label)._base_manager.all()
        return rows


def _by(perm: Perm) -> Callable[[Actor, "QuerySet[Any]"], Iterable[Any]]:
    return lambda actor, rows: visible_to(actor, rows, perm)


def _with_case(path: str, perm: Perm) -> Callable[[Actor, "QuerySet[Any]"], Iterable[Any]]:
    def allowed(actor: Actor, rows: "QuerySet[Any]") -> Iterable[Any]:
        cases = Case.objects.filter(scope(actor, Case, perm)).values("pk")
        return rows.filter(Q((f"{path}__in", cases)))

    return allowed


def _added(actor: Actor, rows: "QuerySet[Any]") -> Iterable[Any]:
    return rows.filter(intake__in=visible_to(actor, Intake, Perm.INTAKE_READ).values("pk"))


def _asked(actor: Actor, rows: "QuerySet[Any]") -> Iterable[Handoff]:
    seen = visible_to(actor, rows, Perm.HANDOFF_READ).select_related("case")
    return (handoff for handoff in seen if reads_request(actor, handoff))


FULL = _with_case("case", Perm.CASE_READ_FULL)
SOURCES = (
    Source("people.Person", ("name", "kana", "phone", "address"), _by(Perm.PERSON_READ)),
    Source("casework.Case", ("label", "kana", "summary", "place"), _by(Perm.CASE_READ_SUMMARY)),
    Source(
        "casework.Intake",
        ("subject", "subject_kana", "phone", "place", "situation", "tried", "asked", "answer"),
        _by(Perm.INTAKE_READ),
    ),
    Source("casework.IntakeAddition", ("before", "text"), _added),
    Source("records.ActivityRecord", ("content", "result", "next_step"), _by(Perm.RECORD_READ)),
    Source(
        "casework.Handoff",
        ("request", "shared_summary", "tried", "question", "explanation", "answer", "result_note"),
        _asked,
    ),
    Source("casework.Evaluation", ("wish", "remaining", "next_step"), FULL),
    Source("casework.CaseMember", ("note",), FULL),
    Source("support.Assessment", ("complaint", "words", "wish", "strengths", "view"), FULL),
    Source("support.SupportPlan", ("words", "strengths", "vision"), FULL),
    Source("support.Gap", ("note",), FULL),
)
# What is nobody's secret although a secret may look the same: staff, offices, places one can go to.
OPEN = (
    ("accounts.User", ("name", "kana")),
    ("organizations.Organization", ("name", "phone", "address")),
    ("organizations.Team", ("name", "phone")),
    ("directory.Resource", ("name", "phone", "address")),
    ("areas.Area", ("name",)),
    ("areas.MunicipalityProfile", ("name", "night_phone", "night_name")),
)


class Secrets:
    """All secrets of the house; ``hidden_from`` is what one person must not meet."""

    @cached_property
    def all(self) -> "Matcher":
        return Matcher(self._closed(SOURCES))

    @cached_property
    def names(self) -> "Matcher":
        """Match what may stand in no title and no address, whoever looks."""
        return Matcher(self._closed(SOURCES[:1]))

    def hidden_from(self, actor: Actor) -> "Matcher":
        """Match every secret that stands in no row the actor may read."""
        allowed = (
            text
            for source in SOURCES
            for _, text in _texts(source.allowed(actor, source.rows()), source.fields)
        )
        return Matcher(self.all.secrets - set(self.all.find("\n".join(allowed))))

    def _closed(self, sources: Iterable[Source]) -> set[str]:
        told = (told for source in sources for told in _texts(source.rows(), source.fields))
        found = {secret for name, text in told if (secret := _secret(name, text))}
        return found - set(Matcher(found).find(self._open))

    @cached_property
    def _open(self) -> str:
        texts = []
        for label, fields in OPEN:
            model = apps.get_model(label)
            known = {field.name for field in model._meta.get_fields()}
            columns = [field for field in fields if field in known]
            texts += [text for _, text in _texts(model._base_manager.all(), columns)]
        return "\n".join(texts)


class Matcher:
    """Finds any of many strings in a text: by their first letters, then whole."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self.secrets = frozenset(secrets)
        self._by_head: dict[str, list[str]] = defaultdict(list)
        for secret in self.secrets:
            self._by_head[secret[:HEAD]].append(secret)

    def find(self, text: str) -> Iterator[str]:
        """Yield the secrets that stand in ``text``."""
        heads = self._by_head
        for at in range(len(text) - HEAD + 1):
            for secret in heads.get(text[at : at + HEAD], ()):
                if text.startswith(secret, at):
                    yield secret


def _texts(rows: Iterable[Any], fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (column, what it holds) of every row, white space folded."""
    names = tuple(fields)
    values = (
        rows.values_list(*names)
        if isinstance(rows, QuerySet)
        else (tuple(getattr(row, name) for name in names) for row in rows)
    )
    for row in values:
        for name, value in zip(names, row, strict=True):
            if value:
                yield name, SPACES.sub(" ", value).strip()


def _secret(name: str, value: str) -> str | None:
    """Return what to look for, or None where the value is too common to tell of anybody."""
    if name in ("place", "address"):
        return value if sum(letter.isdigit() for letter in value) >= 2 and len(value) >= 8 else None
    if name.endswith("phone"):
        return value if len(value) >= 9 else None
    if name in ("name", "label", "subject", "kana", "subject_kana"):
        return value if " " in value and len(value) >= 4 else None
    return value[:BEGINNING] if len(value) >= BEGINNING else None
