"""Passing on what a person set going: a hand-off that still waits, a 調整会議 they called (R141)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wagamachi.access import policy
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change
from wagamachi.access.perms import Perm
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify

from ..models import WAITING, CaseMeeting, Handoff
from .companions import check_posted
from .holding import hold_open_case


def pass_on_sent(*, actor: Actor, at: datetime, handoff: Handoff, user_id: UUID) -> Handoff:
    """Make ``user_id`` of the asking team the one who follows up a hand-off that still waits.

    Who asked stays in the audit log and in the snapshot of the moment of asking. Raises NotAllowed
    for others than the asking or holding team, DomainError once it is answered.
    """
    if not policy.can(actor, Perm.HANDOFF_WITHDRAW, handoff):
        raise NotAllowed("これができるのは、つないだチームの人です。")
    with transaction.atomic():
        Handoff.objects.select_for_update(no_key=True).only("pk").get(pk=handoff.pk)
        handoff.refresh_from_db()
        if handoff.state not in WAITING:
            raise DomainError("このつなぎには、もう返事が来ています。")
        check_posted(handoff.from_team, user_id, actor.on)
        change(handoff, actor=actor, at=at, version=None, from_user_id=user_id)
        _tell(actor, at, Ref("handoff", handoff.pk), user_id)
    return handoff


def pass_on_meeting(
    *, actor: Actor, at: datetime, meeting: CaseMeeting, user_id: UUID
) -> CaseMeeting:
    """Make ``user_id`` of the holding team the one who calls a planned 調整会議.

    Raises NotAllowed without the case, DomainError for a meeting that was held or called off.
    """
    with transaction.atomic():
        hold_open_case(actor=actor, case=meeting.case)
        meeting.refresh_from_db()
        if meeting.held_at or meeting.cancelled_because:
            raise DomainError("この調整会議は、もう終わったか、取りやめになっています。")
        check_posted(meeting.case.holder_team, user_id, actor.on)
        ref = Ref("case", meeting.case_id)
        change(meeting, actor=actor, at=at, version=None, ref=ref, called_by_id=user_id)
        _tell(actor, at, ref, user_id)
    return meeting


def _tell(actor: Actor, at: datetime, ref: Ref, user_id: UUID) -> None:
    notify(kind=NoticeKind.CASES_ASSIGNED, ref=ref, at=at, users=[user_id], but_not=actor.user_id)
