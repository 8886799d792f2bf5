"""What would tell whom a case is about: names, readings, places, phones and birthdays of its people."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.core.identifying import Known
from wagamachi.people.models import Person

from ..models import Case, CaseMember, Intake, Supporter

NEWEST = 200  # cases that a text about none of them is held against


def newest_read(actor: Actor) -> list[UUID]:
    """Return the newest cases a person reads, at most ``NEWEST``."""
    read = visible_to(actor, Case, Perm.CASE_READ_SUMMARY).order_by("-pk")
    return list(read.values_list("pk", flat=True)[:NEWEST])


def known_of(case_ids: Iterable[UUID]) -> Known:
    """Return everything that names somebody of these cases; five queries, whatever their number.

    People who left the household and rows that were put together with one of theirs count as well.
    """
    ids = list(case_ids)
    here = CaseMember.objects.filter(case__in=ids)
    rows = {pk for pair in here.values_list("person", "person__merged_into") for pk in pair if pk}
    people = list(Person.objects.filter(Q(pk__in=rows) | Q(merged_into__in=rows)))
    cases = list(Case.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids)))
    intakes = list(Intake.objects.filter(case__in=[case.pk for case in cases]))
    helpers = Supporter.objects.filter(case__in=ids, organization=None)
    return Known(
        names=_each(
            [*(p.name for p in people), *(p.nickname for p in people),
             *(alias for p in people for alias in p.aliases), *(c.label for c in cases),
             *(i.subject for i in intakes), *helpers.values_list("name", flat=True)]
        ),
        readings=_each(
            [*(p.kana for p in people), *(c.kana for c in cases), *(i.subject_kana for i in intakes)]
        ),
        addresses=_each(
            [*(p.address for p in people), *(c.place for c in cases), *(i.place for i in intakes)]
        ),
        phones=_each([*(p.phone for p in people), *(i.phone for i in intakes)]),
        births=tuple(dict.fromkeys(p.birth_on for p in people if p.birth_on)),
        words=_each(c.number for c in cases),
        pairs=tuple(
            dict.fromkeys(
                pair
                for pair in (
                    *((p.name, p.kana) for p in people),
                    *((c.label, c.kana) for c in cases),
                    *((i.subject, i.subject_kana) for i in intakes),
                )
                if all(pair)
            )
        ),
    )  # fmt: skip


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
