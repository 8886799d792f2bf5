"""Putting お知らせ aside: one that was opened, or all of them."""

from datetime import datetime

from wagamachi.access.actor import Actor

from ..models import Notice


def mark_read(*, actor: Actor, notice: Notice, at: datetime) -> None:
    """Remember that its reader has read it; again changes nothing."""
    Notice.objects.of(actor.user_id).unread().filter(pk=notice.pk).update(read_at=at)


def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """Put aside everything that had come in by ``at``; return how many there were."""
    return Notice.objects.of(actor.user_id).unread().filter(at__lte=at).update(read_at=at)
