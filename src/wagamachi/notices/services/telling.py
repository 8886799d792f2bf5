"""Writing お知らせ for those concerned, in the transaction of what happened."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from wagamachi.access.matrix import MATRIX, Scope
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.core import clock, nights
from wagamachi.core.refs import Ref
from wagamachi.core.refs import kind as row_kind

from ..enums import NoticeKind
from ..models import Notice, Preference
from ..schedule import mail_time

KEEP = timedelta(days=400)

# Whose work the work of their team is. A 民生委員 or an auditor sits in a team without seeing its cases.
WITH_THE_TEAM = tuple(
    role for role in Role if any(Scope.TEAM in scopes for scopes in MATRIX[role].values())
)


def notify(
    *,
    kind: NoticeKind,
    ref: Ref,
    at: datetime,
    users: Iterable[UUID] = (),
    teams: Iterable[UUID] = (),
    but_not: UUID | None = None,
) -> None:
    """Tell ``users``, and everybody who works with ``teams`` that day, that ``kind`` happened to ``ref``.

    Call it inside the transaction of what happened; at most four queries, whatever the number of
    people. Nobody is told twice while the first is unread: the old one comes to the top again.
    ``but_not`` is whoever did it. Raises ValueError for an unknown kind of row.
    """
    row_kind(ref.kind)
    people = _readers(set(users), set(teams), at) - {but_not}
    if not people:
        return
    with transaction.atomic():
        same = {"kind": kind, "target_kind": ref.kind, "target_id": ref.id}
        Notice.objects.unread().filter(user__in=people, at__lt=at, **same).update(at=at)
        chosen = Preference.objects.in_bulk(people, field_name="user_id")
        notices = [
            Notice(
                user_id=person,
                at=at,
                mail_at=mail_time(kind, chosen.get(person) or Preference(), at),
                **same,
            )
            for person in sorted(people)
        ]
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        if any(notice.mail_at == at for notice in notices):
            transaction.on_commit(_mail_soon, robust=True)


def _readers(users: set[UUID], teams: set[UUID], at: datetime) -> set[UUID]:
    """Return the accounts in use among ``users`` and those at work in ``teams`` on the day."""
    found: set[UUID] = set()
    if users:
        found |= set(User.objects.filter(pk__in=users, is_active=True).values_list("pk", flat=True))
    if teams:
        posts = Assignment.objects.live(clock.today(at)).filter(
            team__in=teams, role__in=WITH_THE_TEAM, user__is_active=True
        )
        found |= set(posts.values_list("user_id", flat=True))
    return found


def _mail_soon() -> None:
    """Queue the mailing unless it waits already."""
    from ..tasks import mail

    waiting = DBTaskResult.objects.filter(task_path=mail.module_path, status="READY")
    if not waiting.exists():
        mail.enqueue()


def drop_old_notices(*, at: datetime) -> int:
    """Forget what happened more than 400 days ago; return how many were dropped."""
    return nights.delete_in_parts(Notice.objects.filter(at__lt=at - KEEP))
