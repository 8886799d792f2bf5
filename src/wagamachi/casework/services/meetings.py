"""調整会議: calling those concerned together over one case, and keeping what was decided (R013, R028)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access import audit, policy
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.core.text import says_something
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.organizations.models import Team

from ..models import Case, CaseMeeting, Participation
from ..queries.meetings import may_call_meeting, may_run_meetings
from .beyond import check_names_nobody
from .companions import tell_companion
from .flags import keeps_flags
from .holding import lock_open_case
from .roles import check_agencies


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft:
    """When, where, what for and with whom. ``others`` is anybody outside the register, in words."""

    meets_on: date
    from_time: time
    until_time: time
    purpose: str
    place: str = ""
    organization_ids: Sequence[UUID] = ()
    others: str = ""


@keeps_flags
def call_meeting(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: MeetingDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> CaseMeeting:
    """Call a 調整会議 and tell everybody it names; the same ``id`` makes one.

    The holding team calls it, and so does the 中心機関 for a case whose outline it sees, or of which
    it is told as たらいまわし or 丸抱え. Raises DomainError for a past day, no purpose, or nobody to meet,
    Telling when those who are invited would read whom it is about.
    """

    def first() -> dict[str, Any]:
        _hold(actor, case, may=may_call_meeting(actor, case))
        _check(draft, clock.today(at))
        check_names_nobody(
            actor=actor, cases=[case.pk], at=at, purpose=draft.purpose, place=draft.place
        )
        check_agencies(case, draft.organization_ids, clock.today(at))
        return {"called_by_id": actor.person_id, "called_at": at}

    def then(meeting: CaseMeeting) -> None:
        _tell_everybody_named(actor, at, meeting, NoticeKind.MEETING_CALLED)

    return keep_new(
        CaseMeeting, id=id, actor=actor, at=at, perm=Perm.CASE_READ_STATUS, within={"case": case},
        said={
            "meets_on": draft.meets_on, "from_time": draft.from_time,
            "until_time": draft.until_time, "place": draft.place.strip(),
            "purpose": draft.purpose.strip(), "others": draft.others.strip(),
        },
        many={"organizations": draft.organization_ids}, first=first, then=then,
        ref=Ref("case", case.pk), data={"what": "called"},
    )  # fmt: skip


@keeps_flags
def hold_meeting(
    *,
    actor: Actor,
    at: datetime,
    meeting: CaseMeeting,
    version: int,
    outcome: str,
    person_present: bool,
) -> CaseMeeting:
    """Write down what was decided and whether the person was there; again, to correct it.

    Raises DomainError before the day, without an outcome, or for a meeting that was called off.
    """
    if not says_something(outcome):
        raise DomainError("決まったことをことばで書いてください。", field="outcome")
    with transaction.atomic():
        _hold(actor, meeting.case, may=may_run_meetings(actor, meeting.case))
        meeting.refresh_from_db(fields=["cancelled_because", "meets_on"])
        if meeting.cancelled_because:
            raise Conflict("この会議は取りやめになっています。もう一度呼びかけてください。")
        if meeting.meets_on > clock.today(at):
            raise DomainError("まだ開いていない会議です。開いた日から、決まったことを書けます。")
        return change(
            meeting, actor=actor, at=at, version=version, ref=Ref("case", meeting.case_id),
            outcome=outcome.strip(), person_present=person_present, held_at=at,
        )  # fmt: skip


@keeps_flags
def call_off_meeting(
    *, actor: Actor, at: datetime, meeting: CaseMeeting, version: int, reason: str
) -> CaseMeeting:
    """Call a meeting off, with a reason that names nobody; one that has an outcome stays as it is."""
    if not says_something(reason):
        raise DomainError("取りやめる理由をことばで書いてください。", field="reason")
    check_names_nobody(actor=actor, cases=[meeting.case_id], at=at, reason=reason)
    with transaction.atomic():
        _hold(actor, meeting.case, may=may_run_meetings(actor, meeting.case))
        meeting.refresh_from_db(fields=["held_at", "cancelled_because"])
        if meeting.held_at:
            raise Conflict("この会議は、もう開かれています。決まったことを確かめてください。")
        if meeting.cancelled_because:
            return meeting
        meeting = change(
            meeting, actor=actor, at=at, version=version, ref=Ref("case", meeting.case_id),
            cancelled_because=reason.strip(),
        )  # fmt: skip
        _tell_everybody_named(actor, at, meeting, NoticeKind.MEETING_CALLED_OFF)
    return meeting


def _hold(actor: Actor, case: Case, *, may: bool) -> None:
    if not may:
        if policy.can(actor, Perm.CASE_READ_STATUS, case):
            audit.denied(actor=actor, perm=Perm.CASE_EDIT, ref=Ref("case", case.pk))
        raise NotAllowed("調整会議を開けるのは、担当チームと、中心的な役割を果たす機関の人です。")
    lock_open_case(case)


def _check(draft: MeetingDraft, today: date) -> None:
    if draft.meets_on < today:
        raise DomainError(
            "開く日が過ぎています。きょう以降の日を入れてください。", field="meets_on"
        )
    if draft.until_time <= draft.from_time:
        raise DomainError("おわりの時刻は、はじまりより後にしてください。", field="until_time")
    if not says_something(draft.purpose):
        raise DomainError("話し合うことをことばで書いてください。", field="purpose")
    if not draft.organization_ids and not draft.others.strip():
        raise DomainError(
            "集まる機関を選ぶか、ほかに集まる人を書いてください。", field="organizations"
        )


def _tell_everybody_named(
    actor: Actor, at: datetime, meeting: CaseMeeting, kind: NoticeKind
) -> None:
    """Tell the holding team, whoever walks beside the case, and the agencies that are to come.

    Of an agency that takes part already the teams that do, of another all of its teams.
    """
    case, ref = meeting.case, Ref("meeting", meeting.pk)
    named = set(meeting.organizations.values_list("pk", flat=True))
    beside = Participation.objects.filter(
        case=case, until_at=None, team__organization__in=named
    ).values_list("team", "team__organization")
    of_others = Team.objects.live(clock.today(at)).filter(
        organization__in=named - {office for _, office in beside}
    )
    teams = {case.holder_team_id, *(team for team, _ in beside)}
    notify(
        kind=kind, ref=ref, at=at, but_not=actor.user_id,
        teams=[*teams, *of_others.values_list("pk", flat=True)],
    )  # fmt: skip
    tell_companion(case=case, at=at, but_not=actor.user_id, kind=kind, ref=ref)
