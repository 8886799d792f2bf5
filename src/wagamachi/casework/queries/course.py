"""経過: everything that happened to a case on one line of time, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import chain, islice
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.models import StateTransition
from wagamachi.access.policy import own
from wagamachi.core.wareki import format_wareki
from wagamachi.records.models import ActivityRecord, RecordLink

from ..enums import HandoffKind, ParticipationKind
from ..models import Case, CaseMeeting, CaseMerge, Evaluation, Intake, IntakeAddition, Participation
from ..states import CASE, HANDOFF, INTAKE

M = TypeVar("M", bound=Model)
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where an older page begins: at an instant, after ``skip`` entries of that very instant."""

    at: datetime
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """One page of a course, and where the next older one begins, if there is one."""

    entries: list[Entry]
    older: Place | None


def course_of(case: Case, *, before: Place | None = None, kind: str = "") -> Course:
    """Return the PAGE newest entries from ``before`` on; a query or two each, from an index."""
    sources = {
        "record": [_records],
        "handoff": [_handoffs],
        "intake": [_intakes, _additions],
        "meeting": [_meetings],
        "evaluation": [_evaluations],
        "move": [_moves, _companions, _merges],
    }
    wanted = sources.get(kind) or chain.from_iterable(sources.values())
    streams = [list(source(case, before)) for source in wanted]
    ordered = merge(*streams, key=lambda entry: entry.at, reverse=True)
    skip = before.skip if before else 0
    found = list(islice(ordered, skip, skip + PAGE + 1))
    return Course(found[:PAGE], _older(found[:PAGE], before) if len(found) > PAGE else None)


def _older(shown: list[Entry], before: Place | None) -> Place:
    last = shown[-1].at
    skip = sum(1 for entry in shown if entry.at == last)
    return Place(last, skip + (before.skip if before and before.at == last else 0))


def _until(column: str, before: Place | None) -> Q:
    return Q((f"{column}__lte", before.at)) if before else Q()


def _first(rows: QuerySet[M], before: Place | None) -> QuerySet[M]:
    return rows[: PAGE + 1 + (before.skip if before else 0)]


def _records(case: Case, before: Place | None) -> Iterator[Entry]:
    ids = _record_ids(case, before)
    rows = ActivityRecord.objects.filter(pk__in=ids).select_related(
        "written_by", "method", "team__organization"
    )
    for record in rows.order_by("-occurred_at", "-pk"):
        yield Entry(
            at=record.occurred_at,
            kind="record",
            title=f"{record.method}（{record.counterpart}）",
            who=f"{record.written_by.name}（{record.team.organization.name}）",
            body=record.content,
            more=record.result,
            row=record,
        )


def _record_ids(case: Case, before: Place | None) -> list[UUID]:
    links = RecordLink.objects.filter(
        _until("occurred_at", before),
        target_kind="case",
        target_id=case.pk,
        record__corrected_by=None,
    )
    newest = _first(links.order_by("-occurred_at", "-record"), before)
    return list(newest.values_list("record", flat=True))


_WAYS = {
    HandoffKind.REFER: "{}へつないだ",
    HandoffKind.TRANSFER: "{}へ担当を移すよう頼んだ",
    HandoffKind.ESCALATE: "{}へ段階を上げた",
    HandoffKind.BACKUP: "{}へバックアップを頼んだ",
    HandoffKind.PULL: "{}へ引き取りを申し出た",
    HandoffKind.COMPANION: "{}に伴走をお願いした",
}


def _handoffs(case: Case, before: Place | None) -> Iterator[Entry]:
    rows = case.handoffs.filter(_until("sent_at", before)).select_related(
        "from_user", "from_team", "to_team__organization", "to_user", "to_resource"
    )
    for handoff in _first(rows.order_by("-sent_at", "-pk"), before):
        yield Entry(
            at=handoff.sent_at,
            kind="handoff",
            title=_WAYS[HandoffKind(handoff.kind)].format(handoff.receiver),
            who=handoff.from_user.name,
            body=handoff.purpose,
            more=handoff.request,
            row=handoff,
        )


def _intakes(case: Case, before: Place | None) -> Iterator[Entry]:
    rows = Intake.objects.filter(_until("received_at", before), case=case).select_related(
        "received_by", "window_kind"
    )
    for intake in _first(rows.order_by("-received_at", "-pk"), before):
        yield Entry(
            at=intake.received_at,
            kind="intake",
            title=f"相談を受けた（{intake.noticed_by}から）",
            who=f"{intake.received_by.name}（{intake.window_kind}）",
            body=intake.situation,
            row=intake,
        )


