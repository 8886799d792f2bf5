"""不在: writing down who is away and who stands in, changing it, calling it off (R141)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.core.wareki import format_wareki
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify

from ..models import Absence
from ..queries.cover import arranges_for, possible_deputies

LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceDraft:
    """When somebody is away (``ends_on``: the day they are back) and who stands in."""

    starts_on: date
    ends_on: date
    deputy: User | None
    note: str = ""


def enter_absence(
    *,
    actor: Actor,
    at: datetime,
    user: User,
    draft: AbsenceDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Absence:
    """Write down that ``user`` is away; the deputy is told. Saving the same ``id`` twice makes one.

    Raises NotAllowed for somebody else's absence unless one answers for them; DomainError for days
    that cannot be, an overlap with another absence, or a deputy who cannot stand in.
    """
    on = clock.today(at)

    def first() -> dict[str, Any]:
        User.objects.select_for_update().only("pk").get(pk=user.pk)
        _check_may(actor, user, on)
        if draft.ends_on <= on:
            raise DomainError(
                "もどる日が過ぎています。あす以降の日を入れてください。", field="ends_on"
            )
        _check(user, draft)
        return {"entered_by_id": actor.person_id}

    return keep_new(
        Absence, id=id, actor=actor, at=at, perm=Perm.CASE_READ_STATUS, within={"user": user},
        said={
            "starts_on": draft.starts_on, "ends_on": draft.ends_on, "deputy": draft.deputy,
            "note": draft.note,
        },
        first=first, then=lambda absence: _tell(actor, absence, at),
    )  # fmt: skip


def change_absence(
    *, actor: Actor, at: datetime, absence: Absence, version: int, draft: AbsenceDraft
) -> Absence:
    """Change days or deputy of an absence; coming back early is a new last day.

    Raises as ``enter_absence`` does, and DomainError once it is over or called off.
    """
    with transaction.atomic():
        _check_ahead(actor, absence, clock.today(at))
        _check(absence.user, draft, but=absence)
        before = absence.deputy_id
        change(
            absence, actor=actor, at=at, version=version, starts_on=draft.starts_on,
            ends_on=draft.ends_on, deputy=draft.deputy, note=draft.note,
        )  # fmt: skip
        if absence.deputy_id != before:
            _tell(actor, absence, at)
    return absence


def call_off_absence(*, actor: Actor, at: datetime, absence: Absence) -> Absence:
    """Call an absence off, as if it had never been planned; it stays in the log."""
    with transaction.atomic():
        _check_ahead(actor, absence, clock.today(at))
        return change(absence, actor=actor, at=at, version=None, cancelled_at=at)


def name_deputy(*, actor: Actor, at: datetime, absence: Absence, deputy: User | None) -> Absence:
    """Put another deputy, or the whole team (None), in for an absence that goes on or is to come.

    For handing over: besides the person and the leads, whoever is the deputy now may do this.
    """
    on = clock.today(at)
    with transaction.atomic():
        if absence.deputy_id != actor.user_id:
            _check_may(actor, absence.user, on)
        _check_deputy(absence.user, max(absence.starts_on, on), absence.ends_on, deputy)
        change(absence, actor=actor, at=at, version=None, deputy=deputy)
        _tell(actor, absence, at)
    return absence


def _check_ahead(actor: Actor, absence: Absence, on: date) -> None:
    """Lock the absence; raise unless it may still be changed by the actor."""
    Absence.objects.select_for_update().only("pk").get(pk=absence.pk)
    User.objects.select_for_update().only("pk").get(pk=absence.user_id)
    now = Absence.objects.get(pk=absence.pk)
    _check_may(actor, absence.user, on)
    if now.cancelled_at:
        raise DomainError("この不在は、もう取りやめになっています。")
    if now.ends_on <= on:
        raise DomainError("この不在は、もう終わっています。")


def _check_may(actor: Actor, user: User, on: date) -> None:
    if actor.user_id != user.pk and not arranges_for(actor, on).filter(pk=user.pk).exists():
        raise NotAllowed("不在を書けるのは、本人と、その機関の責任者です。")


def _check(user: User, draft: AbsenceDraft, but: Absence | None = None) -> None:
    if draft.ends_on <= draft.starts_on:
        raise DomainError("もどる日は、休みはじめる日より後にしてください。", field="ends_on")
    if draft.ends_on - draft.starts_on > LONGEST:
        raise DomainError(
            "1年をこえる不在は書けません。長い休みのときは、配置の終わりを決めて引き継いでください。",
            field="ends_on",
        )
    others = Absence.objects.filter(user=user).overlapping(draft.starts_on, draft.ends_on)
    others = others.exclude(pk=but.pk) if but else others
    if other := others.first():
        raise DomainError(
            f"この期間には、もう不在があります（{_period(other)}）。そちらの日を直してください。",
            field="starts_on",
        )
    _check_deputy(user, draft.starts_on, draft.ends_on, draft.deputy)


def _check_deputy(user: User, starts_on: date, ends_on: date, deputy: User | None) -> None:
    possible = possible_deputies(user.pk, starts_on, ends_on)
    if deputy is None:
        if possible.exists():
            raise DomainError("代わりの人をえらんでください。", field="deputy")
        return
    if not possible.filter(pk=deputy.pk).exists():
        raise DomainError(
            "代わりの人にできるのは、その間ずっと同じチームにいる人です。えらび直してください。",
            field="deputy",
        )
    away = Absence.objects.filter(user=deputy).overlapping(starts_on, ends_on).first()
    if away is not None:
        raise DomainError(
            f"{deputy.name}さんも、その間に不在です（{_period(away)}）。ほかの人をえらんでください。",
            field="deputy",
        )


def _period(absence: Absence) -> str:
    first = format_wareki(absence.starts_on, weekday=False)
    return f"{first}から{format_wareki(absence.last_on, weekday=False)}まで"


def _tell(actor: Actor, absence: Absence, at: datetime) -> None:
    if absence.deputy_id:
        notify(
            kind=NoticeKind.ABSENCE_COVER, ref=Ref("absence", absence.pk), at=at,
            users=[absence.deputy_id], but_not=actor.user_id,
        )  # fmt: skip
