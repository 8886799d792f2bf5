"""委員の仕事: written, asked of somebody, taken or given back, and never with nobody."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import make_organization, make_post, make_team, make_user
from wagamachi.access.models import StateTransition
from wagamachi.access.roles import Role
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.states import IllegalMove
from wagamachi.notices.models import Notice
from wagamachi.organizations.models import Team
from wagamachi.workforce.enums import TaskState
from wagamachi.workforce.models import CommissionerTask, TaskOffer
from wagamachi.workforce.queries.tasks import (
    possible_helpers,
    possible_people,
    possible_teams,
    resident_kinds,
)
from wagamachi.workforce.services import (
    change_task,
    complete_task,
    enter_task,
    finish_task,
    give_back_task,
    offer_task,
    recall_task,
    stop_task,
    take_task,
)
from wagamachi.workforce.states import TASK

from .stage import Stage

REASON: dict[str, Any] = {"reason": "時間がない"}


def act(stage: Stage, action: str, task: CommissionerTask, who: str = "") -> None:
    """Do one action the usual way; ``who`` instead of the usual person."""
    asker, asked = who or "minsei", who or "agency"
    about: dict[str, Any] = {"at": stage.at, "task": task}
    if action == "offer":
        team = stage.cast.town.houkatsu_team
        offer_task(actor=stage.actor(asker), team=team, **about)
    elif action == "take":
        take_task(actor=stage.actor(asked), **about)
    elif action == "give_back":
        give_back_task(actor=stage.actor(asked), **about, **REASON)
    elif action == "complete":
        complete_task(actor=stage.actor(asked), **about)
    elif action == "recall":
        recall_task(actor=stage.actor(asker), **about, **REASON)
    elif action == "finish":
        finish_task(actor=stage.actor(asker), **about)
    else:
        stop_task(actor=stage.actor(asker), **about, **REASON)


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind).order_by("user__username")
    return list(rows.values_list("user__username", flat=True))


@pytest.mark.parametrize("action", [move.action for move in TASK.moves])
@pytest.mark.parametrize("state", TaskState.values)
def test_every_action_in_every_state(stage: Stage, state: str, action: str) -> None:
    task = stage.in_every_state()[state]()
    assert task.state == state
    move = TASK.move(action)
    if state in move.sources:
        act(stage, action, task)
        assert CommissionerTask.objects.get(pk=task.pk).state == move.target
    else:
        offers = TaskOffer.objects.count()
        with pytest.raises((IllegalMove, NotAllowed)):
            act(stage, action, task)
        assert CommissionerTask.objects.get(pk=task.pk).state == state
        assert TaskOffer.objects.count() == offers


def test_until_somebody_takes_it_it_lies_with_the_commissioner(stage: Stage) -> None:
    holders = {name: make().holder for name, make in stage.in_every_state().items()}
    assert holders.pop("taken") == f"{stage.cast.town.houkatsu.name} 窓口"
    assert set(holders.values()) == {"柳"}


@pytest.mark.parametrize(
    ("make", "action", "who"),
    [
        ("mine", "offer", "agency"), ("mine", "offer", "resident"), ("mine", "finish", "csw"),
        ("mine", "stop", "auditor"), ("offered", "take", "minsei"), ("offered", "take", "nursery"),
        ("offered", "take", "core"), ("offered", "give_back", "manager"),
        ("offered", "recall", "agency"), ("taken", "complete", "minsei"),
        ("taken", "recall", "resident"),
    ],
)  # fmt: skip
def test_who_may_not(stage: Stage, make: str, action: str, who: str) -> None:
    task = stage.in_every_state()[make]()
    with pytest.raises(NotAllowed):
        act(stage, action, task, who)
    assert CommissionerTask.objects.get(pk=task.pk).state == make


@pytest.mark.parametrize("who", ["core", "lead", "manager"])
def test_the_office_arranges_in_the_commissioners_stead(stage: Stage, who: str) -> None:
    task = stage.task(who)
    assert (task.commissioner, told("task_entered")) == (stage.cast.minsei, ["minsei"])
    act(stage, "offer", task, who)
    assert (task.state, told("task_offered")) == ("offered", ["agency"])


@pytest.mark.parametrize("who", ["csw", "agency", "resident", "auditor", "admin", "stranger"])
def test_others_write_nothing_down(stage: Stage, who: str) -> None:
    with pytest.raises(NotAllowed):
        stage.task(who)
    assert CommissionerTask.objects.count() == 0


def test_a_commissioner_writes_for_nobody_else(stage: Stage) -> None:
    other = stage.commissioner("柊")
    with pytest.raises(NotAllowed) as refused:
        stage.task(post=stage.post(other))
    assert refused.value.field == "post"


@pytest.mark.parametrize(
    ("said", "field"),
    [({"title": " "}, "title"), ({"minutes_per_month": 10_001}, "minutes_per_month"),
     ({"minutes_per_month": -1}, "minutes_per_month"), ({"asked_on": None}, "asked_on")],
)  # fmt: skip
def test_what_cannot_be_is_not_written(stage: Stage, said: dict[str, Any], field: str) -> None:
    if field == "asked_on":
        said = {"asked_on": stage.day(1)}
    with pytest.raises(DomainError) as refused:
        stage.task(**said)
    assert (refused.value.field, CommissionerTask.objects.count()) == (field, 0)


def test_saving_twice_makes_one(stage: Stage) -> None:
    pk = uuid7()
    about: dict[str, Any] = {"actor": stage.actor("minsei"), "at": stage.at, "draft": stage.draft()}
    assert enter_task(id=pk, **about) == enter_task(id=pk, **about)
    assert CommissionerTask.objects.count() == 1


@pytest.mark.parametrize(
    ("action", "make"),
    [("give_back", "offered"), ("recall", "taken"), ("stop", "mine")],
)
def test_a_reason_is_asked_for(stage: Stage, action: str, make: str) -> None:
    task = stage.in_every_state()[make]()
    does = {"give_back": give_back_task, "recall": recall_task, "stop": stop_task}[action]
    who = stage.actor("agency" if action == "give_back" else "minsei")
    for reason in (" ", "長" * 201):
        with pytest.raises(DomainError) as refused:
            does(actor=who, at=stage.at, task=task, reason=reason)
        assert refused.value.field == "reason"
    assert CommissionerTask.objects.get(pk=task.pk).state == make


def test_both_sides_hear_what_became_of_it(stage: Stage) -> None:
    task = stage.offered()
    assert (told("task_offered"), told("task_taken")) == (["agency"], [])
    act(stage, "take", task)
    assert told("task_taken") == ["minsei"]
    act(stage, "give_back", task)
    assert told("task_given_back") == ["minsei"]
    act(stage, "offer", task)
    act(stage, "recall", task)
    assert told("task_recalled") == ["agency"]
    act(stage, "offer", task)
    act(stage, "take", task)
    act(stage, "complete", task)
    assert told("task_done") == ["minsei"]
    ends = list(TaskOffer.objects.values_list("ended_as", "reason"))
    assert ends == [("given_back", "時間がない"), ("recalled", "時間がない"), ("done", "")]
    steps = StateTransition.objects.filter(target_id=task.pk).order_by("seq")
    assert list(steps.values_list("action", flat=True)) == [
        "offer", "take", "give_back", "offer", "recall", "offer", "take", "complete"
    ]  # fmt: skip


def test_exactly_one_is_asked(stage: Stage) -> None:
    task, town = stage.task(), stage.cast.town
    both: dict[str, Any] = {"team": town.houkatsu_team, "user": stage.cast.resident}
    for to in ({}, both):
        with pytest.raises(DomainError):
            offer_task(actor=stage.actor("minsei"), at=stage.at, task=task, **to)
    assert (task.state, TaskOffer.objects.count()) == ("mine", 0)


def test_whom_one_can_ask(stage: Stage) -> None:
    stage.commissioner("柊")
    west = make_team(make_organization("西地区民児協", "TSUNAGISAKI-39"), "西地区")
    stage.commissioner("榎", west)
    empty = make_team(make_organization("だれもいない窓口"))
    task, on = stage.task(), stage.today
    assert {user.name for user in possible_people(task, on)} == {"柊", "梅"}
    assert {user.name for user in possible_helpers(task, on)} == {"梅"}
    teams = set(possible_teams(task, on))
    assert stage.cast.town.houkatsu_team in teams
    assert teams & {empty, west, stage.cast.town.minsei_team} == set()
    for to in ({"team": empty}, {"user": stage.cast.csw}, {"user": stage.cast.minsei}):
        with pytest.raises(DomainError):
            offer_task(actor=stage.actor("minsei"), at=stage.at, task=task, **to)


def volunteers(name: str = "ボランティアの会") -> Team:
    """Return a residents' organisation at whose window somebody answers."""
    team = make_team(make_organization(name, "TSUNAGISAKI-47"))
    make_post(make_user(name), Role.AGENCY_DESK, team)
    return team


