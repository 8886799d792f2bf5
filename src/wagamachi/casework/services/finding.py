"""Keeps the search index in step with cases and intakes, in the same transaction."""

from collections.abc import Iterable

from wagamachi.core import search
from wagamachi.core.ids import spellings_of_number
from wagamachi.core.refs import Ref

from ..enums import CaseState
from ..models import Case, Intake, IntakeAddition
from ..queries.tokens import reachable_by


def index_case(case: Case) -> None:
    """Put the case, its members, its tags and its first words into the search index.

    A case that was put into another one is found under that one, by its number and name.
    """
    ref = Ref("case", case.pk)
    if case.state == CaseState.MERGED:
        search.remove(ref)
        return
    members = case.members.select_related("person__merged_into")
    people = [one for member in members for one in {member.person, member.person.known}]
    taken_in = list(case.merged_from.values_list("number", "label"))
    titles = [case.label, case.kana, *(label for _, label in taken_in)]
    titles += [word for p in people for word in (p.name, p.nickname, p.kana, *p.aliases) if word]
    heard = [*case.intakes.values_list("situation", flat=True), *_added(intake__case=case)]
    tags = [word for tag in case.tags.all() for word in (str(tag), tag.label, *tag.synonyms)]
    numbers = (number for number, _ in taken_in)
    search.put(
        ref,
        texts=[case.number, *numbers, case.place, case.summary, *tags, *heard],
        titles=_as_typed(titles),
        narrow=reachable_by(case),
        at=case.opened_at,
    )


def index_intake(intake: Intake) -> None:
    """Put the intake into the search index for its holders and, unless restricted, whoever took it in."""
    narrow = {f"team:{intake.holder_team_id}"}
    if not intake.restriction:
        narrow.add(f"user:{intake.received_by_id}")
        narrow |= {f"team:{intake.received_team_id}"} if intake.received_team_id else set()
    search.put(
        Ref("intake", intake.pk),
        texts=[
            intake.situation, intake.place, intake.noticed_by, *_added(intake=intake),
            *spellings_of_number(intake.pk),
        ],
        titles=_as_typed([intake.subject, intake.subject_kana]),
        narrow=sorted(narrow),
        at=intake.received_at,
    )  # fmt: skip


def _added(**of: object) -> Iterable[str]:
    return IntakeAddition.objects.filter(field="", **of).values_list("text", flat=True)


def _as_typed(names: Iterable[str]) -> list[str]:
    """Return names as written and without the space after the family name: people type either."""
    return [form for name in names for form in dict.fromkeys((name, "".join(name.split())))]
