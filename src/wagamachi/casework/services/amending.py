"""Mending what was typed wrong while nobody has received it, and adding to it afterwards (R015).

Whoever took a worry in may do both, nobody else; what it said before stays beside it, and whoever holds
it is told. How urgent it is, who holds it may say too. Who holds it does not change: whose area it is
now is offered to them (``locating``).
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.versions import differing
from wagamachi.areas.models import unknown_area_id
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.refs import ref_of
from wagamachi.core.text import fold, phone_key, says_something

from ..enums import IntakeState, Urgency
from ..models import OPEN_STATES, Intake, IntakeAddition
from ..urgency import rank_of
from .finding import index_case, index_intake
from .holding import lock_rows
from .intakes import first_answer_by
from .placing import place_worry
from .telling import tell_bringer, tell_of_addition, tell_team

CORRECTABLE = ("noticed_by", "situation", "place", "subject", "subject_kana", "phone")
_NEEDED = ("noticed_by", "situation", "place")


def is_unreceived(intake: Intake) -> bool:
    """Say whether it still is 未受領: nobody has taken it on, thought it over or answered."""
    return intake.state == IntakeState.WAITING and intake.weighing_at is None


def takes_additions(intake: Intake) -> bool:
    """Say whether somebody still works on it, who would read what is added."""
    return intake.state == IntakeState.WAITING or (
        intake.case is not None and intake.case.state in OPEN_STATES
    )


def correct_intake(
    *, actor: Actor, at: datetime, intake: Intake, version: int, said: Mapping[str, str],
    urgency: Collection[str] = (),
) -> Intake:  # fmt: skip
    """Correct the columns of ``said`` (of ``CORRECTABLE``) in a worry that nobody has received.

    ``urgency`` adds signs and takes none away. Raises Conflict once somebody received it, DomainError
    when a needed answer is empty, Stale with both versions, NotAllowed for others than who took it in.
    """
    for name in _NEEDED:
        if not said[name].strip():
            raise DomainError("空にはできません。わかることを書いてください。", field=name)
    with transaction.atomic():
        _hold(actor, intake)
        if not is_unreceived(intake):
            raise Conflict(
                "もう受けとめられたので、書きなおせません。「書きたす」を使ってください。"
            )
        before = {name: getattr(intake, name) for name in said}
        found = differing(intake, said)
        columns = found | _follows(found, intake, clock.today(at)) | _hurries(intake, urgency, at)
        areas = columns.pop("areas", None)
        many = {} if areas is None else {"areas": areas}
        change(intake, actor=actor, at=at, version=version, many=many, **columns)
        for name, value in found.items():
            _note(actor, at, intake, field=name, before=before[name], text=value)
        if columns:
            _tell(actor, at, intake, "urgency" in columns)
    return intake


def add_to_intake(
    *, actor: Actor, at: datetime, intake: Intake, id: UUID, text: str,  # noqa: A002  # of the page
    urgency: Collection[str] = (),
) -> IntakeAddition:  # fmt: skip
    """Add something to a worry somebody works on, once for one ``id``; whoever holds it is told.

    ``urgency`` adds signs while it waits. Raises Conflict when it is over, DomainError for nothing
    said, NotAllowed for others than who took it in.
    """
    if not text.strip():
        raise DomainError("書きたすことを書いてください。", field="situation")

    def first() -> dict[str, Any]:
        _hold(actor, intake)
        if not takes_additions(intake):
            raise Conflict("この相談は終わっています。新しい相談として受けてください。")
        return {"written_by_id": actor.person_id, "written_at": at}

    def then(addition: IntakeAddition) -> None:
        hurries = _hurries(intake, urgency, at) if intake.state == IntakeState.WAITING else {}
        change(intake, actor=actor, at=at, version=None, **hurries)
        _tell(actor, at, intake, bool(hurries))

    return keep_new(
        IntakeAddition, id=id, actor=actor, at=at, perm=Perm.INTAKE_AMEND, said={"text": text},
        within={"intake": intake}, first=first, then=then, ref=ref_of(intake),
    )  # fmt: skip


def weigh_urgency(
    *, actor: Actor, at: datetime, intake: Intake, version: int, urgency: Collection[str], reason: str
) -> Intake:  # fmt: skip
    """Say which signs of urgency hold, more or fewer, while it waits; the reason stays beside both.

    Who took it in may, and who holds it. A sign that is new tells whom a new urgent worry tells; else
    the holder is told, and who brought it where that is not they. 虐待の疑い stays: that has a page of its
    own. Raises Conflict once it is taken on, DomainError without a reason or a change, Stale, NotAllowed.
    """
    if not says_something(reason):
        raise DomainError("なぜそうするのか、わかることを書いてください。", field="reason")
    wanted = {*urgency} - {Urgency.ABUSE} | ({*intake.urgency} & {Urgency.ABUSE})
    signs = [one for one in Urgency.values if one in wanted]
    with transaction.atomic():
        lock_rows(Intake, [intake.pk])
        now = Intake.objects.get(pk=intake.pk)
        _check_may_weigh(actor, now)
        text = f"{_called(signs)}\nわけ: {reason.strip()}"
        if signs == now.urgency:
            ours = now.additions.filter(field="urgency", written_by=actor.user_id, text=text)
            if version != now.version and ours.exists():  # pressed twice
                return now
            raise DomainError(
                "しるしが、いまと同じです。変えるしるしを選んでください。", field="urgency"
            )
        before = list(now.urgency)
        due = first_answer_by(clock.today(at if signs else now.received_at), urgent=bool(signs))
        change(
            intake, actor=actor, at=at, version=version, spoken={"urgency": dict(Urgency.choices)},
            urgency=signs, urgent_rank=rank_of(signs, now.restriction),
            next_action_on=clock.today(at) if now.restriction else max(due, clock.today(at)),
        )  # fmt: skip
        _note(actor, at, intake, field="urgency", before=_called(before), text=text)
        _tell(actor, at, intake, is_urgent_now=bool({*signs} - {*before}))
        if actor.user_id != intake.received_by_id:
            tell_bringer(intake=intake, at=at, but_not=actor.user_id)
    return intake


def _check_may_weigh(actor: Actor, intake: Intake) -> None:
    if not may_weigh_urgency(actor=actor, intake=intake):
        raise NotAllowed(
            "急ぎのしるしを直せるのは、この相談を受けた人と、いま持っているチームです。"
        )
    if intake.state != IntakeState.WAITING:
        raise Conflict("もう引き受けられています。急ぎのことは、担当の人に電話で伝えてください。")


def may_weigh_urgency(*, actor: Actor, intake: Intake) -> bool:
    """Say whether the actor took the worry in, or is of the team that holds it."""
    return can(actor, Perm.INTAKE_AMEND, intake) or can(actor, Perm.INTAKE_CLAIM, intake)


def _called(signs: Collection[str]) -> str:
    return "、".join(str(Urgency(one).label) for one in signs) or "急ぎのしるしなし"


def _hold(actor: Actor, intake: Intake) -> None:
    """Lock the worry, look again, and ask whether it is still the actor's to mend."""
    lock_rows(Intake, [intake.pk])
    intake.refresh_from_db()
    if not can(actor, Perm.INTAKE_AMEND, intake):
        raise NotAllowed("直したり書きたしたりできるのは、この相談を受けた人です。")