def _additions(case: Case, before: Place | None) -> Iterator[Entry]:
    """What was added to the worries; corrections were made before anybody had received them."""
    rows = IntakeAddition.objects.filter(_until("written_at", before), intake__case=case, field="")
    rows = rows.select_related("written_by", "intake__window_kind")
    for row in _first(rows.order_by("-written_at", "-pk"), before):
        who = f"{row.written_by.name}（{row.intake.window_kind}）"
        yield Entry(row.written_at, "intake", "相談への書きたし", who, row.text, row=row.intake)


def _meetings(case: Case, before: Place | None) -> Iterator[Entry]:
    rows = CaseMeeting.objects.filter(case=case).select_related("called_by")
    yield from _of_few(chain.from_iterable(_of_meeting(meeting) for meeting in rows), before)


def _of_meeting(meeting: CaseMeeting) -> Iterator[Entry]:
    day = format_wareki(meeting.meets_on)
    off = meeting.cancelled_because
    yield Entry(
        at=meeting.called_at,
        kind="meeting",
        title=f"調整会議を呼びかけた　{day}",
        who=meeting.called_by.name,
        body=meeting.purpose,
        more=f"取りやめ: {off}" if off else "",
    )
    if meeting.held_at:
        yield Entry(
            at=meeting.held_at,
            kind="meeting",
            title=f"調整会議を開いた　{day}",
            who="本人も同席" if meeting.person_present else "",
            body=meeting.outcome,
        )


def _evaluations(case: Case, before: Place | None) -> Iterator[Entry]:
    rows = Evaluation.objects.filter(_until("evaluated_at", before), case=case).select_related(
        "evaluated_by"
    )
    for evaluation in _first(rows.order_by("-evaluated_at", "-pk"), before):
        yield Entry(
            at=evaluation.evaluated_at,
            kind="evaluation",
            title=f"評価した（{evaluation.get_achievement_display()}）",
            who=evaluation.evaluated_by.name,
            body=evaluation.remaining,
            more=evaluation.next_step,
            row=evaluation,
        )


def _moves(case: Case, before: Place | None) -> Iterator[Entry]:
    of_case = Q(target_kind="case", target_id=case.pk)
    of_handoffs = Q(target_kind="handoff", target_id__in=list(_ids(case.handoffs)))
    of_intakes = Q(target_kind="intake", target_id__in=list(_ids(case.intakes)))
    rows = StateTransition.objects.filter(_until("at", before), of_case | of_handoffs | of_intakes)
    for move in _first(rows.select_related("user").order_by("-at", "-seq"), before):
        yield _move(move)


def _companions(case: Case, before: Place | None) -> Iterator[Entry]:
    rows = Participation.objects.filter(case=case, kind=ParticipationKind.COMPANION)
    rows = rows.select_related("team__organization", "user")
    yield from _of_few(chain.from_iterable(_of_companion(row) for row in rows), before)


def _of_companion(row: Participation) -> Iterator[Entry]:
    who = str(row.team.organization.name if row.team else "")
    name = f"{who}・{row.user.name}" if row.user else who
    yield Entry(at=row.since_at, kind="move", title="伴走をはじめた", who=name)
    if row.until_at:
        yield Entry(
            at=row.until_at, kind="move", title="伴走を終えた", who=name, body=row.ended_because
        )


def _merges(case: Case, before: Place | None) -> Iterator[Entry]:
    rows = CaseMerge.objects.filter(Q(kept=case) | Q(merged=case)).select_related(
        "kept", "merged", "merged_by", "undone_by"
    )
    yield from _of_few(chain.from_iterable(_of_merge(row, case) for row in rows), before)


def _of_merge(row: CaseMerge, case: Case) -> Iterator[Entry]:
    if row.kept_id == case.pk:
        title = f"ケース {row.merged.number} をこのケースにまとめた"
    else:
        title = f"ケース {row.kept.number} にまとめた"
    yield Entry(at=row.merged_at, kind="move", title=title, who=row.merged_by.name, body=row.reason)
    if row.undone_at:
        title = "まとめるのをやめ、もとの2つのケースにもどした"
        who = row.undone_by.name if row.undone_by else ""
        yield Entry(at=row.undone_at, kind="move", title=title, who=who)


def _of_few(entries: Iterable[Entry], before: Place | None) -> list[Entry]:
    """Return those of a few entries that are on this page or an older one, the newest first.

    Of what happened at one instant, what is told later here happened later.
    """
    wanted = [entry for entry in entries if before is None or entry.at <= before.at]
    return sorted(wanted, key=lambda entry: entry.at)[::-1]


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


def last_shares(actor: Actor) -> tuple[int, int, int] | None:
    """Return the three shares of the last record the actor wrote about a case, if there is one."""
    about_cases = RecordLink.objects.filter(record=OuterRef("pk"), target_kind="case")
    mine = own(actor, person="written_by", team="team")
    rows = ActivityRecord.objects.filter(mine, Exists(about_cases))
    shares = rows.order_by("-occurred_at", "-id").values_list(
        "individual_share", "community_share", "system_share"
    )
    return shares.first()
