"""たらいまわし: a worry that one agency after another hands on while nobody begins (R013)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from wagamachi.core import clock, codes

from ..enums import HandoffState
from ..models import CaseMeeting
from .seeing import Facts, Found, Row, Seen

OUT_OF_SCOPE = "HAZAMA-01"  # 対象外, as the reason a つなぎ came back
RESULT_OUT_OF_SCOPE = "TSUNAGI_KEKKA-04"  # 先方対象外, as the result somebody wrote down
CONNECTED = "TSUNAGI_KEKKA-01"


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
    side had looked at it or the deadline had passed does not count. A companion, a 調整会議 that
    lies ahead, or one held since the last refusal, is the answer: then nothing is found.
    """
    kinds = settings.WAGAMACHI["PASSED_AROUND_KINDS"].split(",")
    troubled: dict[UUID, _Trouble] = {}
    for case_id, handoffs in seen.handoffs.items():
        if seen.open[case_id]["companion_team"]:
            continue
        asked = [_read(row) for row in handoffs if row["kind"] in kinds and not _is_unseen(row)]
        if trouble := _trouble(asked):
            troubled[case_id] = trouble
    settled = _talked_over(troubled, seen.today) if troubled else set()
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
        finished
        and not out
        and (row["answered_at"] is not None or _means(result, CONNECTED, "TSUNAGI_KEKKA"))
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


def _means(code: str | None, shared: str, key: str) -> bool:
    """Say whether a code is the shared one or a local one that adds up under it."""
    return code == shared or (code is not None and shared in codes.roll_up({code: 1}, key))


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
    return _Trouble(latest, {"sent": len(open_ones), "out_of_scope": run})


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


def _talked_over(troubled: Mapping[UUID, _Trouble], today: date) -> set[UUID]:
    """Return the cases among them that are being talked over, or were since the last refusal."""
    settled = set()
    meetings = CaseMeeting.objects.filter(case__in=list(troubled), cancelled_because="")
    for case_id, meets_on, held_at in meetings.values_list("case_id", "meets_on", "held_at"):
        was_held = held_at is not None and meets_on >= clock.today(troubled[case_id].since)
        if was_held or (held_at is None and meets_on >= today):
            settled.add(case_id)
    return settled
