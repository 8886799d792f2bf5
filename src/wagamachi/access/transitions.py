"""The only code that executes a move of a state machine (``core.states``)."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F

from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.core.states import Machine
from wagamachi.core.text import says_something

from . import audit, policy
from .actor import Actor, system
from .models import StateTransition
from .perms import Perm


def apply(
    machine: Machine,
    obj: Any,
    action: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    **changes: Any,
) -> None:
    """Move ``obj`` by ``action`` and set ``changes`` with it, all or nothing.

    Compare-and-set: of two people who act at once one wins, and the other gets a Conflict that
    says who was first. Raises IllegalMove, NotAllowed, Conflict, or DomainError for a missing
    reason. ``obj``, a row with the columns ``state`` and ``version``, is refreshed in place.
    """
    move = machine.move(action)
    if not policy.can(actor, Perm(move.permission), obj):
        audit.denied(actor=actor, perm=Perm(move.permission), ref=Ref(machine.kind, obj.pk))
        raise NotAllowed(f"「{move.label}」ができるのは、担当しているチームの人です。")
    _execute(machine, obj, action, actor=actor, at=at, reason=reason, **changes)


def apply_by_house(
    machine: Machine, obj: Any, action: str, *, at: datetime, reason: str, **changes: Any
) -> None:
    """Move ``obj`` in nobody's name, for what the house itself must put right at night.

    The only way past the policy: call it only where leaving the row as it is would leave a worry with
    nobody, or go against the law or a person who took their consent back. The move is in the table of moves and in the
    audit log like any other, by 「システム」. Raises IllegalMove, Conflict, or DomainError without a
    reason.
    """
    house = system(clock.today(at))
    _execute(machine, obj, action, actor=house, at=at, reason=reason, **changes)


def _execute(
    machine: Machine,
    obj: Any,
    action: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    **changes: Any,
) -> None:
    move, state = machine.move(action), obj.state
    machine.check(action, state)
    if move.reason_required and not says_something(reason):
        raise DomainError(f"「{move.label}」には理由をことばで書いてください。", field="reason")
    with transaction.atomic():
        updated = (
            type(obj)
            ._default_manager.filter(pk=obj.pk, state=state, version=obj.version)
            .update(state=move.target, version=F("version") + 1, **changes)
        )
        if not updated:
            raise Conflict(who_was_first(machine, obj))
        StateTransition.objects.create(
            at=at,
            user_id=actor.user_id,
            target_kind=machine.kind,
            target_id=obj.pk,
            action=action,
            source=state,
            target=move.target,
            reason=reason,
        )
        audit.record(
            actor=actor,
            kind=audit.EventKind.MOVED,
            ref=Ref(machine.kind, obj.pk),
            at=at,
            data={"action": action, "from": state, "to": move.target},
        )
    obj.refresh_from_db()


def who_was_first(machine: Machine, obj: models.Model) -> str:
    """Return the sentence that tells the second who the first was, and what they did."""
    last = (
        StateTransition.objects.filter(target_kind=machine.kind, target_id=obj.pk)
        .select_related("user")
        .order_by("-seq")
        .first()
    )
    if last is None or last.user is None:
        return "ほかの人が先に書きかえました。画面を開き直して、いまの状態を確かめてください。"
    label = machine.move(last.action).label
    return (
        f"{last.user.get_full_name()}さんが先に「{label}」をしました。"
        "画面を開き直して、いまの状態を確かめてください。"
    )
