"""Sending e-mail: how many お知らせ of which kind wait, and where to read them. Nothing else."""

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from wagamachi.accounts.models import User
from wagamachi.core import nights

from ..enums import ABOUT, NoticeKind
from ..models import Notice, Preference
from ..schedule import after_quiet, mail_time

logger = logging.getLogger(__name__)

SOON, LATER = timedelta(minutes=15), timedelta(hours=6)  # when a failure is tried again
GIVE_UP = timedelta(days=14)  # longer than any holiday an e-mail may have to wait for
PEOPLE = 500  # in one run; the rest is for the next one

Due = tuple[User, Sequence[Notice]]


def deliver_mail(*, at: datetime) -> int:
    """Send one e-mail to everybody who has something due; return how many were sent.

    Each person's お知らせ are first put off in one compare-and-set, so that of two senders one wins,
    and are marked as mailed only after the server took the e-mail. Whatever goes wrong in between is
    tried again, ever more rarely: an e-mail may come twice, an お知らせ is never lost.
    """
    due = _due(at)
    if not due:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        logger.warning("the mail server cannot be reached: %s", type(error).__name__)
        return 0
    try:
        return sum(_deliver(reader, notices, connection, at) for reader, notices in due)
    finally:
        connection.close()


def give_up_mail(*, at: datetime) -> int:
    """Mail no more what nobody took for two weeks; return how many. They stay in the product."""
    waiting = Notice.objects.unread().filter(mailed_at=None, mail_at__isnull=False)
    ids = list(waiting.filter(at__lt=at - GIVE_UP).values_list("pk", flat=True))
    return nights.in_parts(ids, lambda part: waiting.filter(pk__in=part).update(mail_at=None))


def _due(at: datetime) -> list[Due]:
    """Return who has something due, with it; people without an address have nothing."""
    rows = Notice.objects.to_mail(at).reachable()
    readers = rows.order_by("user_id").values_list("user_id", flat=True).distinct()[:PEOPLE]
    by_reader: dict[UUID, list[Notice]] = defaultdict(list)
    chosen = rows.filter(user__in=list(readers)).select_related("user__notice_preference")
    for notice in chosen:
        by_reader[notice.user_id].append(notice)
    return [(notices[0].user, notices) for notices in by_reader.values()]


def _deliver(
    reader: User, notices: Sequence[Notice], connection: BaseEmailBackend, at: datetime
) -> bool:
    ids = [notice.pk for notice in notices]
    preference = _preference(reader)
    never_waits = any(notice.about.day_and_night for notice in notices)
    not_before = at if never_waits else after_quiet(at, preference)
    claimed = Notice.objects.to_mail(at).filter(pk__in=ids)
    again = at + min(max(SOON, _late(notices, preference, at) / 2), LATER)
    with nights.turn():
        is_ours = claimed.update(mail_at=max(not_before, again))
    if not is_ours or not_before > at:
        return False
    message = compose(address_of(reader), [NoticeKind(notice.kind) for notice in notices])
    if not _send(message, connection):
        return False
    with nights.turn():
        Notice.objects.filter(pk__in=ids).update(mailed_at=at)
    return True


def _late(notices: Sequence[Notice], preference: Preference, at: datetime) -> timedelta:
    """Return how long the oldest of them should have been mailed by now."""
    planned = (mail_time(NoticeKind(n.kind), preference, n.at) or at for n in notices)
    return at - min(planned, default=at)


def _preference(reader: User) -> Preference:
    return getattr(reader, "notice_preference", None) or Preference()


def address_of(reader: User) -> str:
    """Return where this person wants お知らせ to go; empty means nowhere."""
    return _preference(reader).address or reader.email


def compose(address: str, kinds: Sequence[NoticeKind]) -> EmailMessage:
    """Return the e-mail: counts, the sentence of each kind, and the address of the page."""
    counted = Counter(kinds)
    lines = [
        (kind.label, counted[kind], ABOUT[kind].sentence) for kind in NoticeKind if counted[kind]
    ]
    body = render_to_string(
        "notices/mail.txt",
        {
            "count": len(kinds),
            "lines": lines,
            "url": settings.SITE_URL + reverse("notices:index"),
            "settings_url": settings.SITE_URL + reverse("notices:preference"),
        },
    )
    is_urgent = any(ABOUT[kind].is_urgent for kind in counted)
    subject = f"わがまち: {'急ぎの' if is_urgent else ''}お知らせが{len(kinds)}件あります"
    return EmailMessage(subject=subject, body=body, to=[address])


def _send(message: EmailMessage, connection: BaseEmailBackend) -> bool:
    message.connection = connection
    try:
        return bool(message.send())
    except (OSError, ValueError) as error:  # SMTPException is the one, a broken address the other
        logger.warning("an e-mail was not sent and will be tried again: %s", type(error).__name__)
        return False
