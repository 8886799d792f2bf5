"""What can be wrong with an open case, each kind found by one detector (R012, R013, R014).

A detector takes what was seen of cases (one, some thousand) and returns, for those it finds something
wrong with, the numbers and days its sentence is made of. Cases that have ended are never found.
Thresholds are settings; what is found is kept as flags by ``services.flags``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from wagamachi.core import clock

from ..enums import CaseState, FlagKind, HandoffKind, HandoffState
from ..models import OPEN_STATES, WAITING, Case
from .alone import held_alone
from .passing import passed_around_among
from .seeing import Facts, Found, Row, Seen, see, start_of_day

Detector = Callable[[Seen], Found]


def no_holder(seen: Seen) -> Found:
    """主担当なし: nobody is named (``gone`` 0), or who is named has left the team (``gone`` 1)."""
    return {
        pk: {"gone": int(row["holder_user"] is not None)}
        for pk, row in seen.open.items()
        if not row["holder_is_here"]
    }


def no_next(seen: Seen) -> Found:
    """次回予定なし: nothing is written that comes next, or no day for it."""
    return {
        pk: {}
        for pk, row in seen.open.items()
        if row["next_action_on"] is None or not row["next_action"].strip()
    }


def overdue(seen: Seen) -> Found:
    """期日すぎ: the day of the next action, ``on``, has passed."""
    return {
        pk: {"on": row["next_action_on"].isoformat()}
        for pk, row in seen.open.items()
        if row["next_action_on"] and row["next_action_on"] < seen.today
    }


def stale(seen: Seen) -> Found:
    """更新なし: no record for STALE_DAYS, or for longer than the contact cycle when standing by.

    ``last`` is the day of the last record (of opening, before the first), ``every`` the cycle.
    """
    allowed = settings.WAGAMACHI["STALE_DAYS"] - 1
    found: Found = {}
    for pk, row in seen.open.items():
        last = clock.today(row["last_record_at"] or row["opened_at"])
        stands_by = row["state"] == CaseState.STANDING_BY
        cycle: int | None = row["contact_every_days"] if stands_by else None
        if (seen.today - last).days > (cycle or allowed):
            found[pk] = {"last": last.isoformat()} | ({"every": cycle} if cycle else {})
    return found


def unreceived(seen: Seen) -> Found:
    """未受領: ``count`` requests wait for an answer past their day, the ``oldest`` due then."""
    found: Found = {}
    for pk, handoffs in seen.handoffs.items():
        late = [h["due_on"] for h in handoffs if h["state"] in WAITING and h["due_on"] < seen.today]
        if late:
            found[pk] = {"count": len(late), "oldest": min(late).isoformat()}
    return found


def follow_up(seen: Seen) -> Found:
    """そのあとの確かめなし: nobody has looked how a つなぎ went.

    ``missed`` days to look again have passed without a record on or after them; ``open`` つなぎ were
    accepted HANDOFF_RESULT_DAYS ago and have no result yet.
    """
    since = start_of_day(seen.at, settings.WAGAMACHI["HANDOFF_RESULT_DAYS"] - 1)
    found: Found = {}
    for pk, handoffs in seen.handoffs.items():
        missed = sum(_is_missed(h, seen.open[pk], seen) for h in handoffs)
        unresolved = sum(_is_unresolved(h, since) for h in handoffs)
        if missed or unresolved:
            found[pk] = {"missed": missed, "open": unresolved}
    return found


def _is_missed(handoff: Row, case: Row, seen: Seen) -> bool:
    day, last = handoff["follow_up_on"], case["last_record_at"]
    if handoff["state"] != HandoffState.FINISHED or day is None or day >= seen.today:
        return False
    return last is None or clock.today(last) < day


def _is_unresolved(handoff: Row, since: datetime) -> bool:
    accepted = handoff["state"] == HandoffState.ACCEPTED and handoff["kind"] == HandoffKind.REFER
    return accepted and handoff["answered_at"] is not None and handoff["answered_at"] < since


def cluster(seen: Seen) -> Found:
    """同じ建物に集まっている: CLUSTER_CASES open cases of one building within CLUSTER_DAYS.

    What is found are all cases of those buildings, also such as were not looked at.
    """
    return cluster_in(seen.buildings, seen.at)


def cluster_in(buildings: frozenset[str], at: datetime) -> Found:
    """Return the open cases of these buildings that gather there, each with their ``count``."""
    if not buildings:
        return {}
    since = start_of_day(at, settings.WAGAMACHI["CLUSTER_DAYS"])
    rows = list(
        Case.objects.filter(building_key__in=buildings, state__in=OPEN_STATES, opened_at__gte=since)
        .order_by()
        .values_list("pk", "building_key")
    )
    counts = Counter(key for _, key in rows)
    least = settings.WAGAMACHI["CLUSTER_CASES"]
    return {pk: {"count": counts[key]} for pk, key in rows if counts[key] >= least}


def no_companion(seen: Seen) -> Found:
    """伴走する人がいない: escalated, and nobody of the companion team walks beside it (I5).

    ``gone`` is 1 when who was named has left that team, else 0.
    """
    return {
        pk: {"gone": int(row["companion_user"] is not None)}
        for pk, row in seen.open.items()
        if row["is_escalated"] and not row["companion_is_here"]
    }


DETECTORS: dict[FlagKind, Detector] = {
    FlagKind.NO_HOLDER: no_holder,
    FlagKind.NO_NEXT: no_next,
    FlagKind.OVERDUE: overdue,
    FlagKind.STALE: stale,
    FlagKind.UNRECEIVED: unreceived,
    FlagKind.FOLLOW_UP: follow_up,
    FlagKind.PASSED_AROUND: passed_around_among,
    FlagKind.HELD_ALONE: held_alone,
    FlagKind.CLUSTER: cluster,
    FlagKind.NO_COMPANION: no_companion,
}


def detect(seen: Seen) -> dict[UUID, dict[FlagKind, Facts]]:
    """Run every detector; what is not in the answer has nothing wrong with it."""
    found: dict[UUID, dict[FlagKind, Facts]] = defaultdict(dict)
    for kind, detector in DETECTORS.items():
        for case_id, facts in detector(seen).items():
            found[case_id][kind] = facts
    return dict(found)


def passed_around(*, case: Case, at: datetime) -> Facts | None:
    """Return the numbers of たらいまわし for this case as it is now, or None (R013).

    While it is not None another plain つなぎ or 移管 is refused: first a 調整会議 is dated or a
    伴走担当 named.
    """
    rows: QuerySet[Case] = Case.objects.filter(pk=case.pk)
    return passed_around_among(see(rows, at)).get(case.pk)