def _follows(found: Mapping[str, Any], intake: Intake, on: date) -> dict[str, Any]:
    """Return what follows from the corrected columns: keys, and the areas of a place that is known."""
    columns: dict[str, Any] = {}
    if "subject" in found:
        columns["name_key"] = fold(found["subject"]).replace(" ", "")
    if "phone" in found:
        columns["phone_key"] = phone_key(found["phone"])
    if "place" in found:
        placing = place_worry(found["place"], on=on)
        columns |= placing.columns | {"areas": placing.area_ids}
        if columns["area_id"] == unknown_area_id():
            del columns["area_id"], columns["areas"]
    return columns


def _hurries(intake: Intake, more: Collection[str], at: datetime) -> dict[str, Any]:
    """Return the columns that make it more urgent; nothing when no sign is new."""
    signs = [one for one in Urgency.values if one in {*intake.urgency, *more}]
    if set(signs) == set(intake.urgency):
        return {}
    due = first_answer_by(clock.today(at), urgent=True)
    rank = rank_of(signs, intake.restriction)
    return {"urgency": signs, "urgent_rank": rank, "next_action_on": due}


def _note(actor: Actor, at: datetime, intake: Intake, **said: str) -> None:
    keep_new(
        IntakeAddition, id=None, actor=actor, at=at, perm=None, said=said,
        within={"intake": intake}, ref=ref_of(intake),
        first=lambda: {"written_by_id": actor.person_id, "written_at": at},
    )  # fmt: skip


def _tell(actor: Actor, at: datetime, intake: Intake, is_urgent_now: bool) -> None:
    index_intake(intake)
    if intake.case is not None:
        index_case(intake.case)
    tell_of_addition(intake=intake, at=at, but_not=actor.user_id)
    if is_urgent_now:
        tell_team(intake=intake, at=at, but_not=actor.user_id)
