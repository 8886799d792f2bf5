"""Two people at the same moment, in real threads: one is first, nothing is there twice."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.cast import build_cast
from wagamachi.casework.enums import HandoffKind, HandoffState, IntakeState
from wagamachi.casework.models import Case, Evaluation, Handoff, Intake, Participation
from wagamachi.casework.services import (
    accept_handoff,
    claim_intake,
    close_case,
    decline_handoff,
    evaluate_case,
    receive_intake,
    record_on_case,
    send_handoff,
    withdraw_handoff,
)
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.core.ids import uuid7
from wagamachi.records.models import ActivityRecord

from .scenes import EVALUATED, HEARD, REACHED, TOO_FULL, Scene, moves

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(transactional_db: None, frozen: datetime) -> Scene:
    return Scene(build_cast(), frozen)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do everything at the same moment; return what each gave back, or the error it met."""
    found: list[Any] = [None] * len(acts)
    start = Barrier(len(acts), timeout=20)

    def run(n: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            found[n] = act()
        except Exception as error:
            found[n] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def winner_and_loser(found: Sequence[Any]) -> tuple[Any, Exception]:
    lost = [one for one in found if isinstance(one, Exception)]
    won = [one for one in found if not isinstance(one, Exception)]
    assert (len(won), len(lost)) == (1, 1), found
    return won[0], lost[0]


def test_of_two_who_claim_at_once_one_has_it_and_the_other_hears_who(scene: Scene) -> None:
    intake = scene.intake()
    actors = [scene.actor("csw"), scene.actor("colleague")]
    seen = [Intake.objects.get(pk=intake.pk) for _ in actors]

    def claim(n: int) -> Case:
        return claim_intake(
            actor=actors[n], at=scene.at, intake=seen[n], next_action="電話する",
            next_action_on=scene.today,
        )  # fmt: skip

    case, error = winner_and_loser(at_once(lambda: claim(0), lambda: claim(1)))
    assert isinstance(error, Conflict)
    assert error.message.startswith(f"{case.holder_user.name}さんが先に「引き受ける」をしました。")
    assert list(Case.objects.all()) == [case]
    intake.refresh_from_db()
    assert (intake.state, intake.case) == (IntakeState.TAKEN, case)
    assert moves(intake) == [("claim", "waiting", "taken")]


def test_worries_claimed_at_once_each_get_a_number_of_their_own(scene: Scene) -> None:
    intakes = [scene.intake() for _ in range(6)]
    csw = scene.actor("csw")
    found = at_once(
        *(
            lambda intake=intake: claim_intake(  # type: ignore[misc]
                actor=csw,
                at=scene.at,
                intake=intake,
                next_action="電話",
                next_action_on=scene.today,
            )
            for intake in intakes
        )
    )
    assert sorted(case.number for case in found) == [f"2026-{n:04}" for n in range(1, 7)]


def test_a_double_click_makes_one_of_everything(scene: Scene) -> None:
    case, csw = scene.case(), scene.actor("csw")
    clicks: dict[type[Any], Callable[..., Any]] = {
        Intake: partial(receive_intake, draft=HEARD),
        Handoff: partial(send_handoff, case=case, draft=scene.asks()),
        Evaluation: partial(evaluate_case, case=case, draft=EVALUATED),
    }
    for model, service in clicks.items():
        click = partial(service, actor=csw, at=scene.at, id=uuid7())
        first, second = at_once(click, click)
        assert (first, second) == (second, first)
        assert model._default_manager.count() == 1


def test_a_double_clicked_record_is_written_once(scene: Scene) -> None:
    case, csw, token = scene.case(state="active"), scene.actor("csw"), uuid7()

    def write() -> ActivityRecord:
        return record_on_case(
            actor=csw, at=scene.at, case=Case.objects.get(pk=case.pk), draft=scene.record(),
            next_action=None, id=token,
        )  # fmt: skip

    first, second = at_once(write, write)
    assert first == second
    assert ActivityRecord.objects.count() == 1


def test_the_same_team_asked_by_two_at_once_is_asked_once(scene: Scene) -> None:
    case = scene.case()
    actors = [scene.actor("csw"), scene.actor("colleague")]
    found = at_once(
        lambda: send_handoff(actor=actors[0], at=scene.at, case=case, draft=scene.asks()),
        lambda: send_handoff(actor=actors[1], at=scene.at, case=case, draft=scene.asks()),
    )
    handoff, error = winner_and_loser(found)
    assert isinstance(error, Conflict)
    assert "もうつないでいます" in error.message
    assert list(Handoff.objects.all()) == [handoff]


def test_accepted_and_declined_at_once_it_is_one_of_the_two(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    seen = [Handoff.objects.get(pk=handoff.pk) for _ in range(2)]
    agency = scene.actor("agency")
    found = at_once(
        lambda: accept_handoff(actor=agency, at=scene.at, handoff=seen[0]),
        lambda: decline_handoff(
            actor=agency, at=scene.at, handoff=seen[1], decline_reason_id=TOO_FULL, answer="満員"
        ),
    )
    _, error = winner_and_loser(found)
    assert isinstance(error, Conflict)
    handoff.refresh_from_db()
    doors = {HandoffState.ACCEPTED: 1, HandoffState.DECLINED: 0}
    assert (
        Participation.objects.filter(handoff=handoff).count() == doors[HandoffState(handoff.state)]
    )


def test_closed_by_two_at_once_it_is_closed_once(scene: Scene) -> None:
    case = scene.case()
    scene.evaluated(case)
    seen = [Case.objects.get(pk=case.pk) for _ in range(2)]
    actors = [scene.actor("csw"), scene.actor("colleague")]
    found = at_once(
        lambda: close_case(actor=actors[0], at=scene.at, case=seen[0], close_reason_id=REACHED),
        lambda: close_case(actor=actors[1], at=scene.at, case=seen[1], close_reason_id=REACHED),
    )
    closed, error = winner_and_loser(found)
    assert isinstance(error, Conflict)
    assert moves(closed) == [("close", "opened", "closed")]


def climbing(scene: Scene, case: Case) -> Handoff:
    asked = scene.asks(
        kind=HandoffKind.ESCALATE, team=scene.cast.town.core_team, tried="三度訪ねた"
    )
    sent = send_handoff(actor=scene.actor("csw"), at=scene.at, case=case, draft=asked)
    return scene.approved(sent)


def test_a_climb_accepted_and_taken_back_at_once_leaves_one_holder(scene: Scene) -> None:
    case = scene.case()
    handoff = climbing(scene, case)
    seen = [Handoff.objects.get(pk=handoff.pk) for _ in range(2)]
    core, csw = scene.actor("core"), scene.actor("csw")
    _, error = winner_and_loser(
        at_once(
            lambda: accept_handoff(actor=core, at=scene.at, handoff=seen[0]),
            lambda: withdraw_handoff(actor=csw, at=scene.at, handoff=seen[1], reason="まちがい"),
        )
    )
    assert isinstance(error, DomainError)
    handoff.refresh_from_db()
    case.refresh_from_db()
    climbed = handoff.state == HandoffState.ACCEPTED
    town = scene.cast.town
    assert case.holder_team == (town.core_team if climbed else town.east_team)
    assert (case.companion_team == town.east_team) == climbed


def test_a_case_is_not_closed_while_somebody_accepts_it(scene: Scene) -> None:
    case = scene.case()
    scene.evaluated(case)
    handoff = climbing(scene, case)
    core, csw = scene.actor("core"), scene.actor("csw")
    seen = Handoff.objects.get(pk=handoff.pk)
    screen = Case.objects.get(pk=case.pk)
    found = at_once(
        lambda: accept_handoff(actor=core, at=scene.at, handoff=seen),
        lambda: close_case(actor=csw, at=scene.at, case=screen, close_reason_id=REACHED),
    )
    accepted, error = winner_and_loser(found)
    assert isinstance(accepted, Handoff)
    assert isinstance(error, DomainError)
    case.refresh_from_db()
    assert (case.state, case.holder_team) == ("opened", scene.cast.town.core_team)


def test_two_ways_for_the_holder_to_change_at_once_are_one(scene: Scene) -> None:
    case = scene.case()
    asked = scene.asks(kind=HandoffKind.TRANSFER, team=scene.cast.town.west_team)
    found = at_once(
        lambda: climbing(scene, Case.objects.get(pk=case.pk)),
        lambda: send_handoff(
            actor=scene.actor("colleague"), at=scene.at, case=Case.objects.get(pk=case.pk),
            draft=asked,
        ),
    )  # fmt: skip
    _, error = winner_and_loser(found)
    assert isinstance(error, Conflict)
    assert "担当を移す話が、もう進んでいます" in error.message
    assert Handoff.objects.count() == 1