def test_what_is_the_states_is_not_put_on_residents(stage: Stage) -> None:
    """公的責任の仕事 is asked of organisations only, never of residents or their groups."""
    residents = volunteers()
    task, actor = stage.task(bearer="public"), stage.actor("minsei")
    for to in ({"user": stage.cast.resident}, {"team": residents}):
        with pytest.raises(DomainError, match="公的責任"):
            offer_task(actor=actor, at=stage.at, task=task, **to)
    offer_task(actor=actor, at=stage.at, task=task, team=stage.cast.town.east_team)
    assert task.state == "offered"
    shared = stage.task(bearer="shared")
    offer_task(actor=actor, at=stage.at, task=shared, team=residents)
    assert shared.state == "offered"
    assert "TSUNAGISAKI-25" not in resident_kinds()


def test_a_task_asked_of_a_resident_cannot_become_the_states(stage: Stage) -> None:
    task = stage.offered(user=stage.cast.resident)
    with pytest.raises(DomainError, match="手もと"):
        change_task(
            actor=stage.actor("minsei"), at=stage.at, task=task, version=task.version,
            draft=stage.draft(bearer="public"),
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionerTask.objects.filter(pk=task.pk).update(bearer="public")


def test_the_database_knows_no_task_with_nobody(stage: Stage) -> None:
    task = stage.taken()
    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionerTask.objects.filter(pk=task.pk).update(to_team=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionerTask.objects.filter(pk=task.pk).update(state="mine")
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskOffer.objects.create(task=task, offered_by=stage.cast.minsei, offered_at=stage.at)


def test_changing_what_was_written(stage: Stage) -> None:
    task, other = stage.task(), stage.commissioner("柊")
    draft = stage.draft(title="配りもの", minutes_per_month=30)
    change_task(actor=stage.actor("minsei"), at=stage.at, task=task, version=1, draft=draft)
    assert (task.title, task.minutes_per_month, told("task_entered")) == ("配りもの", 30, [])
    draft = stage.draft(post=stage.post(other))
    with pytest.raises(NotAllowed):
        change_task(actor=stage.actor("minsei"), at=stage.at, task=task, version=2, draft=draft)
    change_task(actor=stage.actor("core"), at=stage.at, task=task, version=2, draft=draft)
    assert (task.commissioner, told("task_entered")) == (other, ["柊"])
    with pytest.raises(NotAllowed):
        change_task(
            actor=stage.actor("minsei"), at=stage.at, task=task, version=3, draft=stage.draft()
        )


def test_a_named_helper_takes_it(stage: Stage) -> None:
    task = stage.offered(user=stage.cast.resident)
    assert told("task_offered") == ["resident"]
    take_task(actor=stage.actor("resident"), at=stage.at, task=task)
    assert (task.state, task.holder) == ("taken", "梅")
