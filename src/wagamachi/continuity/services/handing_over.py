"""引き継ぎ: handing what one person has in hand to others or to the team's inbox (R141).

Each thing moves through the service of its own room, with its own rules and its own audit event. What
cannot be moved is left where it is, with the reason. A preview is the same act, undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.accounts.models import User
from wagamachi.casework.models import Case, CaseMeeting, Handoff
from wagamachi.casework.services import assign_case
from wagamachi.casework.services.companions import change_companion
from wagamachi.casework.services.holding import lock_rows
from wagamachi.casework.services.passing_on import pass_on_meeting, pass_on_sent
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed

from ..enums import HeldAs
from ..models import Absence, HandedOver
from ..queries.held import held_rows, may_hand_over, sources
from .absences import name_deputy

REASON = "引き継ぎのため"
GONE = "もう引き継がれているか、終わっています。"

Pick = tuple[HeldAs, UUID]


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one thing. ``problem`` is empty when it moves."""

    held_as: HeldAs
    pk: UUID
    problem: str = ""


def hand_over(
    *, actor: Actor, at: datetime, leaver: User, picks: Sequence[Pick], to_user: User | None
) -> list[Step]:
    """Hand the picked things of ``leaver`` to ``to_user``, or to the team's inbox (None).

    Returns one step for each pick, in order. Raises NotAllowed for somebody whose checklist one may
    not open, DomainError when nothing is picked or it would go back to the leaver.
    """
    if not may_hand_over(actor, clock.today(at)).filter(pk=leaver.pk).exists():
        raise NotAllowed("引き継ぎができるのは、本人と、同じチームの人と、その責任者です。")
    if not picks:
        raise DomainError("引き継ぐものを、ひとつ以上えらんでください。", field="item")
    if to_user is not None and to_user.pk == leaver.pk:
        raise DomainError("本人のほかの人をえらんでください。", field="to")
    with transaction.atomic():
        _lock(picks)
        return [_one(actor, at, leaver, pick, to_user) for pick in dict.fromkeys(picks)]


def _lock(picks: Sequence[Pick]) -> None:
    """Lock everything that may move, cases first, before the first of it does."""
    ids = {as_: [pk for held_as, pk in picks if held_as == as_] for as_ in HeldAs}
    meetings = CaseMeeting.objects.filter(pk__in=ids[HeldAs.MEETING])
    cases = (HeldAs.HOLDER, HeldAs.SECOND, HeldAs.COMPANION)
    held = {pk for as_ in cases for pk in ids[as_]}
    lock_rows(Case, held | set(meetings.values_list("case_id", flat=True)))
    lock_rows(Handoff, ids[HeldAs.ASKED])
    lock_rows(Absence, ids[HeldAs.DEPUTY])


def rehearse_handing_over(
    *, actor: Actor, at: datetime, leaver: User, picks: Sequence[Pick], to_user: User | None
) -> list[Step]:
    """Return what ``hand_over`` would do now, having done nothing: the same rules, undone."""
    with transaction.atomic():
        steps = hand_over(actor=actor, at=at, leaver=leaver, picks=picks, to_user=to_user)
        transaction.set_rollback(True)
    return steps


def _one(actor: Actor, at: datetime, leaver: User, pick: Pick, to: User | None) -> Step:
    held_as, pk = pick
    row = held_rows(held_as, leaver.pk, clock.today(at)).filter(pk=pk).first()
    if row is None:
        return Step(held_as, pk, GONE)
    try:
        with transaction.atomic():
            _MOVES[held_as](actor, at, row, to)
            _write_down(actor, at, leaver, held_as, row, to)
    except DomainError as error:
        return Step(held_as, pk, error.message)
    return Step(held_as, pk)


def _move_holder(actor: Actor, at: datetime, case: Case, to: User | None) -> None:
    assign_case(
        actor=actor, at=at, case=case, version=case.version, holder_user_id=to.pk if to else None
    )


def _move_second(actor: Actor, at: datetime, case: Case, to: User | None) -> None:
    assign_case(
        actor=actor, at=at, case=case, version=case.version, holder_user_id=case.holder_user_id,
        second_user_id=to.pk if to else None,
    )  # fmt: skip


def _move_companion(actor: Actor, at: datetime, case: Case, to: User | None) -> None:
    if case.companion_team is None:
        raise DomainError("伴走しているチームがありません。")
    change_companion(actor=actor, at=at, case=case, user=to.pk if to else None, reason=REASON)


def _move_asked(actor: Actor, at: datetime, handoff: Any, to: User | None) -> None:
    if to is not None:
        pass_on_sent(actor=actor, at=at, handoff=handoff, user_id=to.pk)
    elif handoff.from_team_id not in actor.team_ids:
        raise NotAllowed("これができるのは、つないだチームの人です。")


def _move_meeting(actor: Actor, at: datetime, meeting: Any, to: User | None) -> None:
    if to is not None:
        pass_on_meeting(actor=actor, at=at, meeting=meeting, user_id=to.pk)
    elif meeting.case.holder_team_id not in actor.team_ids:
        raise NotAllowed("これができるのは、ケースを担当しているチームの人です。")


def _move_deputy(actor: Actor, at: datetime, absence: Any, to: User | None) -> None:
    name_deputy(actor=actor, at=at, absence=absence, deputy=to)


_MOVES = {
    HeldAs.HOLDER: _move_holder,
    HeldAs.SECOND: _move_second,
    HeldAs.COMPANION: _move_companion,
    HeldAs.ASKED: _move_asked,
    HeldAs.MEETING: _move_meeting,
    HeldAs.DEPUTY: _move_deputy,
}


def _write_down(
    actor: Actor, at: datetime, leaver: User, held_as: HeldAs, row: Any, to: User | None
) -> None:
    write_handed_over(at=at, user_id=leaver.pk, held_as=held_as, row=row, to=to, by=actor)


def write_handed_over(
    *, at: datetime, user_id: UUID, held_as: HeldAs, row: Any, to: User | None, by: Actor
) -> HandedOver:
    """Write down that a thing was handed over, by a person or by the house."""
    source = sources(clock.today(at))[held_as]
    team = {
        HeldAs.COMPANION: "companion_team_id",
        HeldAs.ASKED: "from_team_id",
    }.get(held_as, "holder_team_id")
    owner = row.case if held_as == HeldAs.MEETING else row
    said = {
        "user_id": user_id,
        "held_as": held_as,
        "target_kind": source.kind,
        "target_id": row.pk,
        "case_id": getattr(row, source.case) if source.case else None,
        "team_id": getattr(owner, team, None),
        "to_user": to,
        "by_id": by.user_id,
        "at": at,
    }
    return keep_new(
        HandedOver, id=None, actor=by, at=at, perm=None, said=said, data={"held_as": str(held_as)}
    )


def note_meeting(*, actor: Actor, at: datetime, done: HandedOver) -> HandedOver:
    """Note that old and new person explained it to each other and met the household.

    Raises DomainError when it was noted already.
    """
    with transaction.atomic():
        HandedOver.objects.select_for_update().only("pk").get(pk=done.pk)
        done.refresh_from_db()
        if done.met_at is not None:
            raise DomainError("もう「済んだ」になっています。")
        return change(done, actor=actor, at=at, version=None, met_at=at, met_by_id=actor.person_id)
