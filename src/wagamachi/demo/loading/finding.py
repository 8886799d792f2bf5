"""What of a loaded story can be found by words: the same documents the services keep."""

from collections.abc import Iterable, Iterator

from wagamachi.core import codes
from wagamachi.core.ids import spellings_of_number
from wagamachi.core.refs import Ref
from wagamachi.core.search import Entry

from ..story import CaseFact, IntakeFact, Story
from .stories import tags_of, takes_part


def entries(stories: Iterable[Story]) -> Iterator[Entry]:
    """Yield one document per intake and per case."""
    for story in stories:
        yield _intake(story.intake)
        if story.case is not None:
            yield _case(story.case)


def _intake(fact: IntakeFact) -> Entry:
    narrow = {f"team:{fact.team.id}"}
    if not fact.restriction:
        narrow.add(f"user:{fact.receiver.id}")
    if fact.receiver_team is not None and not fact.restriction:
        narrow.add(f"team:{fact.receiver_team.id}")
    return Entry(
        Ref("intake", fact.id),
        texts=(
            fact.situation, fact.household.place, fact.noticed_by, *spellings_of_number(fact.id),
        ),
        narrow=sorted(narrow),
        at=fact.at,
        titles=_as_typed((fact.subject, fact.subject_kana)),
    )  # fmt: skip


def _case(case: CaseFact) -> Entry:
    household = case.household
    narrow = {f"team:{case.team.id}"}
    for handoff in case.handoffs:
        ended = handoff.consent is not None and handoff.consent.withdrawn_at is not None
        if takes_part(handoff) and not ended and handoff.to_team is not None:
            narrow.add(f"team:{handoff.to_team.id}")
    words = [w for m in household.members for w in (m.name, m.nickname, m.kana) if w]
    heard = [intake.situation for intake in case.intakes]
    return Entry(
        Ref("case", case.id),
        texts=(case.number, household.place, case.summary, *_words_of(tags_of(case)), *heard),
        narrow=sorted(narrow),
        at=case.opened_at,
        titles=_as_typed((household.label, household.kana, *words)),
    )


def _words_of(tags: Iterable[str]) -> Iterator[str]:
    """Yield what a tag is called, in every spelling."""
    known = {code.pk: code for code in codes.all_of("KADAI_T")}
    for tag in tags:
        yield from (str(known[tag]), known[tag].label, *known[tag].synonyms)


def _as_typed(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as written and without the space after the family name, as the services do."""
    return tuple(form for name in names for form in dict.fromkeys((name, "".join(name.split()))))
