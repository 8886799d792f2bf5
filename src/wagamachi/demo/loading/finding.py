"""What of a loaded story can be found by words: the same documents the services keep."""

from collections.abc import Iterable, Iterator

from wagamachi.core.refs import Ref
from wagamachi.core.search import Entry

from ..story import CaseFact, IntakeFact, Story
from .stories import takes_part


def entries(stories: Iterable[Story]) -> Iterator[Entry]:
    """Yield one document per intake and per case."""
    for story in stories:
        yield _intake(story.intake)
        if story.case is not None:
            yield _case(story.case)


def _intake(fact: IntakeFact) -> Entry:
    narrow = {f"team:{fact.team.id}", f"user:{fact.receiver.id}"}
    if fact.receiver_team is not None:
        narrow.add(f"team:{fact.receiver_team.id}")
    return Entry(
        Ref("intake", fact.id),
        texts=(fact.situation, fact.household.place, fact.noticed_by),
        narrow=sorted(narrow),
        at=fact.at,
        titles=(fact.subject, fact.subject_kana),
    )


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
        texts=(case.number, household.place, case.summary, *heard),
        narrow=sorted(narrow),
        at=case.opened_at,
        titles=(household.label, household.kana, *words),
    )
