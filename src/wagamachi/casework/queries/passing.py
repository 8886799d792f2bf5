"""たらいまわし: a worry that one agency after another hands on while nobody begins (R013)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from wagamachi.core import clock, codes

from ..enums import HandoffState, ParticipationKind
from ..models import CaseMeeting, Participation
from .seeing import Facts, Found, Row, Seen

OUT_OF_SCOPE = "HAZAMA-01"  # 対象外, as the reason a つなぎ came back
RESULT_OUT_OF_SCOPE = "TSUNAGI_KEKKA-04"  # 先方対象外, as the result somebody wrote down


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request that counts: when it was sent, and when and how it was answered."""

    sent_at: datetime
    started_at: datetime | None
    answered_at: datetime | None
    is_refusal: bool
    is_out_of_scope: bool


@dataclass(frozen=True, slots=True)
class _Trouble:
    """That a case is passed around, since when, in numbers."""

    since: datetime
    facts: Facts


def passed_around_among(seen: Seen) -> Found:
    """Return the cases that are passed around, with ``sent`` and ``out_of_scope`` counts.

    Counted are the requests of PASSED_AROUND_KINDS since somebody last took the case on: too many
    of them, or too many answers 対象外 one after the other. What was taken back before the other
    side had looked at it or the deadline had passed does not count.

    Nothing is found while the last refusal has been answered: by a companion who has walked beside
    the case from then on, or by a 調整会議 with others. Whoever refuses after that asks anew.
    """
    kinds = settings.WAGAMACHI["PASSED_AROUND_KINDS"].split(",")
    troubled: dict[UUID, _Trouble] = {}
    for case_id, handoffs in seen.handoffs.items():
        asked = [_read(row) for row in handoffs if row["kind"] in kinds and not _is_unseen(row)]
        if trouble := _trouble(asked):
            troubled[case_id] = trouble
    if not troubled:
        return {}
    settled = _accompanied(troubled, seen) | _talked_over(troubled, seen)
    return {pk: trouble.facts for pk, trouble in troubled.items() if pk not in settled}


def _is_unseen(row: Row) -> bool:
    """Say whether it was taken back before the other side looked and before it was late."""
    is_taken_back = row["state"] == HandoffState.WITHDRAWN
    return is_taken_back and row["received_at"] is None and row["reminded_on"] is None


def _read(row: Row) -> _Asked:
    state, result = row["state"], row["result_id"]
    finished = state == HandoffState.FINISHED
    out = _means(result, RESULT_OUT_OF_SCOPE, "TSUNAGI_KEKKA") if finished else False
    declined = state == HandoffState.DECLINED
    began = state == HandoffState.ACCEPTED or (
        finished and not out and (row["answered_at"] is not None or result in connected())
    )
    answered_at = row["finished_at"] if out else row["answered_at"] or row["finished_at"]
    return _Asked(
        sent_at=row["sent_at"],
        started_at=(answered_at or row["sent_at"]) if began else None,
        answered_at=answered_at,
        is_refusal=declined or out,
        is_out_of_scope=out
        or (declined and _means(row["decline_reason_id"], OUT_OF_SCOPE, "HAZAMA")),
    )


def connected() -> frozenset[str]:
    """Return the results that say つながった, the municipality's own ones too."""
    return codes.under("TSUNAGI_KEKKA", "TSUNAGI_KEKKA-01")


def _means(code: str | None, shared: str, key: str) -> bool:
    """Say whether a code is the shared one or a local one that adds up under it."""
    return code in codes.under(key, shared)


def _trouble(asked: list[_Asked]) -> _Trouble | None:
    limit = settings.WAGAMACHI["PASSED_AROUND_TIMES"]
    begun = [one.started_at for one in asked if one.started_at]
    since = max(begun, default=None)
    open_ones = [one for one in asked if since is None or one.sent_at > since]
    run = _out_of_scope_run(open_ones)
    if len(open_ones) < limit and run < settings.WAGAMACHI["OUT_OF_SCOPE_TIMES"]:
        return None
    refused = [one.answered_at for one in open_ones if one.is_refusal and one.answered_at]
    latest = max(refused, default=None) or open_ones[limit - 1].sent_at
    facts: Facts = {"sent": len(open_ones), "out_of_scope": run, "refused": len(refused)}
    return _Trouble(latest, facts)


def _out_of_scope_run(asked: Iterable[_Asked]) -> int:
    """Count the answers 対象外 at the end, one after the other."""
    answers = sorted(
        ((one.answered_at, one.is_out_of_scope) for one in asked if one.answered_at), reverse=True
    )
    run = 0
    for _, is_out in answers:
        if not is_out:
            break
        run += 1
    return run


def _accompanied(troubled: Mapping[UUID, _Trouble], seen: Seen) -> set[UUID]:
    """Return those beside which a named person of another team has walked since the last refusal."""
    named = {pk for pk in troubled if _has_companion(seen.open[pk])}
    if not named:
        return set()
    doors = Participation.objects.filter(
        case__in=named, kind=ParticipationKind.COMPANION, until_at=None
    )
    rows = doors.order_by().values_list("case_id", "since_at")
    return {pk for pk, since_at in rows if since_at >= troubled[pk].since}


def _has_companion(case: Row) -> bool:
    return bool(case["companion_is_here"]) and case["companion_team"] != case["holder_team"]


def _talked_over(troubled: Mapping[UUID, _Trouble], seen: Seen) -> set[UUID]:
    """Return those over which others came together since the last refusal, or are about to.

    One that was held counts from its hour; one that lies ahead counts only while it is called for a day
    within MEETING_DAYS of the first that was called since: putting it off again and again is no answer.
    """
    meetings: dict[UUID, list[CaseMeeting]] = {}
    for meeting in _with_others(troubled):
        meetings.setdefault(meeting.case_id, []).append(meeting)
    return {
        pk
        for pk, of_case in meetings.items()
        if any(_was_held_since(troubled[pk].since, one) for one in of_case)
        or _is_near(troubled[pk].since, of_case, seen)
    }


def _with_others(troubled: Mapping[UUID, _Trouble]) -> Iterable[CaseMeeting]:
    """Return the meetings to which an agency beside the holding one comes, the first called first."""
    comes = CaseMeeting.organizations.through._default_manager.filter(
        casemeeting=OuterRef("pk")
    ).exclude(organization=OuterRef("case__holder_team__organization"))
    rows = CaseMeeting.objects.filter(Exists(comes), case__in=list(troubled))
    return rows.order_by("called_at", "pk")


def _was_held_since(since: datetime, meeting: CaseMeeting) -> bool:
    if meeting.held_at is None or meeting.cancelled_because:
        return False
    hour = meeting.from_time or time.max  # called before times were asked for
    return timezone.make_aware(datetime.combine(meeting.meets_on, hour)) >= since


def _is_near(since: datetime, meetings: Iterable[CaseMeeting], seen: Seen) -> bool:
    called = [one for one in meetings if one.called_at >= since]
    if not called:
        return False
    last = clock.today(called[0].called_at) + timedelta(days=settings.WAGAMACHI["MEETING_DAYS"])
    return any(
        one.held_at is None and not one.cancelled_because and seen.today <= one.meets_on <= last
        for one in called
    )
