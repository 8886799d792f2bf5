"""What can be put on paper, and what happened to a case in a span of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Prefetch

from wagamachi.accounts.models import User
from wagamachi.casework.models import Case, CaseMeeting, Evaluation, Handoff, Intake
from wagamachi.core.errors import DomainError
from wagamachi.core.wareki import format_wareki
from wagamachi.records.models import ActivityRecord, RecordLink
from wagamachi.records.periods import Period

MOST = 500  # entries on one paper; more is a book, and a shorter period is asked for


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the course on paper; ``minutes`` is 0 for what is no activity record."""

    at: datetime
    how: str
    what: str
    result: str
    who: str
    minutes: int = 0


def happenings(case: Case, period: Period) -> list[Happening]:
    """Return what happened in the period, oldest first; seven queries, whatever the number.

    Raises DomainError when there is more than one paper should hold.
    """
    found = list(
        chain(
            _records(case, period),
            _intakes(case, period),
            _handoffs(case, period),
            _meetings(case, period),
            _evaluations(case, period),
        )
    )
    if len(found) > MOST:
        raise DomainError(
            f"一度に紙に出せる経過は{MOST:,}件までです（いまの期間では{len(found):,}件より多くあります）。"
            "期間を短くしてください。",
            field="period",
        )
    return sorted(found, key=lambda one: one.at)


def _records(case: Case, period: Period) -> Iterator[Happening]:
    links = RecordLink.objects.filter(
        period.q("occurred_at"), target_kind="case", target_id=case.pk, record__corrected_by=None
    )
    staff = Prefetch("staff", User.objects.order_by("kana", "name"))
    rows = ActivityRecord.objects.filter(pk__in=links.values("record"))
    rows = rows.select_related("method", "written_by").prefetch_related(staff)
    for record in rows.order_by("occurred_at", "pk")[: MOST + 1]:
        following = f"\n次回: {record.next_step}" if record.next_step else ""
        yield Happening(
            at=record.occurred_at,
            how=f"{record.method}\n{record.counterpart}",
            what=record.content,
            result=f"{record.result}{following}",
            who="、".join(person.name for person in record.staff.all()) or record.written_by.name,
            minutes=record.minutes,
        )


def _intakes(case: Case, period: Period) -> Iterator[Happening]:
    rows = Intake.objects.filter(period.q("received_at"), case=case).select_related(
        "received_by", "window_kind"
    )
    for intake in rows[: MOST + 1]:
        yield Happening(
            at=intake.received_at,
            how=f"【相談】\n{intake.noticed_by}から",
            what=intake.situation,
            result="",
            who=f"{intake.received_by.name}\n（{intake.window_kind}）",
        )


def _handoffs(case: Case, period: Period) -> Iterator[Happening]:
    rows = Handoff.objects.filter(period.q("sent_at"), case=case).select_related(
        "from_user", "to_team__organization", "to_user", "to_resource", "decline_reason", "result"
    )
    for handoff in rows[: MOST + 1]:
        outcome = [
            handoff.get_state_display(), str(handoff.decline_reason or ""),
            str(handoff.result or ""), handoff.result_note or handoff.answer,
        ]  # fmt: skip
        yield Happening(
            at=handoff.sent_at,
            how=f"【{handoff.get_kind_display()}】\n{handoff.receiver}",
            what=f"{handoff.purpose}\n{handoff.request}",
            result="\n".join(filter(None, outcome)),
            who=handoff.from_user.name,
        )


def _meetings(case: Case, period: Period) -> Iterator[Happening]:
    rows = CaseMeeting.objects.filter(period.q("held_at"), case=case, held_at__isnull=False)
    rows = rows.select_related("called_by").prefetch_related("organizations")
    for meeting in rows[: MOST + 1]:
        gathered = [organization.name for organization in meeting.organizations.all()]
        yield Happening(
            at=meeting.held_at or meeting.called_at,
            how=f"【調整会議】\n{format_wareki(meeting.meets_on)}",
            what=meeting.purpose,
            result=meeting.outcome,
            who="、".join(filter(None, [meeting.called_by.name, *gathered, meeting.others])),
        )


def _evaluations(case: Case, period: Period) -> Iterator[Happening]:
    rows = Evaluation.objects.filter(period.q("evaluated_at"), case=case)
    for evaluation in rows.select_related("evaluated_by")[: MOST + 1]:
        yield Happening(
            at=evaluation.evaluated_at,
            how=f"【評価】\n{evaluation.get_achievement_display()}",
            what=f"残っている課題: {evaluation.remaining}",
            result=evaluation.next_step,
            who=evaluation.evaluated_by.name,
        )
