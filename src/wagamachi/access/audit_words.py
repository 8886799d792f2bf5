"""The audit log in words: what happened, to what kind of row, and which columns; never a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.utils import timezone

from wagamachi.core import refs

from .audit import EventKind
from .docs import PERM_LABELS
from .models import Assignment, AuditEvent
from .perms import Perm

KIND_LABELS: dict[EventKind, str] = {
    EventKind.CHANGED: "書きかえた",
    EventKind.CREATED: "新しく作った",
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


DETAIL_LABELS = {
    "about": "なにについて",
    "action": "動き",
    "areas": "圏域の数",
    "broken_at": "切れているところ",
    "by": "なにで",
    "case": "ケース",
    "code": "この区市町村のことば",
    "code_list": "コード表",
    "casemeeting": "調整会議",
    "casemember": "世帯の人",
    "consent": "同意",
    "evaluation": "評価",
    "form": "用紙",
    "from": "前",
    "is_base": "圏域の相談を受けとめる",
    "kind": "種別",
    "level": "見えた範囲",
    "plangoal": "目標",
    "planreview": "モニタリング",
    "person": "人",
    "role": "役割",
    "role_labels": "呼び方を変えた役割",
    "roletask": "だれがなにを",
    "screen": "画面",
    "shown": "見せた件数",
    "submission": "提案の提出",
    "supporter": "支える人・機関",
    "taskoffer": "頼んだこと",
    "to": "あと",
    "user": "だれの",
    "what": "なにを",
    "zoning": "区分け",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One event as the auditor reads it."""

    event: AuditEvent
    what: str
    target: str
    ref: str
    details: list[str]


def lines(events: Iterable[AuditEvent]) -> list[Line]:
    """Put events into words; no queries beyond the events themselves."""
    return [_line(event) for event in events]


def _line(event: AuditEvent) -> Line:
    known = _kind(event.target_kind)
    return Line(
        event=event,
        what=KIND_LABELS[EventKind(event.kind)],
        target=known.label if known else event.target_kind,
        ref=f"{event.target_kind}:{event.target_id}" if event.target_id else "",
        details=[_detail(key, value, known) for key, value in event.data.items()],
    )


def _kind(name: str) -> refs.Kind | None:
    try:
        return refs.kind(name)
    except ValueError:
        return None


def _detail(key: str, value: Any, known: refs.Kind | None) -> str:
    if key == "fields":
        return f"項目: {'、'.join(_column(name, known) for name in value)}"
    if key == "perm":
        return f"できること: {PERM_LABELS.get(_perm(value), value)}"
    if isinstance(value, list):
        value = "、".join(map(str, value))
    return f"{DETAIL_LABELS.get(key, key)}: {value}"


def _perm(value: str) -> Any:
    return Perm(value) if value in Perm._value2member_map_ else None


def _column(name: str, known: refs.Kind | None) -> str:
    if known is None:
        return name
    try:
        return str(known.model._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError):
        return name
