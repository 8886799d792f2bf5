"""Two years of stories keep the promises a real office keeps."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import pairwise

from wagamachi.demo.city import found_city
from wagamachi.demo.days import day_of
from wagamachi.demo.history import start_of_history
from wagamachi.demo.story import CaseFact, Move, RecordFact, Story
from wagamachi.demo.telling import digest, tell

from .test_geography import UNTIL, city


@cache
def told() -> tuple[list[Story], list[RecordFact]]:
    return tell(city())


def stories() -> list[Story]:
    return told()[0]


def cases() -> Sequence[CaseFact]:
    return [story.case for story in stories() if story.case is not None]


def test_the_same_seed_tells_the_same_stories() -> None:
    first = start_of_history(UNTIL)
    one, same = (list(found_city(until=UNTIL).historian().tell(first, 60)) for _ in range(2))
    other = list(replace(found_city(until=UNTIL), seed=7).historian().tell(first, 60))
    assert digest(one) == digest(same)
    assert digest(one) != digest(other)


def test_two_years_have_the_size_of_a_ward() -> None:
    open_cases = [c for c in cases() if c.state != "closed"]
    records = sum(len(c.records) for c in cases()) + len(told()[1])
    assert 3400 < len(stories()) < 3900
    assert 800 < len(open_cases) < 1000
    assert 32_000 < records < 40_000


def test_the_inbox_has_something_for_the_first_morning() -> None:
    waiting = [s.intake for s in stories() if s.intake.state == "waiting"]
    today = day_of(UNTIL)
    assert len(waiting) >= 12
    assert any(i.next_action_on < today for i in waiting)
    assert any(i.urgency for i in waiting)
    due = Counter(
        (c.next_action_on > today) - (c.next_action_on < today)
        for c in cases()
        if c.state != "closed" and c.next_action_on
    )
    assert min(due[-1], due[0], due[1]) > 20  # overdue, today, ahead


def test_nothing_lies_in_the_future_or_before_its_cause() -> None:
    for story in stories():
        assert story.intake.at < UNTIL
        assert all(story.intake.at <= m.at < UNTIL for m in story.moves)
        if story.case is None:
            continue
        case = story.case
        assert all(case.opened_at <= m.at < UNTIL for m in case.moves)
        assert all(case.opened_at < r.at < UNTIL for r in case.records)
        assert all(h.sent_at > case.opened_at for h in case.handoffs)
        if case.closed_at:
            assert case.closed_at >= max(r.at for r in case.records)


def test_closed_cases_were_evaluated_and_nothing_waits_on_them() -> None:
    closed = [c for c in cases() if c.state == "closed"]
    assert len(closed) > 1000
    for case in closed:
        assert case.closing is not None
        assert case.closing in case.evaluations
        assert case.opened_at < case.closing.at <= (case.closed_at or UNTIL)
        assert case.close_reason
        assert not [h for h in case.handoffs if h.state in ("sent", "arranging")]


def test_open_cases_have_a_team_and_a_next_action() -> None:
    for case in cases():
        assert case.team.is_base or case.team.is_fallback
        if case.state != "closed":
            assert case.next_action_on is not None
            assert case.next_action


def test_most_handoffs_are_taken_up_and_declined_ones_say_why() -> None:
    handoffs = [h for c in cases() for h in c.handoffs if h.to_team is not None]
    answered = [h for h in handoffs if h.answered_at]
    declined = [h for h in answered if h.state == "declined"]
    share = 1 - len(declined) / len(answered)
    assert 0.72 < share < 0.9
    assert all(h.decline_reason and h.answer for h in declined)
    late = [h for h in handoffs if h.state == "sent" and h.due_on < day_of(UNTIL)]
    assert late


def test_handoffs_rest_on_a_consent_that_names_the_receiver_or_on_the_law() -> None:
    for case in cases():
        for handoff in case.handoffs:
            assert handoff.legal_basis
            if handoff.consent is not None and handoff.to_team is not None:
                assert handoff.to_team.organization.id in handoff.consent.recipients


def test_each_state_follows_from_the_one_before() -> None:
    for story in stories():
        for moves in _by_target(story).values():
            for one, then in pairwise(moves):
                assert one.to == then.source


def test_records_come_in_quarter_hours_and_shares_add_up() -> None:
    for record in [r for c in cases() for r in c.records] + told()[1]:
        assert record.minutes % 15 == 0
        assert sum(record.shares) == 100


def test_texts_are_not_copies_of_one_another() -> None:
    heard = [story.intake.situation for story in stories()]
    assert len(set(heard)) > 0.99 * len(heard)


def test_worries_follow_the_seasons() -> None:
    august = [s.intake for s in stories() if (s.intake.at + timedelta(hours=9)).month == 8]
    hot = [i for i in august if "暑" in i.situation]
    winter = [s.intake for s in stories() if (s.intake.at + timedelta(hours=9)).month == 1]
    assert len(hot) > 10
    assert not [i for i in winter if "猛暑" in i.situation]


def test_some_households_are_large_and_some_people_have_no_name() -> None:
    sizes = Counter(len(c.household.members) for c in cases())
    assert sizes[4] + sizes[5] > 100
    assert [c for c in cases() if not c.household.members[0].name]


def _by_target(story: Story) -> dict[object, list[Move]]:
    moves = [*story.moves, *(story.case.moves if story.case else [])]
    found: dict[object, list[Move]] = {}
    for move in sorted(moves, key=lambda m: m.at):
        found.setdefault(move.target, []).append(move)
    return found
