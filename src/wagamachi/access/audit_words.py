"""The audit log in words: what happened, to what kind of row, and which columns; never a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from .audit import EventKind
from .audit_details import adds_to_row, called, details, names_of
from .models import Assignment, AuditEvent

KIND_LABELS: dict[EventKind, str] = {
    EventKind.CHANGED: "書きかえた",
    EventKind.CREATED: "新しく作った・書き加えた",
    EventKind.DENIED: "見ようとして、見られなかった",
    EventKind.EXPORTED: "取り出した",
    EventKind.LOGGED_IN: "ログインした",
    EventKind.MOVED: "状態を動かした",
    EventKind.PASSWORD_CHANGED: "自分でパスワードを変えた",
    EventKind.PASSWORD_RENEWED: "管理者がパスワードを新しくした",
    EventKind.POST_TO_ONESELF: "自分か、自分と同じ名前の人に配置をつけた",
    EventKind.READ: "見た",
    EventKind.SEARCHED: "さがした",
}

MADE, ADDED = "新しく作った", "書き加えた"

_ON_ACCOUNTS = (
    EventKind.CHANGED,
    EventKind.CREATED,
    EventKind.PASSWORD_CHANGED,
    EventKind.PASSWORD_RENEWED,
    EventKind.POST_TO_ONESELF,
)


def events(
    *,
    since: date | None = None,
    until: date | None = None,
    kind: str = "",
    user: UUID | None = None,
) -> "QuerySet[AuditEvent]":
    """Return the events between two days (both included), of one kind, by one person."""
    found = AuditEvent.objects.select_related("user")
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    if kind:
        found = found.filter(kind=kind)
    if user:
        found = found.filter(user_id=user)
    return found


def of_account(user_id: UUID) -> "QuerySet[AuditEvent]":
    """Return what was done with an account and its posts, the newest first."""
    posts = Assignment.objects.of(user_id).values("pk")
    found = Q(target_kind="user", target_id=user_id)
    found |= Q(target_kind="assignment", target_id__in=posts)
    done = AuditEvent.objects.select_related("user").filter(found, kind__in=_ON_ACCOUNTS)
    return done.order_by("-seq")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Line:
    """One event as the auditor reads it."""

    event: AuditEvent
    what: str
    target: str
    ref: str
    details: list[str]


def lines(events: Iterable[AuditEvent]) -> list[Line]:
    """Put events into words; a few queries, however many events."""
    events = list(events)
    names = names_of(events)
    return [
        Line(
            event=event,
            what=_what(event),
            target=called(event, names),
            ref=f"{event.target_kind}:{event.target_id}" if event.target_id else "",
            details=details(event, names),
        )
        for event in events
    ]


def _what(event: AuditEvent) -> str:
    if event.kind == EventKind.CREATED:
        return ADDED if adds_to_row(event) else MADE
    return KIND_LABELS[EventKind(event.kind)]
