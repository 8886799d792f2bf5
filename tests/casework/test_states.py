"""Every state × every action of the three machines: what is legal happens, all else changes nothing."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction

from wagamachi.access.models import AuditEvent, StateTransition
from wagamachi.access.transitions import apply
from wagamachi.casework.docs import states_markdown
from wagamachi.casework.enums import ApprovalState, CaseState, HandoffState, IntakeState
from wagamachi.casework.states import APPROVAL, CASE, HANDOFF, INTAKE, MACHINES
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.states import IllegalMove, Machine

from .scenes import CONNECTED, REACHED, TOO_FULL, Scene, moves, told

EVERY = [
    pytest.param(
        machine, state.value, move.action, id=f"{machine.kind}-{state.value}-{move.action}"
    )
    for machine in MACHINES
    for state in machine.states
    for move in machine.moves
]
ACTIONS = [
    pytest.param(machine, move.action, id=f"{machine.kind}-{move.action}")
    for machine in MACHINES
    for move in machine.moves
]


def row_in(scene: Scene, machine: Machine, state: str) -> Any:
    """Return a row of 東 in a state, as the database lets it be there."""
    makers = {
        INTAKE.kind: intake_in, CASE.kind: case_in, HANDOFF.kind: handoff_in,
        APPROVAL.kind: approval_in,
    }  # fmt: skip
    return makers[machine.kind](scene, state)


def intake_in(scene: Scene, state: str) -> models.Model:
    return scene.intake(state=state, **before(scene, INTAKE, state))


def case_in(scene: Scene, state: str) -> models.Model:
    beside: dict[str, Callable[[], dict[str, Any]]] = {
        CaseState.STANDING_BY: lambda: {"contact_every_days": 30},
        CaseState.MERGED: lambda: {"merged_into": scene.case()},
    }
    columns = beside.get(state, dict)()
    case = scene.closed() if state == CaseState.CLOSED else scene.case(state=state, **columns)
    return type(case).objects.get(pk=case.pk)


def handoff_in(scene: Scene, state: str) -> models.Model:
    handoff = scene.handoff(scene.case())
    columns = before(scene, HANDOFF, state) | {"state": state}
    type(handoff).objects.filter(pk=handoff.pk).update(**columns)
    handoff.refresh_from_db()
    return handoff


def approval_in(scene: Scene, state: str) -> models.Model:
    handoff = scene.handoff(scene.case())
    approval = handoff.approvals.get()
    type(approval).objects.filter(pk=approval.pk).update(state=state)
    approval.refresh_from_db()
    return approval


def before(scene: Scene, machine: Machine, state: str) -> dict[str, Any]:
    """Return what the database wants beside a state."""
    beside: dict[tuple[str, str], Callable[[], dict[str, Any]]] = {
        (INTAKE.kind, IntakeState.TAKEN): lambda: {"case": scene.case()},
        (INTAKE.kind, IntakeState.ANSWERED): lambda: {
            "answer": "窓口を案内した",
            "answered_at": scene.at,
        },
        (HANDOFF.kind, HandoffState.DECLINED): lambda: {"decline_reason_id": TOO_FULL},
        (HANDOFF.kind, HandoffState.FINISHED): lambda: {"result_id": CONNECTED},
    }
    return beside.get((machine.kind, state), dict)()


def along(scene: Scene, machine: Machine, action: str, row: Any) -> dict[str, Any]:
    """Return what must change together with a move."""
    if machine is CASE and action == "close":
        evaluation = scene.evaluated(row)
        return {
            "closed_at": scene.at,
            "close_reason_id": REACHED,
            "closing_evaluation": evaluation,
        }
    if machine is CASE and action == "stand_by":
        return {"contact_every_days": 30}
    if machine is CASE and action in ("merge", "part", "part_opened"):
        return {"merged_into": scene.case() if action == "merge" else None}
    if machine is CASE and action == "part_standing_by":
        return {"merged_into": None, "contact_every_days": 30}
    if machine is CASE and action == "reopen":
        return {"closed_at": None, "close_reason": None, "closing_evaluation": None}
    return before(scene, machine, machine.move(action).target)


def right_person(machine: Machine, action: str) -> str:
    if machine is APPROVAL or action in ("release", "release_outside", "turn_down"):
        return "manager"
    theirs = ("receive", "weigh", "accept", "decline", "finish")
    return "agency" if machine is HANDOFF and action in theirs else "csw"


@pytest.mark.parametrize(("machine", "state", "action"), EVERY)
def test_every_state_and_every_action(
    scene: Scene, machine: Machine, state: str, action: str
) -> None:
    row = row_in(scene, machine, state)
    move = machine.move(action)
    actor = scene.actor(right_person(machine, action))
    said = {"actor": actor, "at": scene.at, "reason": "住所を確かめた"}
    if state in move.sources:
        changes = along(scene, machine, action, row)
        version, said_before = row.version, told(row)
        apply(machine, row, action, **said, **changes)
        assert (row.state, row.version) == (move.target, version + 1)
        assert moves(row)[-1] == (action, state, move.target)
        assert told(row)[len(said_before) :] == [("moved", actor.name)]
        last = StateTransition.objects.order_by("-seq")[0]
        assert (last.user_id, last.at, last.reason) == (actor.user_id, scene.at, "住所を確かめた")
    else:
        if state == HandoffState.UNAPPROVED and actor.name == "桜":
            refused: Any = pytest.raises(NotAllowed)  # the receiver does not know of it yet
        else:
            refused = pytest.raises(IllegalMove, match=re.escape(machine.states(state).label))
        with unchanged(row, denials=state == HandoffState.UNAPPROVED), refused:
            apply(machine, row, action, **said)


@pytest.mark.parametrize(("machine", "action"), ACTIONS)
def test_a_reason_is_asked_where_the_table_says_so(
    scene: Scene, machine: Machine, action: str
) -> None:
    move = machine.move(action)
    row = row_in(scene, machine, sorted(move.sources)[0])
    actor = scene.actor(right_person(machine, action))
    changes = along(scene, machine, action, row)
    if move.reason_required:
        with unchanged(row), pytest.raises(DomainError) as refused:
            apply(machine, row, action, actor=actor, at=scene.at, reason=" 　", **changes)
        assert refused.value.field == "reason"
    else:
        apply(machine, row, action, actor=actor, at=scene.at, **changes)
        assert row.state == move.target


HOLDERS = {"csw", "colleague", "lead"}
LEADS = {"lead", "core", "manager"}  # of the 社協, which tells
MAY: dict[tuple[str, str], set[str]] = {
    ("intake", "claim"): HOLDERS,
    ("intake", "weigh"): HOLDERS,
    ("intake", "pass_on"): HOLDERS,
    ("intake", "answer"): HOLDERS,
    ("intake", "reopen"): HOLDERS,
    ("case", "start"): HOLDERS,
    ("case", "stand_by"): HOLDERS,
    ("case", "resume"): HOLDERS,
    ("case", "merge"): HOLDERS,
    ("case", "part"): HOLDERS,
    ("case", "part_opened"): HOLDERS,
    ("case", "part_standing_by"): HOLDERS,
    ("case", "close"): HOLDERS,
    ("case", "reopen"): HOLDERS,
    ("handoff", "release"): LEADS,
    ("handoff", "release_outside"): LEADS,
    ("handoff", "turn_down"): LEADS,
    ("approval", "approve"): LEADS,
    ("approval", "refuse"): LEADS,
    ("approval", "lapse"): LEADS,
    ("handoff", "receive"): {"agency"},
    ("handoff", "weigh"): {"agency"},
    ("handoff", "explain"): HOLDERS,
    ("handoff", "heard_yes"): HOLDERS,
    ("handoff", "heard_no"): HOLDERS,
    ("handoff", "accept"): {"agency"},
    ("handoff", "decline"): {"agency"},
    ("handoff", "withdraw"): HOLDERS,
    ("handoff", "finish"): HOLDERS | {"agency"},
}


@pytest.mark.parametrize(("machine", "action"), ACTIONS)
def test_who_may_make_a_move(scene: Scene, machine: Machine, action: str) -> None:
    row = row_in(scene, machine, sorted(machine.move(action).sources)[0])
    changes = along(scene, machine, action, row)
    did = set()
    for name, user in scene.cast.everybody():
        row.refresh_from_db()
        with transaction.atomic():
            try:
                apply(
                    machine, row, action, actor=scene.actor(name), at=scene.at, reason="念のため",
                    **changes,
                )  # fmt: skip
                did.add(name)
            except NotAllowed:
                row.refresh_from_db()
                assert row.state in machine.move(action).sources
                assert told(row)[-1] == ("denied", user.name)
            transaction.set_rollback(True)
    assert did == MAY[machine.kind, action]


def test_of_two_who_act_on_the_same_row_the_second_hears_who_was_first(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    seen_earlier = type(handoff).objects.get(pk=handoff.pk)
    apply(HANDOFF, handoff, "accept", actor=scene.actor("agency"), at=scene.at)
    with unchanged(seen_earlier), pytest.raises(Conflict, match="桜さんが先に「引き受ける」"):
        apply(
            HANDOFF, seen_earlier, "decline", actor=scene.actor("agency"), at=scene.at,
            reason="満員", decline_reason_id=TOO_FULL,
        )  # fmt: skip


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.kind)
def test_every_state_has_words_for_the_office_and_for_others(machine: Machine) -> None:
    assert set(machine.public) == set(machine.states.values)
    assert all(machine.public.values())
    assert all(state.label for state in machine.states)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.kind)
def test_every_state_is_reached_and_known(machine: Machine) -> None:
    first = {IntakeState.WAITING, CaseState.OPENED, HandoffState.SENT, HandoffState.ARRANGING,
             HandoffState.UNAPPROVED, ApprovalState.WAITING}  # fmt: skip
    reached = {move.target for move in machine.moves} | (first & set(machine.states))
    assert reached == set(machine.states.values)
    assert {source for move in machine.moves for source in move.sources} <= reached


def test_nothing_open_is_a_dead_end() -> None:
    ends = {
        machine.kind: {state.value for state in machine.states if not machine.available(state)}
        for machine in MACHINES
    }
    assert ends == {
        "intake": {"taken"},
        "case": set(),
        "handoff": {"declined", "withdrawn", "finished"},
        "approval": {"approved", "refused", "lapsed"},
    }


def test_the_page_about_states_is_made_from_the_tables() -> None:
    page = Path(__file__).parents[2] / "docs" / "states.md"
    assert page.read_text(encoding="utf-8") == states_markdown(), "manage.py states_doc を実行"


@contextmanager
def unchanged(row: Any, denials: bool = False) -> Iterator[None]:
    """Check that the row, its moves and the audit log are afterwards what they were before."""
    rows = type(row).objects.filter(pk=row.pk)
    events = AuditEvent.objects.exclude(kind="denied") if denials else AuditEvent.objects.all()
    was = (rows.values().get(), moves(row), events.count())
    yield
    assert (rows.values().get(), moves(row), events.all().count()) == was
