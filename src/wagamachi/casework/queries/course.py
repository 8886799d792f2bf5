"""経過: everything that happened to a case on one line of time, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q

from wagamachi.access.models import StateTransition
from wagamachi.records.models import ActivityRecord

from ..models import Case, Evaluation, Handoff, Intake
from ..states import CASE, HANDOFF, INTAKE

PAGE = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. ``kind`` picks how the page draws it."""

    at: datetime
    kind: str
    title: str
    who: str
    body: str = ""
    more: str = ""
    row: object = None


def course_of(case: Case, *, before: datetime | None = None, kind: str = "") -> list[Entry]:
    """Return up to PAGE + 1 entries before ``before``; five queries, each from an index.

    The extra entry tells the caller that there is an older page.
    """
    sources = {
        "record": _records,
        "handoff": _handoffs,
        "intake": _intakes,
        "evaluation": _evaluations,
        "move": _moves,
    }
    wanted = [sources[kind]] if kind in sources else list(sources.values())
    streams = [list(source(case, before)) for source in wanted]
    ordered = merge(*streams, key=lambda entry: entry.at, reverse=True)
    return list(islice(ordered, PAGE + 1))


def _until(column: str, before: datetime | None) -> Q:
    return Q(**{f"{column}__lt": before}) if before else Q()


def _records(case: Case, before: datetime | None) -> Iterator[Entry]:
    ids = _record_ids(case, before)
    rows = ActivityRecord.objects.filter(pk__in=ids).select_related(
        "written_by", "method", "team__organization"
    )
    for record in rows.order_by("-occurred_at"):
        yield Entry(
            at=record.occurred_at,
            kind="record",
            title=f"{record.method}（{record.counterpart}）",
            who=f"{record.written_by.name}（{record.team.organization.name}）",
            body=record.content,
            more=record.result,
            row=record,
        )


def _record_ids(case: Case, before: datetime | None) -> list[UUID]:
    from wagamachi.records.models import RecordLink

    links = RecordLink.objects.filter(
        _until("occurred_at", before),
        target_kind="case",
        target_id=case.pk,
        record__corrected_by=None,
    )
    return list(links.order_by("-occurred_at").values_list("record", flat=True)[: PAGE + 1])


def _handoffs(case: Case, before: datetime | None) -> Iterator[Entry]:
    rows = case.handoffs.filter(_until("sent_at", before)).select_related(
        "from_user", "from_team", "to_team__organization", "to_resource"
    )
    for handoff in rows.order_by("-sent_at")[: PAGE + 1]:
        yield Entry(
            at=handoff.sent_at,
            kind="handoff",
            title=f"{receiver_of(handoff)}へつないだ",
            who=handoff.from_user.name,
            body=handoff.purpose,
            more=handoff.request,
            row=handoff,
        )


def receiver_of(handoff: Handoff) -> str:
    """Return the name of whoever was asked."""
    if handoff.to_team is not None:
        return f"{handoff.to_team.organization.name} {handoff.to_team.name}"
    return handoff.to_resource.name if handoff.to_resource else ""


def _intakes(case: Case, before: datetime | None) -> Iterator[Entry]:
    rows = Intake.objects.filter(_until("received_at", before), case=case).select_related(
        "received_by", "window_kind"
    )
    for intake in rows.order_by("-received_at")[: PAGE + 1]:
        yield Entry(
            at=intake.received_at,
            kind="intake",
            title=f"相談を受けた（{intake.noticed_by}から）",
            who=f"{intake.received_by.name}（{intake.window_kind}）",
            body=intake.situation,
            row=intake,
        )


def _evaluations(case: Case, before: datetime | None) -> Iterator[Entry]:
    rows = Evaluation.objects.filter(_until("evaluated_at", before), case=case).select_related(
        "evaluated_by"
    )
    for evaluation in rows.order_by("-evaluated_at")[: PAGE + 1]:
        yield Entry(
            at=evaluation.evaluated_at,
            kind="evaluation",
            title=f"評価した（{evaluation.get_achievement_display()}）",
            who=evaluation.evaluated_by.name,
            body=evaluation.remaining,
            more=evaluation.next_step,
            row=evaluation,
        )


def _moves(case: Case, before: datetime | None) -> Iterator[Entry]:
    of_case = Q(target_kind="case", target_id=case.pk)
    of_handoffs = Q(target_kind="handoff", target_id__in=list(_ids(case.handoffs)))
    of_intakes = Q(target_kind="intake", target_id__in=list(_ids(case.intakes)))
    rows = StateTransition.objects.filter(_until("at", before), of_case | of_handoffs | of_intakes)
    for move in rows.select_related("user").order_by("-at", "-seq")[: PAGE + 1]:
        yield _move(move)


def _ids(rows: Any) -> Iterator[UUID]:
    return iter(rows.values_list("pk", flat=True))


_ABOUT = {"case": (CASE, ""), "handoff": (HANDOFF, "つなぎ："), "intake": (INTAKE, "相談：")}


def _move(move: StateTransition) -> Entry:
    machine, about = _ABOUT[move.target_kind]
    return Entry(
        at=move.at,
        kind="move",
        title=f"{about}{machine.move(move.action).label}",
        who=move.user.name if move.user else "システム",
        body=move.reason,
        row=move,
    )


def moves_of(intake: Intake) -> list[Entry]:
    """Return what was done with an intake before it was a case, the newest first."""
    rows = StateTransition.objects.filter(target_kind="intake", target_id=intake.pk)
    return [_move(move) for move in rows.select_related("user").order_by("-seq")[:PAGE]]
